"""A library: a home folder with its catalogue and indexes, owned by one process.

READ FIRST in this package: everything outside it comes in by `open_library`.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from vectorstore.catalogue import Catalogue
from vectorstore.checkup import Checkup, check
from vectorstore.indexes import Indexes, create_indexes, open_indexes
from vectorstore.indexing import Indexing
from vectorstore.ingest import take_in
from vectorstore.mentions import Mention, Mentions, Term
from vectorstore.ownership import own
from vectorstore.records import (
    AddReport,
    Embedder,
    Filters,
    Hit,
    Paper,
    Progress,
    Record,
    Rejection,
    Reranker,
    Sentence,
    TokenCounter,
)
from vectorstore.remote_chroma import RemoteChroma
from vectorstore.search import Search
from vectorstore.sources.detect import PaperFetcher, Reading
from vectorstore.sources.draft import Draft
from vectorstore.sources.formats import Drafts


@contextmanager
def open_library(
    home: Path,
    embedder: Embedder,
    counter: TokenCounter,
    *,
    reranker: Reranker | None = None,
    fetcher: PaperFetcher | None = None,
    remote: RemoteChroma | None = None,
    renew: bool = False,
) -> Iterator["Library"]:
    """Open the library in `home`, making what is missing; close it at the end of the block.

    `fetcher` brings papers from a network, where that is allowed; `remote` is the server that
    keeps the vectors, None for the home itself.

    `renew` throws both indexes away first, whatever their state, and leaves every paper pending:
    the way in for `reindex` when they cannot be opened. Raises HomeInUse, IndexOutOfDate,
    StorageFailed.
    """
    with own(home):
        catalogue = Catalogue(home / "catalogue.sqlite3")
        try:
            # Without one indexed paper nothing is lost by empty indexes: a new library, or one
            # whose reindexing was cut off.
            fresh = renew or catalogue.tally().indexed == 0
            make = create_indexes if fresh else open_indexes
            indexes = make(home, catalogue, embedder.fingerprint, remote)
            library = Library(
                home,
                catalogue,
                indexes,
                embedder,
                counter,
                reranker=reranker,
                fetcher=fetcher,
            )
            try:
                library.forget_deleted()
                yield library
            finally:
                library.close()
        finally:
            catalogue.close()


class Library:
    """Papers in, ranked sentences out. Reading is safe from several threads; writers queue."""

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        indexes: Indexes,
        embedder: Embedder,
        counter: TokenCounter,
        *,
        reranker: Reranker | None = None,
        fetcher: PaperFetcher | None = None,
    ) -> None:
        self._home = home
        self._catalogue = catalogue
        self._indexes = indexes
        self._embedder = embedder
        self._counter = counter
        self._reranker = reranker
        self._fetcher = fetcher
        self._writing = threading.Lock()

    def close(self) -> None:
        """Release the indexes; `open_library` calls it."""
        with self._writing:
            self._indexes.close()

    def add(
        self,
        source: str | Path,
        progress: Progress | None = None,
        *,
        stdin: BinaryIO | None = None,
        without: str = "",
    ) -> AddReport:
        """Add the papers of a source, and finish what an earlier addition left pending.

        A source is a file, a folder, an archive, or an address such as `arxiv:2409.13740`.

        `stdin` is what the source "-" stands for; places are noted `without` this beginning, the
        path of a folder that is about to go. Raises SourceUnreadable, StorageFailed; nothing
        already in is lost by either.
        """
        reading = Reading(source, fetcher=self._fetcher, stdin=stdin)
        told = progress or _unseen

        def tell(done: int, total: int | None) -> None:
            if total is None and reading.fraction:  # while reading: as many as the bytes promise
                total = max(done, round(done / reading.fraction))
            told(done, total)

        return self.add_drafts(
            _without(without, reading.items()) if without else reading.items(), tell
        )

    def add_drafts(
        self, drafts: Iterable[Draft | Rejection], progress: Progress | None = None
    ) -> AddReport:
        """Add what a source yields; see `add`."""
        told = progress or _unseen
        with self._writing:
            self._indexing().finish_pending(told)
            report = take_in(drafts, self._catalogue, told)
            self._indexing().finish_pending(told)
            return report

    def finish_pending(self, progress: Progress | None = None) -> int:
        """Index what an earlier addition left pending; return how many papers."""
        with self._writing:
            return self._indexing().finish_pending(progress or _unseen)

    def delete(self, paper_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete papers, all or none; return their ids. Raises PaperUnknown, StorageFailed.

        Nothing finds them from then on. An addition under way takes them out of the indexes when
        it ends, and is not waited for.
        """
        deleted = self._catalogue.delete(paper_ids)
        if self._writing.acquire(blocking=False):
            try:
                self._indexing().forget_deleted()
            finally:
                self._writing.release()
        return deleted

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the reader's own tags and notes of a paper. Raises PaperUnknown."""
        return self._catalogue.mark(paper_id, tags=tags, notes=notes)

    def record(self, paper_id: str) -> Record:
        """Return everything that is known of one paper. Raises PaperUnknown."""
        return self._catalogue.record(paper_id)

    def records(self) -> Iterator[Record]:
        """Yield everything that is known of every paper, in the order of addition."""
        return self._catalogue.records()

    def check(self) -> Checkup:
        """Compare the catalogue and both indexes, entry by entry; nothing is changed."""
        with self._writing:
            return check(self._catalogue, self._indexes)

    def forget_deleted(self) -> None:
        """Take out of the indexes what was deleted from the catalogue; `open_library` calls it."""
        with self._writing:
            self._indexing().forget_deleted()

    def search(self, query: str, k: int = 10, filters: Filters | None = None) -> tuple[Hit, ...]:
        """Return at most `k` papers nearest to the query, best first; none for an empty query."""
        return self.searcher().search(query, k, filters or Filters())

    def acronyms(self, text: str) -> tuple[str, ...]:
        """Return what the papers also call things in `text`: words for a short form, and back.

        As the papers write them, in the order of `text`: "graph neural networks" gives "GNN".
        """
        return tuple(other for part in self.searcher().widened(text) for other in part.others)

    def term(self, text: str) -> Term:
        """Return a term to look up, with the short or long form the library's texts give it."""
        return Mentions(self._catalogue, self._indexes.lexical).term(text)

    def mentions(
        self, terms: Sequence[Term], filters: Filters | None = None
    ) -> tuple[Mention, ...]:
        """Return every paper that says each term and passes the filters, by title."""
        reader = Mentions(self._catalogue, self._indexes.lexical)
        return reader.find(terms, filters or Filters())

    def get(self, paper_id: str) -> Paper:
        """Return a paper. Raises PaperUnknown."""
        return self._catalogue.get(paper_id)

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the numbered sentences of a paper's abstract. Raises PaperUnknown."""
        return self._catalogue.sentences(paper_id)

    def papers(self, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of papers in the order of their addition."""
        return self._catalogue.papers(offset, limit)

    def rarity(self, word: str) -> float:
        """Return how rare a word is among the papers, 0 (in all of them) to 1 (in none)."""
        lexical = self._indexes.lexical
        nowhere = lexical.rarity("")
        parts = [lexical.rarity(part) for part in lexical.analyse(word)]
        return max(parts, default=nowhere) / nowhere

    def count(self) -> int:
        """Return the number of papers."""
        return self._catalogue.count()

    def pending(self) -> int:
        """Return the number of papers that searches do not find yet."""
        tally = self._catalogue.tally()
        return tally.papers - tally.indexed

    def searcher(self) -> Search:
        """Return what searches are made with, for measuring its parts."""
        return Search(self._catalogue, self._indexes, self._embedder, self._reranker)

    def _indexing(self) -> Indexing:
        return Indexing(self._home, self._catalogue, self._indexes, self._embedder, self._counter)


def _without(beginning: str, items: Drafts) -> Drafts:
    """Yield items of a source with their places named from where a folder ends."""
    for item in items:
        if isinstance(item, Rejection):
            yield replace(item, source=item.source.removeprefix(beginning))
        else:
            yield replace(item, place=item.place.removeprefix(beginning))


def _unseen(done: int, total: int | None) -> None:
    """Report progress to nobody."""
