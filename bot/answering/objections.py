"""The checks a statement must pass: each objects with a reason, or has nothing to say.

Plain code over words, numbers and names; `evidence` runs them in the order of `OBJECTIONS`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.answering.derivation import is_derived
from bot.answering.grammar import CONJUNCTIONS, NEGATIONS, REVERSALS, UNFINISHED, VERBS
from bot.answering.names import find_names, holds_name
from bot.answering.opposites import is_opposite, turned_words
from bot.answering.phrase import Key, read_phrase
from bot.answering.quantities import find_quantities
from bot.answering.subject import read_subject
from bot.answering.words import (
    REPORTING_NOUNS,
    REPORTING_WORDS,
    longest_common_order,
    split_words,
    stem,
    stem_set,
)

# Chosen on the starter library, see docs/decisions.md ("what the checker removes").
_CONTENT_WORDS_LEAST = 2
_NOVEL_SHARE_MOST = 0.2

_REPORTING_STEMS = frozenset(stem(word) for word in REPORTING_WORDS)
_NOUN_STEMS = frozenset(stem(word) for word in REPORTING_NOUNS)
_VERB = re.compile(r"[a-z](?:s|ed)$")
_ABSOLUTE = re.compile(
    r"\b(?:only|always|never|every|entirely|completely|exactly|all|none|must|first|best|most)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement under check, the sentence or sentences of one paper it rests on, its question.

    `strict` allows no content word that the source lacks: a small model's own words are mostly
    wrong.
    """

    text: str
    quoted: str
    title: str
    question: str
    strict: bool

    @property
    def source(self) -> str:
        """Return what the statement may take its names and words from: title, then sentences."""
        return f"{self.title}. {self.quoted}"


def checked_keys(text: str) -> tuple[Key, ...]:
    """Return what its source must hold of a statement: its words by stem, its numbers, in order."""
    return tuple(token.key for token in read_phrase(text, _REPORTING_STEMS).tokens)


def _object_to_empty(case: Case) -> str | None:
    if len(checked_keys(case.text)) < _CONTENT_WORDS_LEAST:
        return "says nothing that can be checked"
    return None


def _object_to_fragment(case: Case) -> str | None:
    words = [word.text.lower() for word in split_words(case.text)]
    verbal = any(word in VERBS for word in words) or any(_VERB.search(word) for word in words[1:])
    whole = words[0] not in CONJUNCTIONS and words[-1] not in UNFINISHED
    return None if verbal and whole else "is no sentence"


def _object_to_question(case: Case) -> str | None:
    return "asks instead of answering" if case.text.rstrip().endswith("?") else None


def _object_to_title(case: Case) -> str | None:
    said = [word.stem for word in split_words(case.text)]
    title = [word.stem for word in split_words(case.title)]
    return "only repeats the title" if longest_common_order(said, title) == len(said) else None


def _object_to_quantities(case: Case) -> str | None:
    stated = {quantity.amount for quantity in find_quantities(case.quoted)}
    for quantity in find_quantities(case.text):
        if quantity.amount not in stated:
            return f"“{quantity.text}” is not in the cited sentence"
    return None


def _object_to_names(case: Case) -> str | None:
    for name in find_names(case.text):
        if not holds_name(case.source, name):
            return f"“{name}” is not in the cited sentence or its title"
    return None


def _object_to_negation(case: Case) -> str | None:
    if _denies(case.text) and not _denies(case.quoted):
        return "denies what the cited sentence does not"
    return None


def _denies(text: str) -> bool:
    words = [word.text.lower().replace("’", "'") for word in split_words(text)]
    return any(word in NEGATIONS or word.endswith("n't") for word in words)


def _object_to_direction(case: Case) -> str | None:
    turned = turned_words(case.text, case.quoted, case.title)
    if turned:
        return f"says “{turned[0]}” where the cited sentence says the opposite"
    return None


def _object_to_absolute(case: Case) -> str | None:
    stated = {match[0].lower() for match in _ABSOLUTE.finditer(case.quoted)}
    for match in _ABSOLUTE.finditer(case.text):
        if match[0].lower() not in stated:
            return f"adds “{match[0]}”, which the cited sentence does not say"
    return None


def _object_to_novelty(case: Case) -> str | None:
    held, asked = stem_set(case.source), stem_set(case.question)
    checked = [
        token for token in read_phrase(case.text, _REPORTING_STEMS).tokens if not token.is_quantity
    ]
    novel = [token.text for token in checked if not _known(token.text, held)]
    turning = any(_turns(text, held) for text in novel)
    if not novel or not (case.strict or turning or len(novel) > _NOVEL_SHARE_MOST * len(checked)):
        return None
    unasked = [text for text in novel if not _known(text, asked)]
    if unasked:
        return f"adds {_listed(unasked)}, which the cited sentence does not say"
    return f"says {_listed(novel)} because the question does"


def _turns(text: str, held: frozenset[str]) -> bool:
    """Say whether a word that is not held may make a sentence say something else.

    A word with a digit ("3rd", "v2") stands for another thing of its kind.
    """
    return text.lower() in REVERSALS or any(map(str.isdigit, text)) or is_opposite(text, held)


def _known(text: str, stems: frozenset[str]) -> bool:
    parts = re.split(r"[-/]", text)
    return stem(text) in stems or all(stem(part) in stems for part in parts if part)


def _object_to_joining(case: Case) -> str | None:
    free = _REPORTING_STEMS - (_NOUN_STEMS & stem_set(case.quoted))
    claim, source = read_phrase(case.text, free), read_phrase(case.quoted, free)
    subject = read_subject(case.title)
    stated = {token.key for token in source.tokens} | subject.name
    added = {t.key for t in claim.tokens if t.key not in stated and not t.name}
    if not is_derived(claim.without(added), source, subject):
        return "joins what the cited sentence keeps apart"
    return None


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:3])
    return f"{shown} and more" if len(words) > len(words[:3]) else shown


Objection: TypeAlias = Callable[[Case], str | None]

OBJECTIONS: tuple[Objection, ...] = (
    _object_to_empty,
    _object_to_fragment,
    _object_to_question,
    _object_to_title,
    _object_to_quantities,
    _object_to_names,
    _object_to_negation,
    _object_to_direction,
    _object_to_absolute,
    _object_to_novelty,
    _object_to_joining,
)
