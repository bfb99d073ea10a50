"""Bytes to drafts: archives are opened, the format recognised. Knows no file and no network."""

import io

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.archives import archive_kind, members, unpack
from vectorstore.sources.files import CountedStream, Meter, Piece, begin
from vectorstore.sources.formats import Drafts, drafts_of

# papers.zip with papers.json.gz in it, and no further: nobody packs three times but to deceive.
_MOST_PACKED = 2


def read_bytes(data: bytes, place: str) -> Drafts:
    """Yield the drafts of bytes that came from `place`, and a rejection for what is none.

    Raises SourceUnreadable when nothing of them can be unpacked, decoded or recognised.
    """
    yield from resolute(place, read_piece(begin(place, CountedStream(io.BytesIO(data), Meter()))))


def read_piece(piece: Piece, packed: int = 0) -> Drafts:
    """Yield the drafts of a piece that was packed so many times. Raises as `read_bytes` does."""
    kind = archive_kind(piece)
    if kind is None:
        yield from drafts_of(piece)
    elif packed == _MOST_PACKED:
        raise SourceUnreadable(
            f"{piece.place} is packed more than {_MOST_PACKED} times.", remedy="Unpack it first."
        )
    elif kind == "packed":
        yield from read_piece(unpack(piece), packed + 1)
    else:
        for member in members(piece):
            if isinstance(member, Rejection):
                yield member
            else:
                yield from tolerant(member.place, read_piece(member, packed + 1))


def tolerant(place: str, items: Drafts) -> Drafts:
    """Yield items; where they break off, a rejection ends them, so that the next file is read."""
    try:
        yield from items
    except SourceUnreadable as error:
        yield Rejection(place, "", str(error))


def resolute(place: str, items: Drafts) -> Drafts:
    """Yield items; raise what makes the first fail, reject what comes when some are in."""
    first = next(items, None)
    if first is not None:
        yield first
        yield from tolerant(place, items)
