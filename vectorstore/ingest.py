"""The write path: read a source, lay each paper to its work in the catalogue, and count.

A draft that was taken in before is known by its hash and costs no mending, no writing and no
embedding. Knows no format, no model and no index: `vectorstore.indexing` does the rest.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import islice
from typing import TypeVar

from vectorstore.catalogue import Catalogue
from vectorstore.records import AddReport, Progress, Rejection
from vectorstore.sources.draft import Draft, Unfit, digest, finish
from vectorstore.works import Fate, Gathering, Told

# One look-up and one transaction (an fsync in it) for so many papers.
_BATCH = 1000
Item = TypeVar("Item")


@dataclass(slots=True)
class _Count:
    """What an addition did so far: fates, and the rows named, in order, each once.

    Eight bytes a paper and a bit for each row of the catalogue, however long the source is.
    """

    fates: Counter[Fate] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    named: "array[int]" = field(default_factory=lambda: array("q"))
    seen: bytearray = field(default_factory=bytearray)

    def note(self, seq: int, fate: Fate) -> None:
        """Count a fate; a paper named twice by one source is not "unchanged" on top of "added"."""
        byte, bit = divmod(seq, 8)
        if byte >= len(self.seen):
            self.seen.extend(bytes(byte + 1 - len(self.seen) + 4096))
        first = not self.seen[byte] >> bit & 1
        if first:
            self.seen[byte] |= 1 << bit
            self.named.append(seq)
        if first or fate != "unchanged":
            self.fates[fate] += 1


def take_in(
    items: Iterable[Draft | Rejection], catalogue: Catalogue, progress: Progress
) -> AddReport:
    """Write the papers of a source to the catalogue. Raises SourceUnreadable, StorageFailed."""
    count = _Count()
    read = 0
    for batch in _batches(items, _BATCH):
        count.rejected.extend(item for item in batch if isinstance(item, Rejection))
        _take_in_batch([item for item in batch if isinstance(item, Draft)], catalogue, count)
        read += len(batch)
        progress(read, None)
    return AddReport(
        added=count.fates["added"],
        updated=count.fates["updated"],
        unchanged=count.fates["unchanged"],
        rejected=tuple(count.rejected),
        ids=tuple(_ids(catalogue, count.named)),
    )


def _ids(catalogue: Catalogue, seqs: Sequence[int]) -> Iterator[str]:
    """Yield the ids of rows in order, without those deleted meanwhile; some at a time."""
    for start in range(0, len(seqs), _BATCH):
        part = seqs[start : start + _BATCH]
        known = catalogue.ids_of(part)
        yield from (known[seq] for seq in part if seq in known)


def _take_in_batch(drafts: Sequence[Draft], catalogue: Catalogue, count: _Count) -> None:
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    digests = [digest(draft) for draft in drafts]
    heard = catalogue.heard(digests)
    told: list[Told | int] = []
    for draft, its_digest in zip(drafts, digests, strict=True):
        if its_digest in heard:
            told.append(heard[its_digest])
            continue
        try:
            told.append(Told(finish(draft), draft, its_digest))
        except Unfit as reason:
            count.rejected.append(Rejection(draft.place, draft.where, str(reason)))
    _note_places(drafts, digests, heard, catalogue, now)
    _write(told, catalogue, count, now)


def _write(told: Sequence[Told | int], catalogue: Catalogue, count: _Count, now: str) -> None:
    """Write what is new, and count in the order of the source."""
    new = [item for item in told if isinstance(item, Told)]
    works = Gathering(catalogue.related([item.paper for item in new]).items(), now)
    placed = [works.hear(item) for item in new]
    changes = works.changes()
    written = catalogue.write(list(changes.values()), now) if changes else []
    rows = dict(zip(changes, written, strict=True))
    fates = iter(placed)
    for item in told:
        if isinstance(item, Told):
            number, fate = next(fates)
            count.note(rows[works.final(number)], fate)
        else:
            count.note(item, "unchanged")


def _note_places(
    drafts: Sequence[Draft],
    digests: Sequence[bytes],
    heard: dict[bytes, int],
    catalogue: Catalogue,
    now: str,
) -> None:
    """Note for each place the papers it tells of that were taken in before, here or elsewhere."""
    known: dict[tuple[str, str], list[int]] = {}
    for draft, its_digest in zip(drafts, digests, strict=True):
        if its_digest in heard and not draft.origins:  # an export carries those of its papers
            known.setdefault((draft.source, draft.place), []).append(heard[its_digest])
    if known:
        catalogue.note_origins(known, now)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
