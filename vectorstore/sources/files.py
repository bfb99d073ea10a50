"""Bytes of one source, opened: its name, its beginning, how much was read. Knows no format.

Streams are read once, from the front, so that standard input and what comes out of an archive are
read as a file is. Every failure is said plainly.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from vectorstore.errors import SourceUnreadable

# What `readinto` is given by the standard library; it has a name from Python 3.12 on.
Buffer: TypeAlias = Any

# What is read before anything is decided: room for the longest line that JSON lines may have.
HEAD_BYTES = 1_048_576
# Sixteen times Python's own buffer: reading 1 GB takes 4,000 calls and not 65,000.
_BUFFER_BYTES = 262_144

GIVE_INSTEAD = (
    "Give a saved Hugging Face Papers page, JSON, JSON lines, an arXiv feed, BibTeX, RIS, CSV, "
    "Markdown, plain text, a PDF, or these in a folder, a zip file, .gz, .xz or .bz2."
)


@dataclass(slots=True)
class Meter:
    """Counts the bytes read of a source, for a progress bar; the one value here that changes."""

    done_bytes: int = 0
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes to be read once: what a person calls them, how they begin, and all of them.

    `stream` starts at the first byte, which `head` holds too. It can be sought in only where it
    is a file on the disk.
    """

    place: str
    head: bytes
    stream: BinaryIO


@contextmanager
def open_file(path: Path, meter: Meter) -> Iterator[Piece]:
    """Open a file. Raises SourceUnreadable, also for errors while its piece is read."""
    place = place_of(path)
    if "\0" in place:
        raise SourceUnreadable(f"{place!r} is no path.", remedy="Check the path.")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise SourceUnreadable(f"{place} is not an ordinary file.", remedy=GIVE_INSTEAD)
        with path.open("rb", buffering=0) as raw:
            yield begin(place, CountedStream(raw, meter))
    except FileNotFoundError:
        raise SourceUnreadable(f"{place} does not exist.", remedy="Check the path.") from None
    except PermissionError:
        raise SourceUnreadable(
            f"{place} may not be read by this user.", remedy="Change its permissions."
        ) from None
    except OSError as error:
        raise SourceUnreadable(
            f"{place} cannot be read: {error.strerror}.", remedy="Check the path and the disk."
        ) from error


def begin(place: str, raw: io.RawIOBase) -> Piece:
    """Return the piece of a raw stream. Raises SourceUnreadable when there is not one byte."""
    stream = io.BufferedReader(raw, _BUFFER_BYTES)
    head = _head(stream)
    if not head:
        raise SourceUnreadable(f"{place} is empty.", remedy=GIVE_INSTEAD)
    if raw.seekable():
        stream.seek(0)
        return Piece(place, head, stream)
    return Piece(place, head, io.BufferedReader(_Replayed(head, stream), _BUFFER_BYTES))


def _head(stream: "io.BufferedReader[io.RawIOBase]") -> bytes:
    """Return how a stream begins, up to where it is damaged: what follows says so again."""
    head = bytearray()
    try:
        while len(head) < HEAD_BYTES and (data := stream.read1(HEAD_BYTES - len(head))):
            head += data
    except SourceUnreadable:
        if not head:
            raise
    return bytes(head)


def place_of(path: Path) -> str:
    """Return the name of a file as text; bytes of it that are none are replaced."""
    return os.fsencode(path).decode("utf-8", "replace")


class CountedStream(io.RawIOBase):
    """A binary stream that tells a meter of each byte; sought in only where that is said."""

    def __init__(self, stream: BinaryIO | io.RawIOBase, meter: Meter, *, seek: bool = True) -> None:
        self._stream = stream
        self._meter = meter
        self._seek = seek
        self._counted = 0

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say whether `seek` may be called."""
        return self._seek and self._stream.seekable()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; what was read before the start is gone to again counts once."""
        place = self._stream.seek(offset, whence)
        if place == 0:
            self._meter.done_bytes -= self._counted
            self._counted = 0
        return place

    def tell(self) -> int:
        """Return the place."""
        return self._stream.tell()

    def readinto(self, buffer: Buffer, /) -> int:
        """Fill a buffer, count, and return how many bytes it got."""
        view = memoryview(buffer)
        data = self._stream.read(len(view)) or b""
        view[: len(data)] = data
        self._meter.done_bytes += len(data)
        self._counted += len(data)
        return len(data)


class _Replayed(io.RawIOBase):
    """A stream whose beginning was read already, and is given once more."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        view = memoryview(buffer)
        data = self._head.read(len(view)) or self._rest.read(len(view))
        view[: len(data)] = data
        return len(data)
