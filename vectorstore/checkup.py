"""Says whether a library is whole: the catalogue in itself, and both indexes against it.

Reads everything once and changes nothing. What is merely unfinished is no fault: the next addition
finishes it.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vectorstore.catalogue import Catalogue
from vectorstore.errors import IndexOutOfDate
from vectorstore.flaws import Flaw
from vectorstore.indexes import Indexes, open_indexes
from vectorstore.ownership import own
from vectorstore.remote_chroma import RemoteChroma

_FEW = 3  # ids named in a message; the rest is counted
_REINDEX = "Run `paperbot reindex`."
_RESTORE = "Restore a backup with `paperbot restore`, or export what can be read and add it anew."


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a library: what, and what to do about it."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What a library holds and what is wrong with it.

    `pending` papers are in the catalogue and not in the indexes yet, `buried` ones the reverse.
    """

    papers: int
    passages: int
    pending: int
    buried: int
    faults: tuple[Fault, ...]


def check(catalogue: Catalogue, indexes: Indexes) -> Checkup:
    """Compare everything with everything. Raises StorageFailed where the disk fails."""
    tally = catalogue.tally()
    held = catalogue.outbox.indexed()
    unsettled = catalogue.outbox.unsettled()
    faults = [
        *map(_fault, catalogue.flaws()),
        *_compare("lexical", dict.fromkeys(held, 1), indexes.lexical.ids(), unsettled),
        *_compare("vector", held, indexes.vectors.passages(), unsettled),
    ]
    return Checkup(
        papers=tally.papers,
        passages=tally.passages,
        pending=tally.papers - tally.indexed,
        buried=len(catalogue.outbox.graves(limit=tally.papers + 1_000_000)),
        faults=tuple(faults),
    )


def check_home(home: Path, remote: RemoteChroma | None = None) -> Checkup:
    """Open the library in `home` without its models, and check it.

    Indexes that cannot be opened are a fault. Raises HomeInUse, StorageFailed.
    """
    with own(home), closing(Catalogue(home / "catalogue.sqlite3")) as catalogue:
        tally = catalogue.tally()
        try:
            indexes = open_indexes(home, catalogue, catalogue.meta("embedder") or "", remote)
        except IndexOutOfDate as error:
            # Without an indexed paper the next opening makes new ones.
            broken = (Fault(error.message, error.remedy),) if tally.indexed else ()
            flaws = map(_fault, catalogue.flaws())
            pending = tally.papers - tally.indexed
            return Checkup(tally.papers, tally.passages, pending, 0, (*flaws, *broken))
        with closing(indexes):
            return check(catalogue, indexes)


def _fault(flaw: Flaw) -> Fault:
    return Fault(flaw.message, _REINDEX if flaw.derived else _RESTORE)


def _compare(
    name: str, expected: Mapping[str, int], found: Mapping[str, int], unsettled: frozenset[str]
) -> Iterator[Fault]:
    """Yield a fault for papers that an index lacks, has in part, or should not have.

    Both sides count entries by paper; of `unsettled` papers an index may hold anything.
    """
    lacking = [paper for paper, count in expected.items() if found.get(paper, 0) < count]
    strange = [
        paper
        for paper, count in found.items()
        if paper not in unsettled and count > expected.get(paper, 0)
    ]
    if lacking:
        yield Fault(f"The {name} index lacks {_named(lacking)}, wholly or in part.", _REINDEX)
    if strange:
        yield Fault(f"The {name} index holds too much of {_named(strange)}.", _REINDEX)


def _named(papers: list[str]) -> str:
    more = len(papers) - _FEW
    return ", ".join(papers[:_FEW]) + (f" and {more:,} more" if more > 0 else "")
