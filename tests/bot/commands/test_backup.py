"""`paperbot backup` and `paperbot restore` on the command line, the library in use or not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.ended import Ended
from vectorstore.ownership import own

Paperbot = Callable[..., Ended]


@pytest.fixture
def library(starter_library: Path, tmp_path: Path) -> Path:
    """Return a home with the starter library."""
    return Path(shutil.copytree(starter_library, tmp_path / "home"))


@pytest.mark.model
def test_a_restored_library_answers_alike(
    paperbot: Paperbot, library: Path, tmp_path: Path
) -> None:
    """Backed up while another owns it, restored elsewhere, it gives the same hits."""
    file, again = tmp_path / "papers.zip", tmp_path / "again"
    with own(library):
        made = paperbot("backup", file, "--home", library, "--json")
    assert made.status == 0
    report = made.object
    assert (report["file"], report["papers"], report["indexes"]) == (str(file), 66, True)
    assert report["size_bytes"] == file.stat().st_size
    restored = paperbot("restore", file, "--home", again, "--json").object
    assert (restored["home"], restored["papers"], restored["indexes"]) == (str(again), 66, True)
    hits = [
        paperbot("search", "graph", "--home", home, "--json").object["hits"]
        for home in (library, again)
    ]
    assert hits[0] == hits[1] != []


def test_people_are_told_what_is_in_it(paperbot: Paperbot, library: Path, tmp_path: Path) -> None:
    """And what it lacks, and what to do then."""
    file, again = tmp_path / "papers.zip", tmp_path / "again"
    assert "66 papers" in paperbot("backup", file, "--home", library).out
    refused = paperbot("backup", file, "--home", library)
    assert (refused.status, "--force" in refused.err) == (1, True)
    shutil.rmtree(library / "tantivy")
    assert "paperbot reindex" in paperbot("backup", file, "--force", "--home", library).out
    told = paperbot("restore", file, "--home", again)
    assert "66 papers" in told.out
    assert "paperbot reindex" in told.out


def test_a_foreign_file_fails_the_command(paperbot: Paperbot, tmp_path: Path) -> None:
    """The status says so, and JSON has the error."""
    (tmp_path / "notes.zip").write_text("no zip", "utf-8")
    ended = paperbot("restore", tmp_path / "notes.zip", "--home", tmp_path / "home", "--json")
    assert ended.status == 1
    assert ended.object["error"]["kind"] == "source-unreadable"
