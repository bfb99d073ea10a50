"""The catalogue keeps every paper, its numbering, and what is still to be indexed."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.catalogue import Catalogue, Tally
from vectorstore.errors import PaperUnknown, StorageFailed
from vectorstore.glossary import Meaning
from vectorstore.records import Filters, Origin, Paper
from vectorstore.works import Change

NOW = "2026-11-24T00:00:00+00:00"


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


def numbered(paper: Paper, count: int) -> list[Paper]:
    """Return so many papers that differ by their ids."""
    return [replace(paper, id=f"title:{n:012}") for n in range(count)]


def put(catalogue: Catalogue, *papers: Paper) -> None:
    """Write papers in place of what is known under their ids."""
    known = catalogue.entries(paper.id for paper in papers)
    changes = []
    for paper in papers:
        entry = known.get(paper.id)
        seq, before = (entry.seq, entry.paper) if entry else (None, None)
        changes.append(Change(seq, before, paper, (), None, (), ()))
    catalogue.write(changes, NOW)


def test_a_paper_comes_back_as_it_was_written(path: Path, paper: Paper) -> None:
    """Every field and the numbering of sentences survive closing."""
    first = Catalogue(path)
    put(first, paper)
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
    put(catalogue, *papers)
    put(catalogue, replace(papers[0], title="Renamed"))
    listed = [*catalogue.papers(0, 2), *catalogue.papers(2, 2), *catalogue.papers(4, 2)]
    assert [known.id for known in listed] == [told.id for told in papers]
    assert catalogue.count() == 5


def test_more_papers_are_looked_up_than_sqlite_has_parameters(
    catalogue: Catalogue, paper: Paper
) -> None:
    """Look-ups of any size work, unknown ids are left out."""
    papers = numbered(paper, 2_000)
    put(catalogue, *papers)
    ids = [told.id for told in papers]
    assert len(catalogue.entries([*ids, "unknown"])) == 2_000


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
    put(catalogue, paper)
    catalogue.outbox.mark_indexed({paper.id: 3}, {})
    put(catalogue, replace(paper, authors=()))
    assert catalogue.outbox.pending(9) == []
    put(catalogue, replace(paper, abstract="Other words."))
    assert [entry.passages for entry in catalogue.outbox.pending(9)] == [3]
    assert catalogue.tally() == Tally(papers=1, indexed=0, passages=0)


def test_announced_passages_are_remembered_until_indexed(
    catalogue: Catalogue, paper: Paper
) -> None:
    """What may have reached the vector index is known even when the mark never came."""
    put(catalogue, paper)
    catalogue.outbox.announce_passages({paper.id: 4})
    catalogue.outbox.announce_passages({paper.id: 2})
    assert catalogue.outbox.pending(9)[0].passages == 4
    catalogue.outbox.mark_indexed({paper.id: 2}, {})
    assert catalogue.tally() == Tally(papers=1, indexed=1, passages=2)


def test_a_new_generation_makes_every_paper_pending(catalogue: Catalogue, paper: Paper) -> None:
    """A generation has its own name and recipe."""
    put(catalogue, *numbered(paper, 3))
    catalogue.outbox.mark_indexed({told.id: 1 for told in numbered(paper, 3)}, {})
    first = catalogue.begin_generation(embedder="a", chunking="b")
    second = catalogue.begin_generation(embedder="a", chunking="b")
    assert first != second == catalogue.meta("generation")
    assert len(catalogue.outbox.pending(9)) == 3


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
    put(catalogue, paper)
    assert (paper.id in catalogue.narrow(filters).ids) is found


def test_a_date_without_a_year_passes_no_date_filter(catalogue: Catalogue, paper: Paper) -> None:
    """A day without a year is neither before nor after anything, a bare year any day of it."""
    put(catalogue, replace(paper, id="title:a", date="Mar 11"))
    put(catalogue, replace(paper, id="title:b", date="2021"))
    assert catalogue.narrow(Filters(after="1900")).ids == {"title:b"}
    assert catalogue.narrow(Filters(after="2021-06", before="2021-06")).ids == {"title:b"}


def test_acronyms_are_counted_by_paper(catalogue: Catalogue, paper: Paper) -> None:
    """A paper that no longer defines one is taken off; a reindex counts the same again."""
    one = replace(paper, id="title:a", abstract="Graph neural networks (GNNs), GNN (graph net n).")
    two = replace(paper, id="title:b", abstract="A graph neural network (GNN) and its (GNN) kin.")
    put(catalogue, one, two)
    put(catalogue, two)
    meaning = Meaning("GNNs", "Graph neural networks", 2)
    assert catalogue.meanings(["gnn"], [])[0] == meaning
    assert catalogue.meanings([], ["graph neural network"]) == (meaning,)
    put(catalogue, replace(one, abstract="No more."))
    catalogue.begin_generation(embedder="a", chunking="b")
    assert catalogue.meanings(["gnn"], []) == (Meaning("GNN", "graph neural network", 1),)
    assert catalogue.meanings(["spann"], ["nothing"]) == ()


OLD_CATALOGUE = """
    CREATE TABLE papers (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
        abstract TEXT NOT NULL,
        authors TEXT NOT NULL, date TEXT, url TEXT, categories TEXT NOT NULL, links TEXT NOT NULL,
        source TEXT NOT NULL, names TEXT NOT NULL, sentences TEXT NOT NULL,
        content_hash TEXT NOT NULL, added_at TEXT NOT NULL, passages INTEGER NOT NULL,
        indexed INTEGER NOT NULL
    );
    CREATE INDEX papers_pending ON papers (seq) WHERE indexed = 0;
    CREATE INDEX papers_tally ON papers (indexed, passages);
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    INSERT INTO papers VALUES (
        1, 'arxiv:1803.00001', 'On Graphs', 'A graph neural network (GNN).', '["Qi Chen"]', '2018',
        NULL, '[]', '[]', 'jsonl', 'qi chen', '[[0, 29]]', 'abc', '2026-11-20T10:00:00+00:00', 1, 1
    );
    PRAGMA user_version = 1;
"""


def test_an_older_catalogue_is_brought_up_to_date(path: Path) -> None:
    """Papers of the first version keep everything, are found by title, and have their acronyms."""
    connection = sqlite3.connect(path)
    connection.executescript(OLD_CATALOGUE)
    connection.close()
    catalogue = Catalogue(path)
    (record,) = catalogue.records()
    assert record.paper == Paper(
        id="arxiv:1803.00001",
        title="On Graphs",
        abstract="A graph neural network (GNN).",
        authors=("Qi Chen",),
        date="2018",
        source="jsonl",
    )
    assert record.added_at == "2026-11-20T10:00:00+00:00"
    assert record.origins == (Origin("jsonl", "", record.added_at, record.added_at),)
    assert [meaning.short for meaning in catalogue.meanings(["gnn"], [])] == ["GNN"]
    namesake = replace(record.paper, id="title:0", title="On graphs!")
    assert catalogue.related([namesake]) == {1: record.paper}
    assert catalogue.tally() == Tally(papers=1, indexed=1, passages=1)
    catalogue.close()


def test_a_catalogue_of_the_second_version_is_brought_up_to_date(path: Path) -> None:
    """Its acronyms were mined already, and are not counted twice."""
    connection = sqlite3.connect(path)
    connection.executescript(OLD_CATALOGUE)
    connection.executescript(
        """
        CREATE TABLE acronyms (
            short TEXT NOT NULL, long TEXT NOT NULL, written_short TEXT NOT NULL,
            written_long TEXT NOT NULL, papers INTEGER NOT NULL, PRIMARY KEY (short, long)
        ) WITHOUT ROWID;
        CREATE INDEX acronyms_long ON acronyms (long);
        INSERT INTO acronyms
            VALUES ('gnn', 'graph neural network', 'GNN', 'graph neural network', 1);
        PRAGMA user_version = 2;
        """
    )
    connection.close()
    with closing(Catalogue(path)) as catalogue:
        assert catalogue.get("arxiv:1803.00001").title == "On Graphs"
        assert [meaning.papers for meaning in catalogue.meanings(["gnn"], [])] == [1]
        assert [flaw.derived for flaw in catalogue.flaws()] == [True]


def test_a_catalogue_of_the_third_version_is_brought_up_to_date(path: Path, paper: Paper) -> None:
    """It had no codes of vectors: a reindex makes them, and until then it says so."""
    with closing(Catalogue(path)) as catalogue:
        put(catalogue, paper)
        catalogue.outbox.mark_indexed({paper.id: 1}, {})
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        DROP TABLE aliases;
        CREATE TABLE aliases (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX aliases_seq ON aliases (seq);
        INSERT INTO aliases VALUES ('doi:10.1234/a', 1);
        DROP INDEX titles_seq; DROP INDEX heard_seq; DROP TRIGGER papers_codes; DROP TABLE codes;
        PRAGMA user_version = 3;
        """
    )
    connection.close()
    with closing(Catalogue(path)) as catalogue:
        assert [flaw.derived for flaw in catalogue.flaws()] == [True]
        catalogue.begin_generation(embedder="a", chunking="b")
        assert list(catalogue.flaws()) == []
        assert catalogue.get(paper.id) == catalogue.get("10.1234/A") == paper


def test_threads_share_a_catalogue(catalogue: Catalogue, paper: Paper) -> None:
    """Writers and readers on eight threads neither fail nor lose anything."""

    def work(n: int) -> int:
        put(catalogue, replace(paper, id=f"title:{n}"))
        return len(catalogue.papers(0, 100))

    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(work, range(40))) <= 40
    assert catalogue.count() == 40


def test_a_failed_write_leaves_nothing_behind(catalogue: Catalogue, paper: Paper) -> None:
    """A batch is written whole or not at all, and the catalogue goes on."""
    broken = replace(paper, id="title:broken", title=None)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(StorageFailed):
        put(catalogue, paper, broken)
    assert catalogue.count() == 0
    put(catalogue, paper)
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


def test_tags_set_while_a_source_is_read_stand(catalogue: Catalogue, paper: Paper) -> None:
    """A change that was prepared before the reader tagged the paper does not undo that."""
    put(catalogue, replace(paper, tags=("taken off",), notes="Struck out."))
    known = catalogue.entries([paper.id])[paper.id]
    catalogue.mark(paper.id, tags=["mine"], notes="Read.")
    told = replace(known.paper, venue="NeurIPS", tags=("taken off", "theirs"))
    catalogue.write([Change(known.seq, known.paper, told, (), None, (), ())], NOW)
    marked = catalogue.get(paper.id)
    assert (marked.tags, marked.notes, marked.venue) == (("mine", "theirs"), "Read.", "NeurIPS")


def test_a_paper_deleted_while_it_is_worked_on_is_told_anew_or_forgotten(
    catalogue: Catalogue, paper: Paper
) -> None:
    """A change then makes a new row; an index that just wrote it is to forget it."""
    put(catalogue, paper)
    known = catalogue.entries([paper.id])[paper.id]
    catalogue.delete([paper.id])
    catalogue.outbox.clear_graves([paper.id])
    catalogue.outbox.mark_indexed({paper.id: 2}, {})
    assert catalogue.outbox.graves(9) == {paper.id: 2}
    catalogue.write([Change(known.seq, known.paper, paper, (), None, (), ())], NOW)
    assert catalogue.get(paper.id) == paper
    assert list(catalogue.flaws()) == []


@pytest.mark.parametrize("absorbed", [False, True])
def test_a_row_freed_meanwhile_is_not_taken_for_the_one_it_was(
    catalogue: Catalogue, paper: Paper, *, absorbed: bool
) -> None:
    """SQLite gives the number of a deleted last row to the next new one, here to another paper."""
    first, second = numbered(paper, 2)
    new = replace(paper, title="A new one")
    put(catalogue, first, second)
    catalogue.delete([second.id])
    prepared = (
        Change(1, first, first, (), None, (), (2,))
        if absorbed
        else Change(2, second, second, (), None, (), ())
    )
    catalogue.write([Change(None, None, new, (), None, (), ()), prepared], NOW)
    others = (first,) if absorbed else (first, second)
    assert {held.id for held in catalogue.papers()} == {held.id for held in (new, *others)}
    assert list(catalogue.flaws()) == []


def test_an_id_that_two_papers_have_is_one_of_the_other_once_one_goes(
    catalogue: Catalogue, paper: Paper
) -> None:
    """Two preprints may name one article."""
    first, second = (replace(one, also=("doi:10.1234/a",)) for one in numbered(paper, 2))
    put(catalogue, first, second)
    catalogue.delete([second.id])
    assert catalogue.get("doi:10.1234/a") == first


def test_tags_and_all_origins_narrow(path: Path, paper: Paper) -> None:
    """A tag put on by another process counts at once; every source that told of a paper too."""
    here, there = Catalogue(path), Catalogue(path)
    put(here, paper)
    here.note_origins({("bibtex", "refs.bib"): [1]}, NOW)
    assert here.narrow(Filters(tag="To Read")).ids == frozenset()
    there.mark(paper.id, tags=["to read"], notes="")
    assert here.narrow(Filters(tag="To Read")).ids == {paper.id}
    assert here.narrow(Filters(tag="to")).ids == frozenset()
    for source, known in (("jsonl", True), ("bibtex", True), ("ris", False)):
        assert bool(here.narrow(Filters(source=source)).ids) is known
    here.close()
    there.close()


def test_a_paper_is_deleted_as_it_is_then(catalogue: Catalogue, path: Path, paper: Paper) -> None:
    """What was indexed while the deletion waited for its turn is to be forgotten too."""
    put(catalogue, paper)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor() as pool:
        deleted = pool.submit(catalogue.delete, [paper.id])
        with pytest.raises(TimeoutError):
            deleted.result(timeout=0.3)
        other.execute("UPDATE papers SET indexed = 1, passages = 3")
        other.execute("COMMIT")
        assert deleted.result() == (paper.id,)
    other.close()
    assert catalogue.outbox.graves(9) == {paper.id: 3}


def test_a_paper_named_twice_is_deleted_once(catalogue: Catalogue, paper: Paper) -> None:
    """By two of its ids; what others define as it does stays counted."""
    worded = replace(paper, abstract="A graph neural network (GNN).", also=("doi:10.1234/a",))
    put(catalogue, worded, replace(worded, id="title:b", also=()))
    assert catalogue.delete([paper.id, "doi:10.1234/a", "10.1234/A"]) == (paper.id,)
    assert [meaning.papers for meaning in catalogue.meanings(["gnn"], [])] == [1]


def test_acronyms_of_a_paper_deleted_meanwhile_are_counted_once(
    catalogue: Catalogue, paper: Paper
) -> None:
    """A change prepared before the deletion takes nothing off a second time."""
    worded = replace(paper, abstract="A graph neural network (GNN).")
    put(catalogue, worded, replace(worded, id="title:b"))
    known = catalogue.entries([paper.id])[paper.id]
    catalogue.delete([paper.id])
    catalogue.write([Change(known.seq, known.paper, worded, (), None, (), ())], NOW)
    assert [meaning.papers for meaning in catalogue.meanings(["gnn"], [])] == [2]


def test_a_deleted_paper_gets_no_origin(catalogue: Catalogue, paper: Paper) -> None:
    """It may go while its source is read."""
    put(catalogue, paper)
    catalogue.delete([paper.id])
    catalogue.note_origins({("bibtex", "refs.bib"): [1]}, NOW)
    assert list(catalogue.flaws()) == []


def test_marks_that_are_no_text_are_kept_as_far_as_they_are(
    catalogue: Catalogue, paper: Paper
) -> None:
    """Arguments and JSON can carry lone surrogates, which no store takes."""
    put(catalogue, paper)
    marked = catalogue.mark(paper.id, tags=["to\udce9", "x", "x"], notes="a\ud800")
    assert (marked.tags, marked.notes) == (("to?", "x"), "a?")
    assert catalogue.get(paper.id) == marked


def test_a_place_that_is_no_text_is_noted(catalogue: Catalogue, paper: Paper) -> None:
    """The name of a file may be of any bytes, and is found again under what was noted."""
    put(catalogue, paper)
    for _ in range(2):
        catalogue.note_origins({("bibtex", "caf\udce9.bib"): [1]}, NOW)
    assert [origin.place for origin in catalogue.record(paper.id).origins] == ["caf?.bib"]
