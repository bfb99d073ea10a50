"""An addition counts right, repeats nothing, and finishes what was cut off."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library
from vectorstore.records import AddReport, Rejection, Vectors

WriteLines: TypeAlias = Callable[..., Path]


def record(n: int, abstract: str = "We test it. It works.") -> dict[str, object]:
    """Return a record that differs from others by its number."""
    return {"id": f"2409.{n:05}", "title": f"Paper {n} on things", "abstract": abstract}


class CountingEmbedder(HashedEmbedder):
    """Notes how many passages it embedded."""

    def __init__(self) -> None:
        super().__init__()
        self.passages = 0

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed and count."""
        self.passages += len(texts)
        return super().embed_passages(texts)


class OutOfMemory(Exception):
    """What a failing embedder raises."""


class FailingEmbedder(HashedEmbedder):
    """Embeds some batches, then fails."""

    def __init__(self, batches: int) -> None:
        super().__init__()
        self.batches = batches

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed, or fail when the batches are used up."""
        if self.batches == 0:
            raise OutOfMemory
        self.batches -= 1
        return super().embed_passages(texts)


def test_adding_twice_changes_nothing(home: Path, counter: WordCounter, sample_page: Path) -> None:
    """The second time every paper is unchanged and nothing is embedded."""
    embedder = CountingEmbedder()
    with open_library(home, embedder, counter) as library:
        first = library.add(sample_page)
        embedded = embedder.passages
        second = library.add(sample_page)
    assert (first.added, first.updated, first.unchanged, first.rejected) == (66, 0, 0, ())
    assert (second.added, second.updated, second.unchanged, second.rejected) == (0, 0, 66, ())
    assert first.ids == second.ids
    assert len(set(first.ids)) == 66
    assert embedder.passages == embedded


def test_a_changed_paper_is_updated_and_found_by_its_new_words(
    library: Library, write_jsonl: WriteLines
) -> None:
    """The old passages, more than the new ones, are gone."""
    long = " ".join(f"Sentence {n} is about zebras in the wild." for n in range(90))
    library.add(write_jsonl(record(1, long), record(2)))
    report = library.add(write_jsonl(record(1, "Now it is about whales."), record(2)))
    assert (report.added, report.updated, report.unchanged) == (0, 1, 1)
    assert library.search("whales", 1)[0].paper.id == "arxiv:2409.00001"
    assert all(hit.lexical_rank is None for hit in library.search("zebras"))
    assert library.search("zebras", 9)[0].similarity == pytest.approx(0.0, abs=0.3)


def test_what_is_told_twice_in_one_source_counts_once(
    library: Library, write_jsonl: WriteLines
) -> None:
    """An identical repetition is not counted, a different one is an update."""
    told = [record(1), record(1), record(2), record(2, "Other words. They differ.")]
    assert library.add(write_jsonl(*told)) == AddReport(
        added=2, updated=1, ids=("arxiv:2409.00001", "arxiv:2409.00002")
    )
    assert library.get("arxiv:2409.00002").abstract == "Other words. They differ."
    assert library.add(write_jsonl(record(1), record(1))).unchanged == 1


def test_bad_lines_keep_no_good_ones_out(library: Library, write_jsonl: WriteLines) -> None:
    """Each bad line is named with its reason."""
    path = write_jsonl(record(1), "{", record(2))
    report = library.add(path)
    assert report.added == 2
    (rejection,) = report.rejected
    assert isinstance(rejection, Rejection)
    assert (rejection.source, rejection.where) == (str(path), "line 2")


def test_an_unreadable_source_loses_nothing(library: Library, write_jsonl: WriteLines) -> None:
    """What was in stays in, and can be searched."""
    library.add(write_jsonl(record(1)))
    with pytest.raises(SourceUnreadable):
        library.add(write_jsonl(name="empty.jsonl"))
    assert library.count() == 1
    assert library.search("paper")


def test_progress_is_told_while_reading_and_indexing(
    library: Library, write_jsonl: WriteLines
) -> None:
    """The total is estimated from the bytes read while reading, and known while indexing."""
    told: list[tuple[int, int | None]] = []
    library.add(
        write_jsonl(*(record(n) for n in range(1_200))),
        lambda done, total: told.append((done, total)),
    )
    (half, guess), whole, *indexing = told
    assert half == 1_000
    assert guess is not None
    assert 1_000 <= guess <= 1_400
    assert whole == (1_200, 1_200)
    assert indexing[:2] == [(64, 1_200), (128, 1_200)]
    assert indexing[-1] == (1_200, 1_200)


@pytest.mark.parametrize("batches", [0, 1])
def test_the_next_addition_finishes_what_was_cut_off(
    home: Path, counter: WordCounter, write_jsonl: WriteLines, batches: int
) -> None:
    """Papers are safe before they are embedded, found once they are, and embedded once."""
    papers = write_jsonl(*(record(n) for n in range(100)))
    with (
        open_library(home, FailingEmbedder(batches), counter) as library,
        pytest.raises(OutOfMemory),
    ):
        library.add(papers)
    embedder = CountingEmbedder()
    with open_library(home, embedder, counter) as library:
        assert library.count() == 100
        assert library.pending() == 100 - 64 * batches
        assert bool(library.search("things")) is bool(batches)
        report = library.add(write_jsonl(record(100), name="more.jsonl"))
        assert report == AddReport(added=1, ids=("arxiv:2409.00100",))
        assert library.pending() == 0
        assert embedder.passages == 101 - 64 * batches
    with open_library(home, embedder, counter) as library:
        worded = [hit.paper.id for hit in library.search("99") if hit.lexical_rank]
        assert worded == ["arxiv:2409.00099"]


def test_an_export_added_twice_is_no_origin(library: Library, write_jsonl: WriteLines) -> None:
    """It carries the origins of its papers, the second time as the first."""
    at = "2026-01-02T03:04:05+00:00"
    origin = {"source": "ris", "place": "a.ris", "first_seen": at, "last_seen": at}
    exported = record(1) | {"paperbot": {"layout": 1, "source": "ris", "origins": [origin]}}
    for _ in range(2):
        report = library.add(write_jsonl(exported))
    assert report.unchanged == 1
    assert [its.place for its in library.record("arxiv:2409.00001").origins] == ["a.ris"]
