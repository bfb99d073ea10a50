"""Bytes to text: the encoding found, lines numbered, old bibliographies understood.

Bytes that are not UTF-8 come through as lone surrogates, so that a reader of lines can reject one
line and keep the rest. Knows no format.
"""

import codecs
import io
from collections.abc import Iterator
from typing import TextIO

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.files import GIVE_INSTEAD, HEAD_BYTES, Piece

# What a format is recognised from. A paper takes about 1.5 kB, so this is some forty of them.
_BEGINNING_CHARS = 65_536

# What each byte that is no UTF-8 is in Windows-1252, or in Latin-1 where that leaves it open.
_LEGACY = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte)
    for byte in range(0x80, 0x100)
}


def beginning(piece: Piece) -> str:
    """Return the first 65,536 characters of a piece. Raises SourceUnreadable where it is no text.

    Of JSON in one longer line it is that line: a paper by 3,000 authors begins a file so.
    """
    encoding = _encoding(piece)
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    try:
        whole = len(piece.head) < HEAD_BYTES  # else a sign may be cut in two at the end
        text = decoder.decode(piece.head, final=whole)
    except UnicodeError:
        raise _undecodable(piece.place, encoding) from None
    end = _BEGINNING_CHARS
    if text.startswith("{") and "\n" not in text[:end]:
        end = text.find("\n") + 1 or end
    return text[:end]


def lines_of(piece: Piece, limit_chars: int, *, legacy: bool = False) -> Iterator[tuple[int, str]]:
    """Yield (number from 1, line); of a longer line `limit_chars` + 1 characters and no more.

    `legacy` as in `text_of`. Raises SourceUnreadable where the encoding breaks off.
    """
    try:
        for number, line in _numbered(_text_stream(piece), limit_chars):
            yield number, line if not legacy or line.isascii() else line.translate(_LEGACY)
    except UnicodeError:
        raise _undecodable(piece.place, _encoding(piece)) from None


def text_of(piece: Piece, limit_chars: int, *, legacy: bool = False) -> str:
    """Return the whole text of a piece. Raises SourceUnreadable: not decodable, or too long.

    `legacy` reads bytes that are no UTF-8 as Windows-1252, the encoding of old bibliographies,
    byte by byte: a UTF-8 file that one entry was pasted into in Latin-1 keeps its other signs.
    """
    try:
        text = _text_stream(piece).read(limit_chars + 1)
    except UnicodeError:
        raise _undecodable(piece.place, _encoding(piece)) from None
    if len(text) > limit_chars:
        raise SourceUnreadable(
            f"{piece.place} is too long ({limit_chars:,} characters at most).",
            remedy="Give large lists of papers as JSON lines.",
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        if legacy:
            return text.translate(_LEGACY)
        line = text.count("\n", 0, error.start) + 1
        raise SourceUnreadable(
            f"{piece.place} is not text in UTF-8: line {line} has a byte that is not.",
            remedy="Save it as UTF-8.",
        ) from None
    return text


def _numbered(stream: TextIO, limit_chars: int) -> Iterator[tuple[int, str]]:
    number = 0
    while line := stream.readline(limit_chars + 1):
        number += 1
        rest = line
        while len(rest) > limit_chars and not rest.endswith("\n"):
            rest = stream.readline(limit_chars + 1)
        yield number, line


def _text_stream(piece: Piece) -> TextIO:
    return io.TextIOWrapper(piece.stream, encoding=_encoding(piece), errors="surrogateescape")


def _encoding(piece: Piece) -> str:
    head = piece.head
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise SourceUnreadable(f"{piece.place} is in UTF-32.", remedy="Save it as UTF-8.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise SourceUnreadable(f"{piece.place} is not a text file.", remedy=GIVE_INSTEAD)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _undecodable(place: str, encoding: str) -> SourceUnreadable:
    return SourceUnreadable(f"{place} is not text in {encoding}.", remedy="Save it as UTF-8.")
