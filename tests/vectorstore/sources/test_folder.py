"""Every file below a folder is found once, in an order that does not change."""

import os
from pathlib import Path

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.folder import files_in


def test_files_come_in_the_order_of_names_hidden_ones_left_out(tmp_path: Path) -> None:
    """A folder stands where its name does among the files."""
    for name in ("c.txt", "b/z.txt", "b/a/x.txt", "a.txt", ".git/config", "b/.DS_Store"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    names = [
        path.relative_to(tmp_path).as_posix()
        for path in files_in(tmp_path)
        if isinstance(path, Path)
    ]
    assert names == ["a.txt", "b/a/x.txt", "b/z.txt", "c.txt"]


def test_links_in_circles_end(tmp_path: Path) -> None:
    """A folder is entered once, whatever leads to it; a link to a file is a file."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "paper.txt").touch()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "again").symlink_to(tmp_path / "a")
    (tmp_path / "same.txt").symlink_to(tmp_path / "a" / "paper.txt")
    found = [path.name for path in files_in(tmp_path) if isinstance(path, Path)]
    assert found == ["paper.txt", "same.txt"]


def test_a_folder_of_folders_alone_is_refused(tmp_path: Path) -> None:
    """There is nothing in it to add."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    with pytest.raises(SourceUnreadable, match="without files"):
        list(files_in(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may enter every folder")
def test_a_forbidden_folder_is_a_rejection(tmp_path: Path) -> None:
    """The files beside it are found."""
    (tmp_path / "a").mkdir(mode=0)
    (tmp_path / "b.txt").touch()
    forbidden, path = files_in(tmp_path)
    assert isinstance(forbidden, Rejection)
    assert "cannot be entered" in forbidden.reason
    assert path == tmp_path / "b.txt"
