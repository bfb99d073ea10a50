"""What the answer selector learns from: questions about abstracts, and the sentences that answer.

`questions.jsonl` holds the questions, written for paperbot; the abstracts are arXiv's (metadata
CC0) and are brought by whoever trains. A line: `{"paper": "arxiv:…", "question": "…", "answer":
[6]}`, the numbers of the sentences that answer by themselves, none where the abstract does not.
"""

import json
import lzma
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.answering.names import find_names, mentions_name
from vectorstore.chunk import split_sentences


@dataclass(frozen=True, slots=True)
class Abstract:
    """A title and numbered sentences."""

    title: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join((self.title, *self.sentences))


@dataclass(frozen=True, slots=True)
class Example:
    """A question beside an abstract; `answers` are the sentences that answer, from 0."""

    paper: str
    question: str
    abstract: Abstract
    answers: frozenset[int]


def read_examples(questions: Path, papers: Path) -> list[Example]:
    """Return the questions whose papers are in a file of JSON lines, plain or .xz."""
    lines = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    abstracts = _abstracts(papers, {line["paper"] for line in lines})
    return [
        Example(
            line["paper"],
            line["question"],
            abstracts[line["paper"]],
            frozenset(n - 1 for n in line["answer"]),
        )
        for line in lines
        if line["paper"] in abstracts
    ]


def without_answers(example: Example) -> Example:
    """Return a near miss: the same abstract with the sentences that answer taken out."""
    kept = [s for n, s in enumerate(example.abstract.sentences) if n not in example.answers]
    return replace(
        example, abstract=replace(example.abstract, sentences=tuple(kept)), answers=frozenset()
    )


def beside_others(
    examples: Iterable[Example], like: Mapping[str, Sequence[str]], rng: random.Random
) -> list[Example]:
    """Return questions beside the abstract of another paper on the subject, which cannot answer.

    Only questions that name what their own abstract mentions and the other does not. `like` gives
    each paper's nearest others.
    """
    known = {example.paper: example.abstract for example in examples}
    found = []
    for example in examples:
        own = example.abstract.text
        names = [n for n in find_names(example.question) if mentions_name(own, n)]
        others = [
            paper
            for paper in like[example.paper]
            if paper in known
            and names
            and not any(mentions_name(known[paper].text, name) for name in names)
        ]
        if others:
            other = known[rng.choice(others)]
            found.append(replace(example, abstract=other, answers=frozenset()))
    return found


def _abstracts(papers: Path, wanted: set[str]) -> dict[str, Abstract]:
    read = lzma.open if papers.suffix == ".xz" else open
    with read(papers, "rt", encoding="utf-8") as lines:
        records = (json.loads(line) for line in lines)
        return {
            record["id"]: Abstract(
                record["title"],
                tuple(" ".join(s.text.split()) for s in split_sentences(record["abstract"])),
            )
            for record in records
            if record["id"] in wanted
        }
