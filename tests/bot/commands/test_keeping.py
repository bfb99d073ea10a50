"""A reader and the records themselves: tags, notes, deleting, checking. No model runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.ended import Ended
from vectorstore.catalogue import Catalogue
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library

Paperbot = Callable[..., Ended]
RECORD = '{"id": "2409.%05d", "title": "Whales of the year %d", "abstract": "They sing. We count."}'


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Return the home of a library with three papers."""
    papers = tmp_path / "papers.jsonl"
    papers.write_text("\n".join(RECORD % (n, n) for n in range(3)), "utf-8")
    with open_library(tmp_path / "home", HashedEmbedder(), WordCounter()) as library:
        library.add(papers)
    return tmp_path / "home"


def test_tags_are_put_on_and_taken_off(paperbot: Paperbot, shelf: Path) -> None:
    """Several papers at once, each tag once, and shown without any."""
    one, two = "arxiv:2409.00001", "2409.00002v3"
    put = paperbot("tag", one, two, "--add", "to read", "--add", "sea", "--home", shelf, "--json")
    assert [paper["tags"] for paper in put.object["papers"]] == [["to read", "sea"]] * 2
    paperbot("tag", one, "--add", "sea", "--remove", "to read", "--home", shelf)
    shown = paperbot("tag", one, two, "--home", shelf)
    assert shown.out == "arxiv:2409.00001: sea\narxiv:2409.00002: to read, sea\n"


def test_notes_are_kept_whole(paperbot: Paperbot, shelf: Path) -> None:
    """A note replaces the one before unless it is appended; markup in it is text."""
    paper = "arxiv:2409.00001"
    assert paperbot("note", paper, "--home", shelf).out == f"Nothing is noted on {paper}.\n"
    paperbot("note", paper, "[bold]First[/bold]", "--home", shelf)
    paperbot("note", paper, "Second", "--append", "--home", shelf)
    noted = paperbot("note", paper, "--home", shelf, "--json").object
    assert noted == {"paper_id": paper, "notes": "[bold]First[/bold]\nSecond"}


def test_deleted_papers_are_gone(paperbot: Paperbot, shelf: Path) -> None:
    """All or none are deleted, and the library is whole afterwards."""
    wrong = paperbot("delete", "arxiv:2409.00000", "arxiv:none", "--home", shelf, "--json")
    assert (wrong.status, wrong.object["error"]["kind"]) == (1, "paper-unknown")
    done = paperbot("delete", "arxiv:2409.00000", "2409.00001", "--home", shelf, "--json")
    assert done.object == {"deleted": ["arxiv:2409.00000", "arxiv:2409.00001"]}
    with open_library(shelf, HashedEmbedder(), WordCounter()) as library:
        assert [hit.paper.id for hit in library.search("whales")] == ["arxiv:2409.00002"]
        assert library.check().buried == 0
    assert paperbot("check", "--home", shelf, "--json").object == {
        "papers": 1,
        "passages": 1,
        "pending": 0,
        "buried": 0,
        "faults": [],
    }


def test_a_paper_named_twice_counts_once(paperbot: Paperbot, shelf: Path, tmp_path: Path) -> None:
    """An id may be written in several ways."""
    twice = ("2409.00001", "https://arxiv.org/abs/2409.00001v2", "--home", shelf)
    assert paperbot("tag", *twice, "--add", "sea").out == "arxiv:2409.00001: sea\n"
    exported = paperbot("export", *twice, "--to", tmp_path / "one.jsonl", "--json")
    assert exported.object["papers"] == 1
    assert paperbot("delete", *twice).out == "Deleted: Whales of the year 1\n"


def test_the_catalogue_is_open_to_all_while_one_owns_the_indexes(
    paperbot: Paperbot, shelf: Path
) -> None:
    """Tags can be put on while a page is served; only a check must wait."""
    with open_library(shelf, HashedEmbedder(), WordCounter()) as library:
        assert paperbot("tag", "2409.00001", "--add", "sea", "--home", shelf).status == 0
        assert library.get("arxiv:2409.00001").tags == ("sea",)
        busy = paperbot("check", "--home", shelf, "--json")
        assert busy.object["error"]["kind"] == "home-in-use"


def test_a_check_tells_what_is_wrong(paperbot: Paperbot, shelf: Path) -> None:
    """A fault ends with status 1 and says what to do; unfinished work is no fault."""
    catalogue = Catalogue(shelf / "catalogue.sqlite3")
    catalogue.outbox.announce_passages({"arxiv:2409.00001": 7})
    catalogue.outbox.mark_indexed({"arxiv:2409.00001": 7}, {})
    catalogue.close()
    checked = paperbot("check", "--home", shelf)
    assert checked.status == 1
    assert "paperbot reindex" in checked.err


def test_where_no_library_is_none_is_made(paperbot: Paperbot, tmp_path: Path) -> None:
    """Looking at a folder leaves it as it was."""
    ended = paperbot("check", "--home", tmp_path / "none", "--json")
    assert ended.object["error"]["kind"] == "library-missing"
    assert not (tmp_path / "none").exists()


def test_papers_are_taken_out_and_brought_back(
    paperbot: Paperbot, shelf: Path, tmp_path: Path
) -> None:
    """In each format by tag, whatever its case; a new library then holds the same records."""
    paperbot("tag", "2409.00001", "2409.00002", "--add", "Deep Sea", "--home", shelf)
    paperbot("note", "2409.00002", "Two\nlines", "--home", shelf)
    kept = paperbot("export", "--tag", "deep sea", "--home", shelf).out
    assert len(kept.splitlines()) == 2
    for name in ("jsonl", "bibtex", "ris", "csl-json", "markdown"):
        file, home = tmp_path / name, tmp_path / f"home-{name}"
        told = ("--format", name, "--to", file, "--tag", "DEEP SEA", "--home", shelf, "--json")
        assert paperbot("export", *told).object == {
            "papers": 2,
            "format": name,
            "file": str(file),
        }
        with open_library(home, HashedEmbedder(), WordCounter()) as library:
            assert library.add(file).added == 2
        assert paperbot("export", "--home", home).out == kept
