"""The SQLite catalogue: every paper with its numbered sentences. The single source of truth.

Every change is one transaction, and reads what it changes inside it: the page and other commands
tag and delete while an addition runs. Knows no index and no format.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore import ledger
from vectorstore.acronyms import MINING_VERSION
from vectorstore.change_rows import write_change
from vectorstore.database import Database
from vectorstore.errors import PaperUnknown
from vectorstore.flaws import Flaw, flaws
from vectorstore.glossary import Meaning, count_definitions, forget_definitions, meanings_query
from vectorstore.identity import identify, title_id
from vectorstore.mending import encodable
from vectorstore.outbox import Outbox
from vectorstore.records import Filters, Paper, Record, Sentence
from vectorstore.rows import (
    ENTRY_COLUMNS,
    PAPER_COLUMNS,
    Entry,
    Row,
    as_json,
    entry_of,
    offsets_of,
    paper_of,
)
from vectorstore.shelf import Narrowed, Shelf
from vectorstore.works import Change

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Tally:
    """How much there is: all papers, those indexed, and the passages of the indexed ones."""

    papers: int
    indexed: int
    passages: int


class Catalogue:
    """Papers on disk. Safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path)
        self._shelf = Shelf(self._database)
        self.outbox = Outbox(self._database, self._shelf)
        try:
            if self.meta("acronyms") != MINING_VERSION:  # made before they were mined, or so
                with self._database.transaction() as connection:
                    _mine(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the database; what was committed is on disk."""
        self._database.close()

    def get(self, paper_id: str) -> Paper:
        """Return a paper. Raises PaperUnknown."""
        return self._entry(paper_id).paper

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the numbered sentences of a paper's abstract. Raises PaperUnknown."""
        return self._entry(paper_id).sentences

    def entries(self, paper_ids: Iterable[str]) -> dict[str, Entry]:
        """Return what is known of these papers, by their best ids; unknown ids are left out."""
        query = f"SELECT {ENTRY_COLUMNS} FROM papers WHERE id IN ({{}})"  # noqa: S608 (ours)
        return {row[0]: entry_of(row) for row in self._database.rows_in(query, paper_ids)}

    def heard(self, digests: Sequence[bytes]) -> dict[bytes, int]:
        """Return the row number of the paper that each of these drafts was taken in for."""
        rows = self._database.rows_in("SELECT digest, seq FROM heard WHERE digest IN ({})", digests)
        return {bytes(row[0]): int(row[1]) for row in rows}  # type: ignore[arg-type]  # a BLOB column

    def related(self, papers: Sequence[Paper]) -> dict[int, Paper]:
        """Return the rows (by number) that share an id or a title with any of these papers."""
        ids = [known for paper in papers for known in (paper.id, *paper.also)]
        titles = [title_id(paper.title) for paper in papers]
        seqs = [
            *self._database.rows_in("SELECT seq FROM papers WHERE id IN ({})", ids),
            *self._database.rows_in("SELECT seq FROM aliases WHERE id IN ({})", ids),
            *self._database.rows_in("SELECT seq FROM titles WHERE id IN ({})", titles),
        ]
        query = f"SELECT {PAPER_COLUMNS}, seq FROM papers WHERE seq IN ({{}})"  # noqa: S608 (ours)
        rows = self._database.rows_in(query, sorted({int(row[0]) for row in seqs}))
        return {int(row[-1]): paper_of(row) for row in rows}

    def ids_of(self, seqs: Iterable[int]) -> dict[int, str]:
        """Return the ids of the papers with these row numbers."""
        rows = self._database.rows_in("SELECT seq, id FROM papers WHERE seq IN ({})", seqs)
        return {int(row[0]): row[1] for row in rows}

    def papers(self, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of papers in the order of their addition."""
        query = f"SELECT {PAPER_COLUMNS} FROM papers ORDER BY seq LIMIT ? OFFSET ?"  # noqa: S608 (ours)
        return tuple(paper_of(row) for row in self._database.rows(query, (limit, offset)))

    def count(self) -> int:
        """Return the number of papers."""
        return self.tally().papers

    def tally(self) -> Tally:
        """Return the counts that the derived indexes must agree with."""
        row = self._database.rows(
            "SELECT count(*), coalesce(sum(indexed), 0), coalesce(sum(passages * indexed), 0)"
            " FROM papers"
        )[0]
        return Tally(int(row[0]), int(row[1]), int(row[2]))

    def narrow(self, filters: Filters) -> Narrowed:
        """Return the papers that pass the filters."""
        return self._shelf.narrow(filters)

    def record(self, paper_id: str) -> Record:
        """Return everything that is known of one paper. Raises PaperUnknown."""
        query = f"SELECT {PAPER_COLUMNS}, added_at, seq FROM papers WHERE seq = ?"  # noqa: S608 (ours)
        (record,) = self._records(self._database.rows(query, (self._entry(paper_id).seq,)))
        return record

    def records(self) -> Iterator[Record]:
        """Yield everything that is known of every paper, in the order of addition."""
        query = (
            f"SELECT {PAPER_COLUMNS}, added_at, seq FROM papers"  # noqa: S608 (ours)
            " WHERE seq > ? ORDER BY seq LIMIT ?"
        )
        last = 0
        while rows := self._database.rows(query, (last, _PAGE)):
            last = int(rows[-1][-1])
            yield from self._records(rows)

    def write(self, changes: Sequence[Change], now: str) -> list[int]:
        """Write changes in one transaction, whole or not at all; return the row of each.

        Papers whose title or abstract is new or changed become pending.
        """
        seqs = [change.seq for change in changes if change.seq is not None]
        absorbed = [seq for change in changes for seq in change.absorbed]
        with self._database.transaction() as connection:
            standing = self._standing([*seqs, *absorbed])
            changes = [change.among(standing) for change in changes]
            count_definitions(
                connection,
                gone=[_text(entry.paper) for entry in standing.values()],
                come=(_text(change.paper) for change in changes),
            )
            for seq in absorbed:
                if seq in standing:
                    ledger.bury(connection, standing[seq].paper.id, standing[seq].passages)
                    connection.execute("DELETE FROM papers WHERE seq = ?", (seq,))
            written = [write_change(connection, change, now) for change in changes]
        self._shelf.touch([*written, *absorbed])
        return written

    def note_origins(self, told: Mapping[tuple[str, str], Iterable[int]], now: str) -> None:
        """Note that places, each a format and a name, told of these rows, and nothing new."""
        with self._database.transaction() as connection:
            for (source, place), seqs in told.items():
                number = ledger.place_number(connection, source, place)
                ledger.note_origins(connection, number, seqs, now)

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the reader's own tags and notes of a paper. Raises PaperUnknown."""
        tags, notes = tuple(dict.fromkeys(map(encodable, tags))), encodable(notes)
        with self._database.transaction() as connection:
            known = self._entry(paper_id)
            connection.execute(
                "UPDATE papers SET tags = ?, notes = ? WHERE seq = ?",
                (as_json(tags), notes, known.seq),
            )
        self._shelf.touch([known.seq])
        return replace(known.paper, tags=tags, notes=notes)

    def delete(self, paper_ids: Iterable[str]) -> tuple[str, ...]:
        """Delete papers, all or none; return their best ids. Raises PaperUnknown."""
        with self._database.transaction() as connection:
            known = {entry.seq: entry for entry in map(self._entry, paper_ids)}
            gone = [_text(entry.paper) for entry in known.values()]
            count_definitions(connection, gone=gone, come=())
            for seq, entry in known.items():
                ledger.bury(connection, entry.paper.id, entry.passages)
                ledger.forget(connection, seq)
                connection.execute("DELETE FROM papers WHERE seq = ?", (seq,))
        self._shelf.touch(known)
        return tuple(entry.paper.id for entry in known.values())

    def flaws(self) -> Iterator[Flaw]:
        """Yield what is wrong inside the catalogue; mostly nothing."""
        return flaws(self._database)

    def meanings(self, shorts: Sequence[str], longs: Sequence[str]) -> tuple[Meaning, ...]:
        """Return the definitions of these short forms, or of these words, the commonest first.

        Both as `vectorstore.acronyms` folds them; at most 900 in all.
        """
        query = meanings_query(len(shorts), len(longs))
        return tuple(
            Meaning(row[0], row[1], int(row[2]))
            for row in self._database.rows(query, [*shorts, *longs])
        )

    def meta(self, key: str) -> str | None:
        """Return a noted value ("generation", "embedder", "chunking", "acronyms")."""
        rows = self._database.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return rows[0][0] if rows else None

    def begin_generation(self, *, embedder: str, chunking: str) -> str:
        """Make every paper pending for empty indexes, and return the generation to give them.

        Sentences are split and acronyms mined anew: the same text gives the same ones unless the
        code changed.
        """
        generation = uuid.uuid4().hex
        notes = {"generation": generation, "embedder": embedder, "chunking": chunking}
        with self._database.transaction() as connection:
            connection.execute("UPDATE papers SET indexed = 0, passages = 0")
            connection.execute("DELETE FROM graves")
            connection.execute("DELETE FROM codes")
            _split_anew(connection)
            _mine(connection)
            connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", notes.items())
        self._shelf.clear()
        return generation

    def _records(self, rows: Sequence[Row]) -> Iterator[Record]:
        """Yield the records of rows that end with `added_at` and `seq`."""
        seqs = [int(row[-1]) for row in rows]
        with self._database.reading() as connection:
            origins = ledger.origins(connection, seqs)
            older = ledger.versions(connection, seqs)
            given = ledger.given(connection, seqs)
        for seq, row in zip(seqs, rows, strict=True):
            yield Record(
                paper=paper_of(row),
                added_at=row[-2],
                origins=tuple(origins.get(seq, ())),
                older=tuple(older.get(seq, ())),
                as_given=given.get(seq),
            )

    def _standing(self, seqs: Iterable[int]) -> dict[int, Entry]:
        """Return these rows, less those that were deleted after they had been looked up."""
        query = f"SELECT {ENTRY_COLUMNS} FROM papers WHERE seq IN ({{}})"  # noqa: S608 (ours)
        entries = map(entry_of, self._database.rows_in(query, seqs))
        return {entry.seq: entry for entry in entries}

    def _entry(self, paper_id: str) -> Entry:
        entry = self.entries([paper_id]).get(paper_id) or self._aliased(paper_id)
        if entry is None:
            raise PaperUnknown(
                f"No paper has the id {paper_id!r}.",
                remedy="Find ids with `paperbot search`; they look like arxiv:2409.13740.",
            )
        return entry

    def _aliased(self, paper_id: str) -> Entry | None:
        """Return the paper that has this as another id, or whose best id it is in other words."""
        query = "SELECT papers.id FROM aliases JOIN papers USING (seq) WHERE aliases.id IN (?, ?)"
        other = identify("", paper_id)
        ids = [row[0] for row in self._database.rows(query, (paper_id, other))] or [other]
        return self.entries(ids[:1]).get(ids[0])


def _split_anew(connection: sqlite3.Connection) -> None:
    last = 0
    query = "SELECT seq, abstract FROM papers WHERE seq > ? ORDER BY seq LIMIT ?"
    while texts := connection.execute(query, (last, _PAGE)).fetchall():
        last = texts[-1][0]
        connection.executemany(
            "UPDATE papers SET sentences = ? WHERE seq = ?",
            [(offsets_of(abstract), seq) for seq, abstract in texts],
        )


def _mine(connection: sqlite3.Connection) -> None:
    """Mine the acronyms of all papers anew: 10,000 papers a second."""
    forget_definitions(connection)
    titled = connection.execute("SELECT title, abstract FROM papers")
    count_definitions(connection, gone=(), come=(f"{row[0]}\n{row[1]}" for row in titled))
    noted = ("acronyms", MINING_VERSION)
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", noted)


def _text(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}"
