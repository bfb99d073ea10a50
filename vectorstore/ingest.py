"""The write path: read a source, merge it into the catalogue, bring the indexes up to date.

First every paper is safe in the catalogue, then the pending ones are cut, embedded and indexed: a
kill or a full disk in between loses nothing, and the next addition goes on where this one stopped.
Knows no model and no format.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias, TypeVar

from vectorstore.catalogue import Catalogue, Entry
from vectorstore.chunk import pack
from vectorstore.indexes import BUDGET_TOKENS, Indexes
from vectorstore.merge import content_hash, merge
from vectorstore.records import AddReport, Embedder, Paper, Progress, Rejection, TokenCounter
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

# One look-up and one transaction (7 ms, an fsync in it) for 500 papers.
_MERGE_BATCH = 500
# Some two seconds of embedding on two cores, so progress moves and a kill repeats little.
_INDEX_BATCH = 64

Fate: TypeAlias = Literal["added", "updated", "unchanged"]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Ingest:
    """Everything an addition works on."""

    catalogue: Catalogue
    indexes: Indexes
    embedder: Embedder
    counter: TokenCounter

    def add(self, path: Path, progress: Progress) -> AddReport:
        """Add the papers of a file. Raises SourceUnreadable, StorageFailed."""
        self.finish_pending(progress)
        fates: Counter[Fate] = Counter()
        rejected: list[Rejection] = []
        ids: dict[str, None] = {}  # a set in order
        read = 0
        for batch in _batches(finished(read_source(path)), _MERGE_BATCH):
            papers = [item for item in batch if isinstance(item, Paper)]
            rejected.extend(item for item in batch if isinstance(item, Rejection))
            for paper_id, fate in self._merge(papers):
                # A paper named twice by one source is not "unchanged" on top of "added".
                if fate != "unchanged" or paper_id not in ids:
                    fates[fate] += 1
                ids[paper_id] = None
            read += len(batch)
            progress(read, None)
        self.finish_pending(progress)
        return AddReport(
            added=fates["added"],
            updated=fates["updated"],
            unchanged=fates["unchanged"],
            rejected=tuple(rejected),
            ids=tuple(ids),
        )

    def finish_pending(self, progress: Progress) -> int:
        """Index what the catalogue holds and the indexes do not; return how many papers."""
        tally = self.catalogue.tally()
        done = 0
        while entries := self.catalogue.pending(_INDEX_BATCH):
            self._index(entries)
            done += len(entries)
            progress(done, tally.papers - tally.indexed)
        return done

    def _merge(self, papers: Sequence[Paper]) -> list[tuple[str, Fate]]:
        """Write papers to the catalogue; return what became of each, in order."""
        digests = [content_hash(paper) for paper in papers]
        hashes = self.catalogue.hashes([paper.id for paper in papers])
        told = zip(papers, digests, strict=True)
        doubtful = {paper.id for paper, digest in told if hashes.get(paper.id) != digest}
        known = {key: entry.paper for key, entry in self.catalogue.entries(doubtful).items()}
        changed: dict[str, tuple[Paper, str]] = {}
        fates: list[tuple[str, Fate]] = []
        for paper, digest in zip(papers, digests, strict=True):
            fate: Fate = "unchanged"
            if hashes.get(paper.id) != digest:
                before = known.get(paper.id)
                after = paper if before is None else merge(before, paper)
                if before is None:
                    fate = "added"
                elif after != before:
                    fate = "updated"
                known[paper.id], hashes[paper.id] = after, digest
                changed[paper.id] = (after, digest)
            fates.append((paper.id, fate))
        if changed:
            self.catalogue.upsert(changed.values())
        return fates

    def _index(self, entries: Sequence[Entry]) -> None:
        """Bring both indexes up to date for these papers, then mark them so.

        Every step may be repeated, and the catalogue knows of each passage before Chroma does.
        """
        passages = [
            passage
            for entry in entries
            for passage in pack(entry.paper, entry.sentences, self.counter, BUDGET_TOKENS)
        ]
        vectors = self.embedder.embed_passages([passage.text for passage in passages])
        counts = Counter(passage.paper_id for passage in passages)
        self.catalogue.announce_passages(counts)
        self.indexes.vectors.delete(
            (entry.paper.id, ordinal)
            for entry in entries
            for ordinal in range(counts[entry.paper.id], entry.passages)
        )
        self.indexes.vectors.upsert(
            [(passage.paper_id, passage.ordinal) for passage in passages], vectors
        )
        self.indexes.lexical.upsert(entry.paper for entry in entries)
        self.catalogue.mark_indexed(counts)


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
