"""The SQLite catalogue: every paper with its numbered sentences. The single source of truth.

Rows are also the outbox of the derived indexes: a row is written with `indexed` 0 and set to 1
once Chroma and tantivy have it, so a kill at any instant leaves a list of what is still to do.
Knows no index and no format.
"""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TypeAlias

from vectorstore.acronyms import MINING_VERSION
from vectorstore.chunk import restore_sentences, split_sentences
from vectorstore.errors import PaperUnknown, StorageFailed
from vectorstore.filtering import fold, where_clause
from vectorstore.glossary import Meaning, count_definitions, forget_definitions, meanings_query
from vectorstore.mending import encodable
from vectorstore.records import Filters, Paper, Sentence
from vectorstore.schema import NewerCatalogue, migrate

_PAPER_COLUMNS = "id, title, abstract, authors, date, url, categories, links, source"
_ENTRY_COLUMNS = f"{_PAPER_COLUMNS}, sentences, content_hash, passages"
# SQLite before 3.32 takes at most 999 parameters.
_MAX_PARAMETERS = 900

Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper as the catalogue holds it; `passages` bounds its ordinals in the vector index."""

    paper: Paper
    sentences: tuple[Sentence, ...]
    content_hash: str
    passages: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is: all papers, those indexed, and the passages of the indexed ones."""

    papers: int
    indexed: int
    passages: int


class Catalogue:
    """Papers on disk. Safe to call from several threads.

    One connection behind a lock, not one a thread: a look-up takes 0.03 ms and the transaction of
    500 papers 7 ms, while Gradio's 40 threads would each keep a connection open that nobody could
    close.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._reported():
            self._connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=10.0
            )
            try:
                self._prepare()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the database; what was committed is on disk."""
        with self._lock:
            self._connection.close()

    def get(self, paper_id: str) -> Paper:
        """Return a paper. Raises PaperUnknown."""
        return self._entry(paper_id).paper

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the numbered sentences of a paper's abstract. Raises PaperUnknown."""
        return self._entry(paper_id).sentences

    def entries(self, paper_ids: Iterable[str]) -> dict[str, Entry]:
        """Return what is known of these papers; unknown ids are left out."""
        wanted = list(dict.fromkeys(paper_ids))
        found: dict[str, Entry] = {}
        for start in range(0, len(wanted), _MAX_PARAMETERS):
            part = wanted[start : start + _MAX_PARAMETERS]
            marks = ",".join("?" * len(part))
            query = f"SELECT {_ENTRY_COLUMNS} FROM papers WHERE id IN ({marks})"  # noqa: S608 (marks)
            found.update((row[0], _entry(row)) for row in self._rows(query, part))
        return found

    def hashes(self, paper_ids: Sequence[str]) -> dict[str, str]:
        """Return the content hash of each of these papers that is known."""
        found: dict[str, str] = {}
        for start in range(0, len(paper_ids), _MAX_PARAMETERS):
            part = paper_ids[start : start + _MAX_PARAMETERS]
            marks = ",".join("?" * len(part))
            query = f"SELECT id, content_hash FROM papers WHERE id IN ({marks})"  # noqa: S608 (marks)
            found.update((row[0], row[1]) for row in self._rows(query, part))
        return found

    def papers(self, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of papers in the order of their addition."""
        query = f"SELECT {_PAPER_COLUMNS} FROM papers ORDER BY seq LIMIT ? OFFSET ?"  # noqa: S608
        return tuple(_paper(row) for row in self._rows(query, (limit, offset)))

    def count(self) -> int:
        """Return the number of papers."""
        return self.tally().papers

    def tally(self) -> Tally:
        """Return the counts that the derived indexes must agree with."""
        row = self._rows(
            "SELECT count(*), coalesce(sum(indexed), 0), coalesce(sum(passages * indexed), 0)"
            " FROM papers"
        )[0]
        return Tally(int(row[0]), int(row[1]), int(row[2]))

    def narrow(self, filters: Filters) -> frozenset[str]:
        """Return the ids of the papers that pass the filters."""
        clause, values = where_clause(filters)
        query = f"SELECT id FROM papers WHERE {clause}"  # noqa: S608 (ours)
        return frozenset(row[0] for row in self._rows(query, values))

    def upsert(self, papers: Iterable[tuple[Paper, str]]) -> None:
        """Write papers, each with the hash of its source's words, in one transaction.

        Those whose title or abstract is new or changed become pending.
        """
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        written = {paper.id: (paper, digest) for paper, digest in papers}
        with self._transaction() as connection:
            before = [entry.paper for entry in self.entries(written).values()]
            after = [paper for paper, _ in written.values()]
            count_definitions(connection, gone=_texts(before), come=_texts(after))
            connection.executemany(_UPSERT, [_row(*pair, now) for pair in written.values()])

    def pending(self, limit: int) -> list[Entry]:
        """Return the first papers that the derived indexes do not have yet."""
        query = f"SELECT {_ENTRY_COLUMNS} FROM papers WHERE indexed = 0 ORDER BY seq LIMIT ?"  # noqa: S608
        return [_entry(row) for row in self._rows(query, (limit,))]

    def announce_passages(self, counts: Mapping[str, int]) -> None:
        """Note the ordinals about to be written, so that a kill while writing forgets none."""
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE papers SET passages = max(passages, ?) WHERE id = ?",
                [(count, paper_id) for paper_id, count in counts.items()],
            )

    def mark_indexed(self, counts: Mapping[str, int]) -> None:
        """Note that both indexes hold these papers, each with this number of passages."""
        with self._transaction() as connection:
            connection.executemany(
                "UPDATE papers SET indexed = 1, passages = ? WHERE id = ?",
                [(count, paper_id) for paper_id, count in counts.items()],
            )

    def meanings(self, shorts: Sequence[str], longs: Sequence[str]) -> tuple[Meaning, ...]:
        """Return the definitions of these short forms, or of these words, the commonest first.

        Both as `vectorstore.acronyms` folds them; at most 900 in all.
        """
        query = meanings_query(len(shorts), len(longs))
        return tuple(
            Meaning(row[0], row[1], int(row[2])) for row in self._rows(query, [*shorts, *longs])
        )

    def meta(self, key: str) -> str | None:
        """Return a noted value ("generation", "embedder", "chunking", "acronyms")."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def begin_generation(self, *, embedder: str, chunking: str) -> str:
        """Make every paper pending for empty indexes, and return the generation to give them.

        Sentences are split and acronyms mined anew: the same text gives the same ones unless the
        code changed.
        """
        generation = uuid.uuid4().hex
        notes = {"generation": generation, "embedder": embedder, "chunking": chunking}
        with self._transaction() as connection:
            texts = connection.execute("SELECT seq, abstract FROM papers")
            split = [(_offsets(abstract), seq) for seq, abstract in texts]
            connection.executemany(
                "UPDATE papers SET indexed = 0, passages = 0, sentences = ? WHERE seq = ?", split
            )
            _mine(connection)
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", notes.items())
        return generation

    def _entry(self, paper_id: str) -> Entry:
        entry = self.entries([paper_id]).get(paper_id)
        if entry is None:
            raise PaperUnknown(
                f"No paper has the id {paper_id!r}.",
                remedy="Find ids with `paperbot search`; they look like arxiv:2409.13740.",
            )
        return entry

    def _prepare(self) -> None:
        # FULL: a committed batch survives a power cut. It costs one fsync for 500 papers.
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._connection.execute(f"PRAGMA {pragma}")
        try:
            migrate(self._connection)
        except NewerCatalogue:
            raise StorageFailed(
                f"{self._path} was written by a newer paperbot.", remedy="Update paperbot."
            ) from None
        if self.meta("acronyms") != MINING_VERSION:  # made before they were mined, or so
            with self._transaction() as connection:
                _mine(connection)

    def _rows(self, query: str, values: Sequence[str | int] = ()) -> list[Row]:
        known = [encodable(value) if isinstance(value, str) else value for value in values]
        with self._lock, self._reported():
            return self._connection.execute(query, known).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._reported():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageFailed(
                f"The catalogue {self._path} failed: {error}.", remedy=_remedy(error)
            ) from error


_UPSERT = """
    INSERT INTO papers (id, title, abstract, authors, date, url, categories, links, source,
                        names, sentences, content_hash, added_at, passages, indexed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)
    ON CONFLICT (id) DO UPDATE SET
        indexed = indexed AND title = excluded.title AND abstract = excluded.abstract,
        title = excluded.title, abstract = excluded.abstract, authors = excluded.authors,
        date = excluded.date, url = excluded.url, categories = excluded.categories,
        links = excluded.links, source = excluded.source, names = excluded.names,
        sentences = excluded.sentences, content_hash = excluded.content_hash
"""


def _mine(connection: sqlite3.Connection) -> None:
    """Mine the acronyms of all papers anew: 10,000 papers a second."""
    forget_definitions(connection)
    titled = connection.execute("SELECT title, abstract FROM papers")
    count_definitions(connection, gone=(), come=(f"{row[0]}\n{row[1]}" for row in titled))
    noted = ("acronyms", MINING_VERSION)
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", noted)


def _texts(papers: Iterable[Paper]) -> Iterator[str]:
    return (f"{paper.title}\n{paper.abstract}" for paper in papers)


def _row(paper: Paper, digest: str, now: str) -> tuple[str | None, ...]:
    return (
        paper.id,
        paper.title,
        paper.abstract,
        _json(paper.authors),
        paper.date,
        paper.url,
        _json(paper.categories),
        _json(paper.links),
        paper.source,
        "\n".join(fold(name) for name in paper.authors),
        _offsets(paper.abstract),
        digest,
        now,
    )


def _paper(row: Row) -> Paper:
    return Paper(
        id=row[0],
        title=row[1],
        abstract=row[2],
        authors=tuple(json.loads(row[3])),
        date=row[4],
        url=row[5],
        categories=tuple(json.loads(row[6])),
        links=tuple(json.loads(row[7])),
        source=row[8],
    )


def _entry(row: Row) -> Entry:
    paper = _paper(row)
    sentences = restore_sentences(paper.abstract, json.loads(row[9]))
    return Entry(paper, sentences, content_hash=row[10], passages=int(row[11]))


def _offsets(abstract: str) -> str:
    return _json([[sentence.start, sentence.end] for sentence in split_sentences(abstract)])


def _json(value: Sequence[str] | Sequence[Sequence[int]]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _remedy(error: sqlite3.Error) -> str:
    # By text, because Python has SQLite's error codes only from 3.11 on; it words advice, no more.
    if "full" in str(error) or "disk I/O" in str(error):
        return "Free some disk space and run the command again: nothing that was added is lost."
    if "readonly" in str(error) or "unable to open" in str(error):
        return "Check that this user may write to the folder."
    if "not a database" in str(error) or "malformed" in str(error):
        return "Restore the file from a backup, or move it away and add the papers again."
    return "Check the disk, then run the command again."
