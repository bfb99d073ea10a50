"""What an archive holds, piece by piece: .gz, .xz, .bz2 and .zip, known by their first bytes.

Nothing is written to the disk but a zip file that comes as a stream (its list of members stands at
the end), and that in a file without a name. Knows no format of papers.
"""

import bz2
import gzip
import io
import lzma
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Literal, Protocol, cast

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.files import Buffer, CountedStream, Meter, Piece, begin

# Lists of papers pack 4 to 10 times smaller, the most repetitive table we made 90 times; zeros
# 1,000 times and more. Nothing is refused before it has grown to a size that could do harm.
_MOST_RATIO = 400
_HARMLESS_BYTES = 64_000_000
_LONGEST_NAME_CHARS = 300

_GZIP = b"\x1f\x8b\x08"
_XZ = b"\xfd7zXZ\0"
_BZIP2 = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = {
    b"\x28\xb5\x2f\xfd": ("a Zstandard archive", "Unpack it first (zstd -d)."),
    b"7z\xbc\xaf\x27\x1c": ("a 7z archive", "Unpack it and add the folder."),
    b"Rar!\x1a\x07": ("a RAR archive", "Unpack it and add the folder."),
}
_TAR_MAGIC = slice(257, 262)
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError)
# What a damaged list of members raises besides.
_DAMAGED_LIST = (*_DAMAGE, struct.error, NotImplementedError, OverflowError, RuntimeError)


def archive_kind(piece: Piece) -> Literal["packed", "zip"] | None:
    """Return what a piece is by its first bytes: one packed stream, a zip file, or no archive.

    Raises SourceUnreadable for an archive of a kind that cannot be opened here.
    """
    head = piece.head
    for magic, (what, remedy) in _FOREIGN.items():
        if head.startswith(magic):
            raise SourceUnreadable(f"{piece.place} is {what}.", remedy=remedy)
    if head[_TAR_MAGIC] == b"ustar":
        raise SourceUnreadable(
            f"{piece.place} holds a tar archive.", remedy="Unpack it and add the folder."
        )
    if head.startswith(_ZIP):
        return "zip"
    return "packed" if head.startswith((_GZIP, _XZ)) or _BZIP2.match(head) else None


def unpack(piece: Piece) -> Piece:
    """Return what a packed stream holds. Raises SourceUnreadable, also while it is read."""
    meter = Meter()
    packed = io.BufferedReader(CountedStream(piece.stream, meter, seek=False))
    stream: _Readable
    if piece.head.startswith(_GZIP):
        stream = gzip.GzipFile(fileobj=packed)
    elif piece.head.startswith(_XZ):
        stream = lzma.LZMAFile(packed)  # noqa: SIM115 (lives as long as its piece)
    else:
        stream = bz2.BZ2File(packed)
    return begin(piece.place, _Unpacking(piece.place, stream, meter))


def members(piece: Piece) -> Iterator[Piece | Rejection]:
    """Yield the files in a zip by name, each to be read before the next is asked for.

    Hidden ones are left out, one that cannot be opened is a rejection. Raises SourceUnreadable
    for a damaged archive or one without files.
    """
    with _zip_file(piece) as archive:
        entries = [entry for entry in archive.infolist() if _is_wanted(entry)]
        names = {entry.filename for entry in entries}
        if "[Content_Types].xml" in names or "mimetype" in names:
            raise SourceUnreadable(
                f"{piece.place} is a document of an office program or an e-book.",
                remedy="Save it as plain text, CSV or PDF.",
            )
        if not entries:
            raise SourceUnreadable(f"{piece.place} holds no files.", remedy="Check the archive.")
        for entry in sorted(entries, key=lambda entry: entry.filename):
            place = f"{piece.place}!{_clean(entry.filename)}"
            try:
                yield _member(archive, entry, place)
            except SourceUnreadable as error:
                yield Rejection(place, "", str(error))


class _Readable(Protocol):
    """What gzip, lzma, bz2 and zipfile have in common."""

    def read1(self, size: int, /) -> bytes:
        """Return at most so many bytes, those unpacked already first; none at the end."""


class _Unpacking(io.RawIOBase):
    """A stream out of an archive: damage is said plainly, and what grows without end is cut off.

    `packed` tells how many packed bytes were read so far, or are there at all.
    """

    def __init__(self, place: str, stream: _Readable, packed: Meter) -> None:
        self._place = place
        self._stream = stream
        self._packed = packed
        self._grown_bytes = 0
        self._damage: SourceUnreadable | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        if self._damage is not None:  # a decompressor asked again may say anything
            raise self._damage
        view = memoryview(buffer)
        try:
            # `read` would lose what came before the damage.
            data = self._stream.read1(len(view))
        except MemoryError:
            raise SourceUnreadable(
                f"{self._place} needs more memory to unpack than there is.",
                remedy="Pack it with a smaller dictionary.",
            ) from None
        except (*_DAMAGE, RuntimeError, NotImplementedError) as error:
            self._damage = _damaged(self._place, error)
            raise self._damage from None
        view[: len(data)] = data
        self._grown_bytes += len(data)
        most = max(_HARMLESS_BYTES, _MOST_RATIO * self._packed.done_bytes)
        if self._grown_bytes > most:
            raise SourceUnreadable(
                f"{self._place} unpacks to more than {_MOST_RATIO} times its size, as no list of "
                "papers does.",
                remedy="Unpack it and look at what it holds.",
            )
        return len(data)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str) -> Piece:
    if entry.flag_bits & 1:
        raise SourceUnreadable(f"{place} is encrypted.", remedy="Unpack it with its password.")
    try:
        stream = cast("zipfile.ZipExtFile", archive.open(entry))  # typeshed says IO[bytes]
    except _DAMAGED_LIST as error:
        raise _damaged(place, error) from None
    return begin(place, _Unpacking(place, stream, Meter(done_bytes=entry.compress_size)))


@contextmanager
def _zip_file(piece: Piece) -> Iterator[zipfile.ZipFile]:
    """Open a zip; one that comes as a stream is copied to a nameless file first."""
    with tempfile.TemporaryFile() as spool:
        file: IO[bytes] = piece.stream
        if not piece.stream.seekable():
            shutil.copyfileobj(piece.stream, spool)
            file = spool
        try:
            archive = zipfile.ZipFile(file)
            file.seek(0, io.SEEK_END)
            if sum(entry.compress_size for entry in archive.infolist()) > file.tell():
                raise zipfile.BadZipFile("members overlap")  # as in zip bombs
        except _DAMAGED_LIST as error:
            raise _damaged(piece.place, error) from None
        with archive:
            yield archive


def _is_wanted(entry: zipfile.ZipInfo) -> bool:
    parts = entry.filename.split("/")
    hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
    return not entry.filename.endswith("/") and not hidden and parts[0] != "__MACOSX"


def _clean(name: str) -> str:
    """Return the name of a member as text to show: it may hold anything at all."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in name)
    return shown[:_LONGEST_NAME_CHARS]


def _damaged(place: str, error: Exception) -> SourceUnreadable:
    return SourceUnreadable(
        f"{place} is damaged or cut off, or packed in a way that is not known here ({error}).",
        remedy="Fetch or pack it again.",
    )
