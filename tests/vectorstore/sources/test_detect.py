"""Files, folders and standard input come in, recognised by content or refused with a reason."""

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Paper, Rejection
from vectorstore.sources.detect import Reading, read_source
from vectorstore.sources.draft import Draft, finished
from vectorstore.sources.files import Buffer

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


def test_a_first_line_longer_than_what_is_looked_at_is_recognised(tmp_path: Path) -> None:
    """A paper of thousands of authors may come first."""
    many = json.dumps({**json.loads(RECORD), "authors": ["Ada Byron"] * 20_000})
    path = tmp_path / "papers.jsonl"
    path.write_text(f"{many}\n{RECORD}\n", "utf-8")
    assert [type(item) for item in read_source(path)] == [Draft, Draft]


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
        (b"#!/bin/sh\necho hello\n", "is no list of papers"),
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
    """A missing file, an empty folder, a device and what is no path get their own reasons."""
    for path, reason in (
        (tmp_path / "missing", "does not exist"),
        (tmp_path, "is a folder without files"),
        (Path(os.devnull), "is not an ordinary file"),
        (Path("nul\0byte"), "is no path"),
        ("x" * 5_000, "cannot be read"),
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


def test_a_folder_comes_in_file_by_file_in_the_order_of_names(tmp_path: Path) -> None:
    """What cannot be read in it is one rejection each; hidden files are left alone."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "papers.txt").write_text(RECORD, "utf-8")
    (tmp_path / "a.jsonl").write_text(RECORD, "utf-8")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n\0")
    (tmp_path / ".hidden.jsonl").write_text(RECORD, "utf-8")
    first, second, picture = read_source(tmp_path)
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert isinstance(picture, Rejection)
    assert first.place == str(tmp_path / "a.jsonl")
    assert second.place == str(tmp_path / "b" / "papers.txt")
    assert picture.source == str(tmp_path / "c.png")
    assert "is not a text file" in picture.reason


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read_from_the_front_alone(pack: Callable[[bytes], bytes]) -> None:
    """A dash means the stream handed in, packed or not, though it cannot be sought in."""
    (draft,) = read_source("-", stdin=piped(pack(RECORD.encode())))
    assert isinstance(draft, Draft)
    assert draft.place == "standard input"


def test_a_zip_file_may_come_by_standard_input() -> None:
    """Its list of members stands at the end: it is copied first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("papers.jsonl", RECORD)
    (draft,) = read_source("-", stdin=piped(packed.getvalue()))
    assert isinstance(draft, Draft)
    assert draft.place == "standard input!papers.jsonl"


def test_without_a_stream_standard_input_is_refused() -> None:
    """A page on the web has none to offer."""
    with pytest.raises(SourceUnreadable, match="Standard input"):
        next(read_source("-"))


def test_what_lies_on_a_network_is_only_fetched_by_a_fetcher(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one it is refused; a file of the same name comes first."""
    with pytest.raises(SourceUnreadable, match="nothing is fetched here"):
        next(read_source("2409.13740"))
    monkeypatch.chdir(tmp_path)
    assert list(read_source("2409.13740", fetcher=Fetched())) == [Draft("T", "A", "2409.13740")]
    Path("2409.13740").write_text(RECORD, "utf-8")
    (draft,) = read_source("2409.13740", fetcher=Fetched())
    assert isinstance(draft, Draft)
    assert draft.source == "jsonl"


def test_how_far_a_reading_is_can_be_asked(tmp_path: Path) -> None:
    """The fraction grows from nothing to one, also over files that are refused at their start."""
    lines = [json.dumps({"title": f"Paper {n}", "abstract": "x" * 999}) for n in range(8_000)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 0))
    (tmp_path / "b.bin").write_bytes(bytes(1_000_000))
    reading = Reading(tmp_path)
    assert reading.fraction is None
    fractions = [reading.fraction or 0.0 for _ in reading.items()]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < 0.2
    assert reading.fraction == 1.0


def test_a_file_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    """The papers before the damage come in, and the damage is one rejection."""
    lines = "\n".join(RECORD for _ in range(50_000)).encode()
    path = tmp_path / "papers.gz"
    path.write_bytes(gzip.compress(lines, 0)[:-1_000])
    *drafts, damage = read_source(path)
    assert len(drafts) > 40_000
    assert isinstance(damage, Rejection)
    assert "damaged or cut off" in damage.reason


class Fetched:
    """A network that has one paper at every address."""

    def fetch(self, source: str) -> Iterator[Draft | Rejection]:
        """Yield it."""
        yield Draft("T", "A", source)


def piped(data: bytes) -> BinaryIO:
    """Return data as standard input has it."""
    return io.BufferedReader(Pipe(data))


class Pipe(io.RawIOBase):
    """A stream that can only be read on, a few bytes at a time."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        """Give at most seven bytes."""
        return self._data.readinto(memoryview(buffer)[:7])
