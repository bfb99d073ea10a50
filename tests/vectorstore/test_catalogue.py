"""The catalogue keeps every paper, its numbering, and what is still to be indexed."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.catalogue import Catalogue, Tally
from vectorstore.errors import PaperUnknown, StorageFailed
from vectorstore.glossary import Meaning
from vectorstore.records import Filters, Paper


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a catalogue, not made yet."""
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    """Return an open, empty catalogue."""
    opened = Catalogue(path)
    yield opened
    opened.close()


def numbered(paper: Paper, count: int) -> list[tuple[Paper, str]]:
    """Return so many papers with their hashes."""
    return [(replace(paper, id=f"title:{n:012}"), f"hash {n}") for n in range(count)]


def test_a_paper_comes_back_as_it_was_written(path: Path, paper: Paper) -> None:
    """Every field and the numbering of sentences survive closing."""
    first = Catalogue(path)
    first.upsert([(paper, "hash")])
    first.close()
    second = Catalogue(path)
    assert second.get(paper.id) == paper
    assert [sentence.text for sentence in second.sentences(paper.id)] == [
        "SPANN is 2 times faster than DiskANN.",
        "It needs little memory.",
    ]
    second.close()


def test_papers_are_listed_in_order_of_addition(catalogue: Catalogue, paper: Paper) -> None:
    """Pages follow each other, and an update does not move a paper."""
    papers = numbered(paper, 5)
    catalogue.upsert(papers)
    catalogue.upsert([(replace(papers[0][0], title="Renamed"), "new")])
    listed = [*catalogue.papers(0, 2), *catalogue.papers(2, 2), *catalogue.papers(4, 2)]
    assert [known.id for known in listed] == [told.id for told, _ in papers]
    assert catalogue.count() == 5


def test_more_papers_are_looked_up_than_sqlite_has_parameters(
    catalogue: Catalogue, paper: Paper
) -> None:
    """Look-ups of any size work, unknown ids are left out."""
    papers = numbered(paper, 2_000)
    catalogue.upsert(papers)
    ids = [told.id for told, _ in papers]
    assert len(catalogue.entries([*ids, "unknown"])) == 2_000
    assert catalogue.hashes(ids)[ids[7]] == "hash 7"


def test_an_unknown_id_is_said_to_be_unknown(catalogue: Catalogue) -> None:
    """The message names the id."""
    with pytest.raises(PaperUnknown, match=r"arxiv:0000\.00000"):
        catalogue.get("arxiv:0000.00000")


def test_an_id_that_is_no_text_is_unknown_too(catalogue: Catalogue) -> None:
    """Lone surrogates cannot be looked up, and need not be."""
    with pytest.raises(PaperUnknown):
        catalogue.get("arxiv:\udcff")


def test_only_changed_text_becomes_pending_again(catalogue: Catalogue, paper: Paper) -> None:
    """New authors need no embedding, a new abstract does."""
    catalogue.upsert([(paper, "1")])
    catalogue.mark_indexed({paper.id: 3})
    catalogue.upsert([(replace(paper, authors=()), "2")])
    assert catalogue.pending(9) == []
    catalogue.upsert([(replace(paper, abstract="Other words."), "3")])
    assert [entry.passages for entry in catalogue.pending(9)] == [3]
    assert catalogue.tally() == Tally(papers=1, indexed=0, passages=0)


def test_announced_passages_are_remembered_until_indexed(
    catalogue: Catalogue, paper: Paper
) -> None:
    """What may have reached the vector index is known even when the mark never came."""
    catalogue.upsert([(paper, "1")])
    catalogue.announce_passages({paper.id: 4})
    catalogue.announce_passages({paper.id: 2})
    assert catalogue.pending(9)[0].passages == 4
    catalogue.mark_indexed({paper.id: 2})
    assert catalogue.tally() == Tally(papers=1, indexed=1, passages=2)


def test_a_new_generation_makes_every_paper_pending(catalogue: Catalogue, paper: Paper) -> None:
    """A generation has its own name and recipe."""
    catalogue.upsert(numbered(paper, 3))
    catalogue.mark_indexed({told.id: 1 for told, _ in numbered(paper, 3)})
    first = catalogue.begin_generation(embedder="a", chunking="b")
    second = catalogue.begin_generation(embedder="a", chunking="b")
    assert first != second == catalogue.meta("generation")
    assert len(catalogue.pending(9)) == 3


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), True),
        (Filters(after="2021"), True),
        (Filters(after="2021-11-05", before="2021-11-05"), True),
        (Filters(before="2021-11"), True),
        (Filters(after="2021-11-06"), False),
        (Filters(before="2021-10"), False),
        (Filters(author="garcia"), True),
        (Filters(author="QI  CHEN"), True),
        (Filters(author="%"), False),
        (Filters(author="_i Chen"), False),
        (Filters(category="cs.db"), True),
        (Filters(category="cs"), True),
        (Filters(category="c"), False),
        (Filters(source="jsonl"), True),
        (Filters(source="page"), False),
        (Filters(author="' OR 1=1 --"), False),
    ],
)
def test_filters_keep_what_they_say(
    catalogue: Catalogue, paper: Paper, filters: Filters, *, found: bool
) -> None:
    """Both ends of dates are inclusive, names fold, wild cards and SQL are plain text."""
    catalogue.upsert([(paper, "hash")])
    assert (paper.id in catalogue.narrow(filters)) is found


def test_a_date_without_a_year_passes_no_date_filter(catalogue: Catalogue, paper: Paper) -> None:
    """A day without a year is neither before nor after anything, a bare year any day of it."""
    catalogue.upsert([(replace(paper, id="title:a", date="Mar 11"), "1")])
    catalogue.upsert([(replace(paper, id="title:b", date="2021"), "2")])
    assert catalogue.narrow(Filters(after="1900")) == {"title:b"}
    assert catalogue.narrow(Filters(after="2021-06", before="2021-06")) == {"title:b"}


def test_acronyms_are_counted_by_paper(catalogue: Catalogue, paper: Paper) -> None:
    """A paper that no longer defines one is taken off; a reindex counts the same again."""
    one = replace(paper, id="title:a", abstract="Graph neural networks (GNNs), GNN (graph net n).")
    two = replace(paper, id="title:b", abstract="A graph neural network (GNN) and its (GNN) kin.")
    catalogue.upsert([(one, "1"), (two, "2")])
    catalogue.upsert([(two, "2")])
    meaning = Meaning("GNNs", "Graph neural networks", 2)
    assert catalogue.meanings(["gnn"], [])[0] == meaning
    assert catalogue.meanings([], ["graph neural network"]) == (meaning,)
    catalogue.upsert([(replace(one, abstract="No more."), "3")])
    catalogue.begin_generation(embedder="a", chunking="b")
    assert catalogue.meanings(["gnn"], []) == (Meaning("GNN", "graph neural network", 1),)
    assert catalogue.meanings(["spann"], ["nothing"]) == ()


def test_an_older_catalogue_is_mined_when_opened(path: Path, paper: Paper) -> None:
    """Papers that were added before acronyms were mined have theirs, without a reindex."""
    catalogue = Catalogue(path)
    catalogue.upsert([(replace(paper, abstract="A graph neural network (GNN)."), "1")])
    catalogue.close()
    connection = sqlite3.connect(path)
    connection.executescript(
        "DROP TABLE acronyms; DELETE FROM meta WHERE key = 'acronyms'; PRAGMA user_version = 1;"
    )
    connection.close()
    again = Catalogue(path)
    assert [meaning.short for meaning in again.meanings(["gnn"], [])] == ["GNN"]
    again.close()


def test_threads_share_a_catalogue(catalogue: Catalogue, paper: Paper) -> None:
    """Writers and readers on eight threads neither fail nor lose anything."""

    def work(n: int) -> int:
        catalogue.upsert([(replace(paper, id=f"title:{n}"), str(n))])
        return len(catalogue.papers(0, 100))

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(work, range(40))) <= 40
    assert catalogue.count() == 40


def test_a_failed_write_leaves_nothing_behind(catalogue: Catalogue, paper: Paper) -> None:
    """A batch is written whole or not at all, and the catalogue goes on."""
    broken = replace(paper, id="title:broken", title=None)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(StorageFailed):
        catalogue.upsert([(paper, "1"), (broken, "2")])
    assert catalogue.count() == 0
    catalogue.upsert([(paper, "1")])
    assert catalogue.count() == 1


def test_a_damaged_catalogue_is_reported(path: Path) -> None:
    """The message names the file, the remedy says what to do."""
    path.write_bytes(b"no database " * 1_000)
    with pytest.raises(StorageFailed, match="not a database") as caught:
        Catalogue(path)
    assert "backup" in caught.value.remedy


def test_a_newer_catalogue_is_not_touched(path: Path) -> None:
    """A file of a later version is refused, not migrated backwards."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StorageFailed, match="newer paperbot"):
        Catalogue(path)
