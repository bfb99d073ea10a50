"""Question sets: files of JSON lines in four forms, told apart by their keys, read strictly.

Knows no library: whether the papers named are held is found out by who asks the questions.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter

from bot.errors import InputUnreadable
from bot.evaluation.evidence.json_lines import read_objects

_STRICT = ConfigDict(extra="forbid", strict=True)
_FORMS = (
    "The forms: {id, question, papers, facts}; {id, question, papers, kind}; "
    "{id, question, near_miss, why}; {id, turns, question, papers, facts}."
)

Text: TypeAlias = Annotated[str, Field(min_length=1)]
# Strict values of JSON are lists; ours are tuples.
Texts: TypeAlias = Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]
Facts: TypeAlias = Annotated[tuple[Texts, ...], Field(min_length=1, strict=False)]
SeveralKind: TypeAlias = Literal["list", "count", "compare", "newest"]


@dataclass(frozen=True, slots=True)
class Answerable:
    """A question that one of `papers` answers. Each fact is a list of wordings, any of which do."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: Text
    question: Text
    papers: Texts
    facts: Facts


@dataclass(frozen=True, slots=True)
class Several:
    """A question over the whole library; `papers` are all that belong in its answer."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: Text
    question: Text
    papers: Texts
    kind: SeveralKind


@dataclass(frozen=True, slots=True)
class Unanswerable:
    """A question that the library cannot answer; a near miss is about a paper that it holds."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: Text
    question: Text
    near_miss: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question that needs the turns asked before it."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    id: Text
    turns: Texts
    question: Text
    papers: Texts
    facts: Facts


Question: TypeAlias = Answerable | Several | Unanswerable | FollowUp

_READERS: tuple[tuple[str, TypeAdapter[Question]], ...] = (
    ("turns", TypeAdapter(FollowUp)),
    ("near_miss", TypeAdapter(Unanswerable)),
    ("kind", TypeAdapter(Several)),
    ("facts", TypeAdapter(Answerable)),
)


@dataclass(frozen=True, slots=True)
class QuestionSets:
    """Questions by form, in the order of their files."""

    answerable: tuple[Answerable, ...] = ()
    several: tuple[Several, ...] = ()
    unanswerable: tuple[Unanswerable, ...] = ()
    followups: tuple[FollowUp, ...] = ()

    def first(self, limit: int | None) -> "QuestionSets":
        """Return the first `limit` questions of each form, all for None."""
        return QuestionSets(
            self.answerable[:limit],
            self.several[:limit],
            self.unanswerable[:limit],
            self.followups[:limit],
        )

    def papers(self) -> dict[str, str]:
        """Return the ids of all papers named, each with the id of a question that names it."""
        named: list[Answerable | Several | FollowUp]
        named = [*self.answerable, *self.several, *self.followups]
        return {paper: item.id for item in named for paper in item.papers}

    def sizes(self) -> dict[str, int]:
        """Return how many questions there are, by form."""
        return {
            "answerable": len(self.answerable),
            "several": len(self.several),
            "unanswerable": len(self.unanswerable),
            "followups": len(self.followups),
        }


def read_sets(paths: Iterable[Path]) -> QuestionSets:
    """Return the questions of files. Raises InputUnreadable with file, line and reason."""
    seen: dict[str, str] = {}
    questions: list[Question] = []
    for path in paths:
        for number, question in read_objects(path, _parse, _FORMS):
            where = f"line {number} of {path}"
            if question.id in seen:
                raise InputUnreadable(
                    f"The id {question.id!r} on {where} stands on {seen[question.id]} already.",
                    remedy="Give every question an id of its own.",
                )
            seen[question.id] = where
            questions.append(question)
    if not questions:
        raise InputUnreadable("No question was found in the files given.", remedy=_FORMS)
    return QuestionSets(
        answerable=tuple(item for item in questions if isinstance(item, Answerable)),
        several=tuple(item for item in questions if isinstance(item, Several)),
        unanswerable=tuple(item for item in questions if isinstance(item, Unanswerable)),
        followups=tuple(item for item in questions if isinstance(item, FollowUp)),
    )


def _parse(line: str) -> Question:
    """Return the question of a line. Raises ValidationError."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        value = None
    keys = value if isinstance(value, dict) else {}
    reader = next((reader for key, reader in _READERS if key in keys), _READERS[-1][1])
    return reader.validate_json(line)
