"""From the catalogue to the indexes: what is pending is cut, embedded and written.

Embedding runs ahead of writing by two batches at most: both cores are busy, memory is bounded.
Every step may be repeated: a kill in between is made good by the next addition. Knows no source.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vectorstore.catalogue import Catalogue
from vectorstore.chunk import pack
from vectorstore.codes import encode
from vectorstore.indexes import BUDGET_TOKENS, Indexes
from vectorstore.pooling import pool
from vectorstore.records import Embedder, Progress, TokenCounter, Vectors
from vectorstore.rows import Entry
from vectorstore.writing import writing

# Some two seconds of embedding on two cores, so progress moves and a kill repeats little.
_BATCH = 64
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A batch: papers, those of them that have a vector, and these, shape (ids, dimensions)."""

    entries: Sequence[Entry]
    ids: Sequence[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Indexing:
    """Everything that brings the indexes up to date."""

    home: Path
    catalogue: Catalogue
    indexes: Indexes
    embedder: Embedder
    counter: TokenCounter

    def finish_pending(self, progress: Progress) -> int:
        """Index what the catalogue holds and the indexes do not; return how many papers."""
        self.forget_deleted()
        tally = self.catalogue.tally()
        total, done = tally.papers - tally.indexed, 0
        with ThreadPoolExecutor(1, "index") as writer:
            written: list[Future[int]] = []
            for embedded in self._embedded():
                written.append(writer.submit(self._write, embedded))
                while len(written) >= _AHEAD:
                    done += written.pop(0).result()
                    progress(done, total)
            for rest in written:
                done += rest.result()
                progress(done, total)
        self.forget_deleted()  # what went while this was at work
        return done

    def forget_deleted(self) -> None:
        """Take out of the indexes what the catalogue has given up."""
        while graves := self.catalogue.outbox.graves(_BATCH):
            with writing(self.home):
                self.indexes.vectors.delete(
                    (paper_id, ordinal)
                    for paper_id, passages in graves.items()
                    for ordinal in range(passages)
                )
                self.indexes.lexical.delete(graves)
                self.catalogue.outbox.clear_graves(graves)

    def _embedded(self) -> Iterator[_Embedded]:
        last = 0
        while entries := self.catalogue.outbox.pending(_BATCH, after=last):
            last = entries[-1].seq
            passages = [
                passage
                for entry in entries
                for passage in pack(entry.paper, entry.sentences, self.counter, BUDGET_TOKENS)
            ]
            vectors = self.embedder.embed_passages([passage.text for passage in passages])
            yield _Embedded(entries, *pool(passages, vectors))

    def _write(self, embedded: _Embedded) -> int:
        """Write a batch to both indexes, then mark it so.

        The catalogue knows of each passage before the vector index does.
        """
        counts = dict.fromkeys(embedded.ids, 1)
        codes = dict(zip(embedded.ids, encode(embedded.vectors), strict=True))
        with writing(self.home):
            self.catalogue.outbox.announce_passages(counts)
            self.indexes.vectors.delete(
                (entry.paper.id, ordinal)
                for entry in embedded.entries
                for ordinal in range(counts.get(entry.paper.id, 0), entry.passages)
            )
            self.indexes.vectors.upsert([(paper_id, 0) for paper_id in counts], embedded.vectors)
            self.indexes.lexical.upsert(entry.paper for entry in embedded.entries)
            self.catalogue.outbox.mark_indexed(counts, codes)
        return len(embedded.entries)
