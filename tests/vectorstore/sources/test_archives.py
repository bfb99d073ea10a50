"""Archives are opened by their first bytes, and cannot harm."""

import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.contents import read_bytes
from vectorstore.sources.draft import Draft

RECORD = json.dumps({"title": "Pointer Networks", "abstract": "We point. It works."}).encode()


def zipped(**members: bytes) -> bytes:
    """Return a zip file with these members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_packed_files_are_read_as_what_they_hold(pack: Callable[[bytes], bytes]) -> None:
    """Two packed streams one after the other, as `cat` makes them, are one file."""
    items = list(read_bytes(pack(RECORD + b"\n") + pack(RECORD), "papers"))
    assert [item.place for item in items if isinstance(item, Draft)] == ["papers", "papers"]


def test_members_of_a_zip_are_recognised_each_by_its_content() -> None:
    """They come by name, hidden ones left out; what cannot be read is rejected with its place."""
    data = zipped(
        **{
            "c/page.png": b"\x89PNG\r\n\x1a\n\0",
            "b/list": gzip.compress(RECORD),
            "a.txt": RECORD,
            "c/.DS_Store": b"\0",
            "__MACOSX/a.txt": b"\0",
        }
    )
    first, second, picture = read_bytes(data, "papers.zip")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert isinstance(picture, Rejection)
    assert (first.place, second.place) == ("papers.zip!a.txt", "papers.zip!b/list")
    assert picture.source == "papers.zip!c/page.png"


def test_the_name_of_a_member_is_shown_as_plain_text() -> None:
    """A name may hold line breaks and signs that turn text around; they are shown as such."""
    (draft,) = read_bytes(zipped(**{"a\n\u202eb": RECORD}), "x.zip")
    assert isinstance(draft, Draft)
    assert draft.place == "x.zip!a\ufffd\ufffdb"


def test_what_is_packed_three_times_is_refused() -> None:
    """An archive in an archive is opened, one in that is not."""
    twice = gzip.compress(gzip.compress(RECORD))
    assert len(list(read_bytes(twice, "x"))) == 1
    with pytest.raises(SourceUnreadable, match="packed more than 2 times"):
        list(read_bytes(gzip.compress(twice), "x"))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, lambda data: zipped(a=data)])
def test_a_bomb_is_cut_off(pack: Callable[[bytes], bytes]) -> None:
    """What grows to hundreds of times its size is not read to its end."""
    bomb = pack(RECORD + b"\n" + b" " * 100_000_000)
    *_, last = read_bytes(bomb, "x")
    assert isinstance(last, Rejection)
    assert "unpacks to more than 400 times its size" in last.reason


def test_encrypted_members_are_rejected() -> None:
    """The flag alone says so; nothing is asked for."""
    data = bytearray(zipped(a=RECORD))
    struct.pack_into("<H", data, 6, 1)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 8, 1)
    (rejection,) = read_bytes(bytes(data), "x.zip")
    assert rejection == Rejection(
        "x.zip!a", "", "x.zip!a is encrypted. Unpack it with its password."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (zipped(), "holds no files"),
        (zipped(a=RECORD)[:-30], "is damaged or cut off"),
        (gzip.compress(RECORD)[:12], "is damaged or cut off"),
        (lzma.compress(RECORD)[:40], "is damaged or cut off"),
        (gzip.compress(b""), "is empty"),
        (zipped(**{"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "office"),
        (b"\x28\xb5\x2f\xfd0000", "Zstandard"),
        (b"7z\xbc\xaf\x27\x1c00", "7z archive"),
        (gzip.compress(bytes(257) + b"ustar"), "tar archive"),
    ],
)
def test_archives_that_cannot_be_read_say_why(data: bytes, reason: str) -> None:
    """Damaged, empty, of another kind, or a document that happens to be a zip file."""
    with pytest.raises(SourceUnreadable, match=reason):
        list(read_bytes(data, "x"))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_what_came_before_the_damage_comes_in(pack: Callable[[bytes], bytes]) -> None:
    """Also of a list that is short: the start of a text is read whole to recognise its format."""
    lines = [RECORD.replace(b"We", f"{n} {n * n}".encode()) for n in range(2_000)]
    packed = pack(b"\n".join(lines))
    *drafts, rejection = read_bytes(packed[: len(packed) // 2], "x")
    assert len(drafts) > 200
    assert all(isinstance(draft, Draft) for draft in drafts)
    assert isinstance(rejection, Rejection)
    assert "is damaged or cut off" in rejection.reason


@given(st.data(), st.sampled_from(["gz", "xz", "bz2", "zip"]))
def test_damage_never_gets_through(data: st.DataObject, kind: str) -> None:
    """Whatever bytes of an archive are changed: papers, rejections or one plain error."""
    packed = {
        "gz": gzip.compress(RECORD),
        "xz": lzma.compress(RECORD),
        "bz2": bz2.compress(RECORD),
        "zip": zipped(a=RECORD, b=RECORD),
    }[kind]
    damaged = bytearray(packed)
    for at in data.draw(st.lists(st.integers(0, len(packed) - 1), min_size=1, max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    with suppress(SourceUnreadable):
        for item in read_bytes(bytes(damaged), "x"):
            assert isinstance(item, Draft | Rejection)
