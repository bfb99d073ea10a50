"""The rows of the catalogue's papers as values, and back. Pure: knows columns, runs no query."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vectorstore.chunk import restore_sentences, split_sentences
from vectorstore.filtering import fold
from vectorstore.records import Paper, Sentence

Row: TypeAlias = tuple[str, ...]

PAPER_COLUMNS = (
    "id, title, abstract, authors, date, url, categories, links, source, also, version, venue,"
    " tags, notes"
)
ENTRY_COLUMNS = f"{PAPER_COLUMNS}, sentences, passages, seq"
WRITTEN_COLUMNS = f"{PAPER_COLUMNS}, names, sentences"


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make one each time


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as the catalogue holds it; `passages` bounds its ordinals in the vector index.

    Sentences are made when they are asked for, from `offsets` as the column holds them: a list of
    59,000 papers shows one of each.
    """

    paper: Paper
    offsets: str
    passages: int
    seq: int

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The numbered sentences of the abstract."""
        return restore_sentences(self.paper.abstract, json.loads(self.offsets))

    def sentence_at(self, place: int) -> Sentence | None:
        """Return the first sentence of the abstract that ends behind a place, None behind all."""
        for n, (start, end) in enumerate(json.loads(self.offsets), start=1):
            if place < end:
                return Sentence(n, start, end, self.paper.abstract[start:end])
        return None


def paper_of(row: Row) -> Paper:
    """Return the paper of a row that begins with PAPER_COLUMNS."""
    return Paper(
        id=row[0],
        title=row[1],
        abstract=row[2],
        authors=_several(row[3]),
        date=row[4],
        url=row[5],
        categories=_several(row[6]),
        links=_several(row[7]),
        source=row[8],
        also=_several(row[9]),
        version=None if row[10] is None else int(row[10]),
        venue=row[11],
        tags=_several(row[12]),
        notes=row[13],
    )


def entry_of(row: Row) -> Entry:
    """Return the entry of a row of ENTRY_COLUMNS."""
    return Entry(paper_of(row), offsets=row[14], passages=int(row[15]), seq=int(row[16]))


def written_row(paper: Paper) -> tuple[str | int | None, ...]:
    """Return the values of WRITTEN_COLUMNS."""
    return (
        paper.id,
        paper.title,
        paper.abstract,
        as_json(paper.authors),
        paper.date,
        paper.url,
        as_json(paper.categories),
        as_json(paper.links),
        paper.source,
        as_json(paper.also),
        paper.version,
        paper.venue,
        as_json(paper.tags),
        paper.notes,
        "\n".join(fold(name) for name in paper.authors),
        offsets_of(paper.abstract),
    )


def offsets_of(abstract: str) -> str:
    """Return where the sentences of an abstract begin and end, as the catalogue keeps it."""
    return as_json([[sentence.start, sentence.end] for sentence in split_sentences(abstract)])


def as_json(value: Sequence[str] | Sequence[Sequence[int]]) -> str:
    """Return a list as it is kept in a column."""
    return _ENCODE(value) if value else "[]"


def _several(column: str) -> tuple[str, ...]:
    return () if column == "[]" else tuple(json.loads(column))
