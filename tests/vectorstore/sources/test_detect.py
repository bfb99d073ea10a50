"""A file is recognised by its content, or refused with a plain reason."""

import json
import os
from pathlib import Path

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Paper, Rejection
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

RECORD = json.dumps({"title": "Zeigernetze für alle", "abstract": "We point. It works."})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_lines_are_recognised_whatever_the_name(tmp_path: Path, encoding: str) -> None:
    """Neither the suffix nor the encoding hides JSON lines."""
    path = tmp_path / "papers.txt"
    path.write_text(f"\n{RECORD}\n", encoding)
    (paper,) = finished(read_source(path))
    assert isinstance(paper, Paper)
    assert paper.title == "Zeigernetze für alle"


def test_a_page_is_recognised_whatever_the_name(tmp_path: Path, sample_page: Path) -> None:
    """A saved page is a page under any name."""
    path = tmp_path / "page.jsonl"
    path.write_bytes(sample_page.read_bytes())
    assert sum(isinstance(item, Paper) for item in finished(read_source(path))) == 66


def test_a_bad_first_line_does_not_hide_json_lines(tmp_path: Path) -> None:
    """Truncated lines and lines that are no UTF-8 are rejected, the others come in."""
    path = tmp_path / "papers.jsonl"
    latin = RECORD.replace("\\u00fc", "ü").encode("latin-1")
    path.write_bytes(b'{"title": "cut\n' + latin + b"\n" + RECORD.encode() + b"\n")
    cut, undecodable, good = finished(read_source(path))
    assert isinstance(cut, Rejection)
    assert isinstance(undecodable, Rejection)
    assert undecodable.where == "line 2"
    assert isinstance(good, Paper)


def test_an_endless_line_is_rejected_and_the_next_read(tmp_path: Path) -> None:
    """A line beyond the limit is passed over without being held in memory."""
    path = tmp_path / "papers.jsonl"
    path.write_text(f"{RECORD}\n{{{'x' * 2_500_000}\n{RECORD}\n", "utf-8")
    first, long, third = finished(read_source(path))
    assert isinstance(first, Paper)
    assert long == Rejection(str(path), "line 2", "the line is longer than 1,000,000 characters")
    assert isinstance(third, Paper)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\n\t\n", "holds no text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        (b"Caf\xe9 papers\n\nare not UTF-8\n", "is not text in UTF-8"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "is in UTF-32"),
        (b"\xff\xfea", "is not text in utf-16"),
        (b'[{"title": "A"}]', "is no list of papers"),
        (b'{\n "title": "A",\n "abstract": "pretty"\n}\n', "is no list of papers"),
    ],
)
def test_what_is_no_list_of_papers_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """The message names the file and says what is wrong, the remedy what to give instead."""
    path = tmp_path / "papers.jsonl"
    path.write_bytes(content)
    with pytest.raises(SourceUnreadable, match=reason) as caught:
        list(finished(read_source(path)))
    assert str(path) in caught.value.message
    assert caught.value.remedy


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    """A missing file, a folder, a device and a path that is none get their own reasons."""
    for path, reason in (
        (tmp_path / "missing", "does not exist"),
        (tmp_path, "is a folder"),
        (Path(os.devnull), "is not an ordinary file"),
        (Path("nul\0byte"), "is no path"),
    ):
        with pytest.raises(SourceUnreadable, match=reason):
            list(finished(read_source(path)))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_forbidden_file_is_refused(tmp_path: Path) -> None:
    """A file that this user may not read is said to be just that."""
    path = tmp_path / "papers.jsonl"
    path.write_text(RECORD, "utf-8")
    path.chmod(0)
    with pytest.raises(SourceUnreadable, match="may not be read"):
        list(finished(read_source(path)))
