"""The one way in for papers: a file, a folder, an archive, standard input or an address.

What something is, is told by its content and never by its name. One file of several that cannot be
read is a rejection among the others; a source of which nothing can be read raises.
"""

import os
from pathlib import Path
from typing import BinaryIO, Protocol

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.contents import read_piece, resolute, tolerant
from vectorstore.sources.files import CountedStream, Meter, begin, open_file, place_of
from vectorstore.sources.folder import files_in
from vectorstore.sources.formats import Drafts
from vectorstore.sources.network.addresses import is_network_source

STANDARD_INPUT = "-"


class PaperFetcher(Protocol):
    """Brings papers from a network; what it is asked for, `network.addresses` understands."""

    def fetch(self, source: str) -> Drafts:
        """Yield the drafts of an id or address, and rejections. Raises SourceUnreadable."""


def read_source(
    source: str | Path, *, fetcher: PaperFetcher | None = None, stdin: BinaryIO | None = None
) -> Drafts:
    """Yield the drafts of a source, and a rejection for each piece that is none.

    A path is a file or a folder; a text may besides be "-" for `stdin`, or name papers on a
    network, which are refused without a `fetcher`; what exists on the disk comes first. Raises
    SourceUnreadable when nothing of it can be opened, decoded or recognised.
    """
    return Reading(source, fetcher=fetcher, stdin=stdin).items()


class Reading:
    """One source being read, once: its drafts, and how much of it was read so far."""

    def __init__(
        self,
        source: str | Path,
        *,
        fetcher: PaperFetcher | None = None,
        stdin: BinaryIO | None = None,
    ) -> None:
        self._source = source
        self._fetcher = fetcher
        self._stdin = stdin
        self._meter = Meter()

    @property
    def fraction(self) -> float | None:
        """How much was read, 0 to 1; None before the start and where the size is not known."""
        size = self._meter.size_bytes
        return min(1.0, self._meter.done_bytes / size) if size else None

    def items(self) -> Drafts:
        """Yield drafts and rejections in the order of the source; see `read_source`."""
        path = Path(self._source)
        if self._source == STANDARD_INPUT:
            yield from resolute("standard input", self._standard_input())
        elif isinstance(self._source, str) and _is_elsewhere(self._source):
            yield from resolute(self._source, self._network(self._source))
        elif os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises for a path too long)
            yield from self._folder(path)
        else:
            self._meter.size_bytes = _size_bytes(path)
            yield from resolute(place_of(path), _from_file(path, self._meter))

    def _standard_input(self) -> Drafts:
        if self._stdin is None:
            raise SourceUnreadable(
                "Standard input cannot be read here.", remedy="Name a file or a folder."
            )
        stream = CountedStream(self._stdin, self._meter, seek=False)
        yield from read_piece(begin("standard input", stream))

    def _network(self, source: str) -> Drafts:
        if self._fetcher is None:
            raise SourceUnreadable(
                f"{source} lies on a network, and nothing is fetched here.",
                remedy="Allow it with the setting `network`, or download it and give the file.",
            )
        yield from self._fetcher.fetch(source)

    def _folder(self, folder: Path) -> Drafts:
        found = list(files_in(folder))
        self._meter.size_bytes = sum(_size_bytes(it) for it in found if isinstance(it, Path))
        done_bytes = 0
        for path in found:
            if isinstance(path, Rejection):
                yield path
                continue
            yield from tolerant(place_of(path), _from_file(path, self._meter))
            done_bytes += _size_bytes(path)
            self._meter.done_bytes = done_bytes  # also of a file that was refused at its start


def _from_file(path: Path, meter: Meter) -> Drafts:
    with open_file(path, meter) as piece:
        yield from read_piece(piece)


def _is_elsewhere(source: str) -> bool:
    """Say whether a text names something on a network, and no file."""
    exists = os.path.exists(source)  # noqa: PTH110 (Path.exists raises for a path too long)
    return not exists and is_network_source(source)


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # opening it says what is wrong
        return 0
