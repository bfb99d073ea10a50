"""A retrieval collection in BEIR's form: papers, queries, and which paper suits which query.

Read are `corpus.jsonl` ({_id, title, text}) or `papers.jsonl` ({id, title, abstract}), then
`queries.jsonl`, and judgements `qrels/*.tsv` or `qrels*.tsv` (query, paper, grade; a header).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from bot.errors import InputUnreadable
from bot.evaluation.evidence.json_lines import read_lines, read_objects

_FORM = "It needs corpus.jsonl or papers.jsonl, queries.jsonl, and qrels*.tsv or qrels/*.tsv."
_COLUMNS = 3


class Document(BaseModel):
    """One paper of the collection."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(validation_alias=AliasChoices("_id", "id"))
    title: str
    abstract: str = Field(validation_alias=AliasChoices("abstract", "text"))


class _Query(BaseModel):
    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(validation_alias=AliasChoices("_id", "id"))
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Papers, the text of each judged query, and the grades of its papers."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    gold: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path) -> Collection:
    """Return a folder's collection, queries without judgements left out. Raises InputUnreadable."""
    corpus = _one_of(folder, "corpus.jsonl", "papers.jsonl")
    gold: dict[str, dict[str, int]] = {}
    for query, paper, grade in _judgements(folder):
        gold.setdefault(query, {})[paper] = grade
    queries = {
        query.id: query.text
        for _, query in read_objects(folder / "queries.jsonl", _Query.model_validate_json, _FORM)
        if query.id in gold
    }
    unknown = sorted(gold.keys() - queries.keys())
    if unknown:
        raise InputUnreadable(
            f"{folder} judges query {unknown[0]!r}, which queries.jsonl does not hold.",
            remedy=_FORM,
        )
    documents = read_objects(corpus, Document.model_validate_json, _FORM)
    return Collection(tuple(item for _, item in documents), queries, gold)


def _judgements(folder: Path) -> Iterator[tuple[str, str, int]]:
    files = sorted([*folder.glob("qrels*.tsv"), *folder.glob("qrels/*.tsv")])
    if not files:
        raise InputUnreadable(f"{folder} holds no judgements.", remedy=_FORM)
    for path in files:
        for number, line in read_lines(path):
            cells = line.split("\t")
            graded = cells[-1].strip().isdecimal()
            if number == 1 and len(cells) == _COLUMNS and not graded:
                continue  # the header
            if len(cells) != _COLUMNS or not graded:
                raise InputUnreadable(
                    f"Line {number} of {path} is no judgement.",
                    remedy="Each line is a query, a paper and a grade, with tabs between.",
                )
            yield cells[0], cells[1], int(cells[2])


def _one_of(folder: Path, *names: str) -> Path:
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise InputUnreadable(f"{folder} holds none of {', '.join(names)}.", remedy=_FORM)
