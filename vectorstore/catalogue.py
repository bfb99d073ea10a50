"""The SQLite catalogue: every paper with its numbered sentences. The single source of truth.

Rows are also the outbox of the derived indexes: a row is written with `indexed` 0 and set to 1
once Chroma and tantivy have it, and a deleted paper leaves its id in `graves` until both have
forgotten it, so a kill at any instant leaves a list of what is still to do. Knows no index and no
format.
"""

import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore import ledger
from vectorstore.acronyms import MINING_VERSION
from vectorstore.database import Database
from vectorstore.errors import PaperUnknown
from vectorstore.glossary import Meaning, count_definitions, forget_definitions, meanings_query
from vectorstore.identity import identify, title_id
from vectorstore.merge import merge
from vectorstore.records import Filters, Paper, Record, Sentence
from vectorstore.rows import (
    ENTRY_COLUMNS,
    PAPER_COLUMNS,
    WRITTEN_COLUMNS,
    Entry,
    Row,
    as_json,
    entry_of,
    offsets_of,
    paper_of,
    written_row,
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
        absorbed = self._absorbed(changes)
        gone = [change.before for change in changes if change.before]
        with self._database.transaction() as connection:
            count_definitions(
                connection,
                gone=map(_text, (*gone, *(entry.paper for entry in absorbed))),
                come=(_text(change.paper) for change in changes),
            )
            for entry in absorbed:
                ledger.bury(connection, entry.paper.id, entry.passages)
                connection.execute("DELETE FROM papers WHERE seq = ?", (entry.seq,))
            written = [_write(connection, change, now) for change in changes]
        self._shelf.touch([*written, *(entry.seq for entry in absorbed)])
        return written

    def note_origin(self, source: str, place: str, seqs: Sequence[int], now: str) -> None:
        """Note that a place told of these papers, nothing of which was new."""
        with self._database.transaction() as connection:
            number = ledger.place_number(connection, source, place)
            ledger.note_origins(connection, number, seqs, now)

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the reader's own tags and notes of a paper. Raises PaperUnknown."""
        known = self._entry(paper_id)
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE papers SET tags = ?, notes = ? WHERE seq = ?",
                (as_json(tuple(dict.fromkeys(tags))), notes, known.seq),
            )
        self._shelf.touch([known.seq])
        return self.get(known.paper.id)

    def delete(self, paper_ids: Iterable[str]) -> tuple[str, ...]:
        """Delete papers, all or none; return their best ids. Raises PaperUnknown."""
        known = [self._entry(paper_id) for paper_id in dict.fromkeys(paper_ids)]
        with self._database.transaction() as connection:
            count_definitions(connection, gone=[_text(entry.paper) for entry in known], come=())
            for entry in known:
                ledger.bury(connection, entry.paper.id, entry.passages)
                ledger.forget(connection, entry.seq)
                connection.execute("DELETE FROM papers WHERE seq = ?", (entry.seq,))
        self._shelf.touch(entry.seq for entry in known)
        return tuple(entry.paper.id for entry in known)

    def graves(self, limit: int) -> dict[str, int]:
        """Return ids that the indexes are still to forget, with the bounds of their ordinals."""
        rows = self._database.rows("SELECT id, passages FROM graves LIMIT ?", (limit,))
        return {row[0]: int(row[1]) for row in rows}

    def clear_graves(self, paper_ids: Iterable[str]) -> None:
        """Note that the indexes have forgotten these ids."""
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM graves WHERE id = ?", [(paper_id,) for paper_id in paper_ids]
            )

    def pending(self, limit: int, after: int = 0) -> list[Entry]:
        """Return the first papers behind row `after` that the indexes do not have yet."""
        query = (
            f"SELECT {ENTRY_COLUMNS} FROM papers"  # noqa: S608 (ours)
            " WHERE indexed = 0 AND seq > ? ORDER BY seq LIMIT ?"
        )
        return [entry_of(row) for row in self._database.rows(query, (after, limit))]

    def announce_passages(self, counts: Mapping[str, int]) -> None:
        """Note the ordinals about to be written, so that a kill while writing forgets none."""
        with self._database.transaction() as connection:
            connection.executemany(
                "UPDATE papers SET passages = max(passages, ?) WHERE id = ?",
                [(count, paper_id) for paper_id, count in counts.items()],
            )

    def mark_indexed(self, counts: Mapping[str, int], codes: Mapping[str, bytes]) -> None:
        """Note that both indexes hold these papers, each with this number of passages.

        `codes` are their vectors as `vectorstore.codes` encodes them. A paper that was deleted
        meanwhile is to be forgotten again.
        """
        with self._database.transaction() as connection:
            for paper_id, count in counts.items():
                marked = connection.execute(
                    "UPDATE papers SET indexed = 1, passages = ? WHERE id = ?", (count, paper_id)
                )
                if not marked.rowcount:
                    ledger.bury(connection, paper_id, count)
            connection.executemany(
                "INSERT OR REPLACE INTO codes SELECT seq, ? FROM papers WHERE id = ?",
                [(code, paper_id) for paper_id, code in codes.items()],
            )
        seqs = self._database.rows_in("SELECT seq FROM papers WHERE id IN ({})", codes)
        self._shelf.touch(int(row[0]) for row in seqs)

    def indexed(self) -> dict[str, int]:
        """Return the papers that both indexes hold, each with its number of passages."""
        rows = self._database.rows("SELECT id, passages FROM papers WHERE indexed = 1")
        return {row[0]: int(row[1]) for row in rows}

    def unsettled(self) -> frozenset[str]:
        """Return the ids of which the indexes may hold anything: pending and buried ones."""
        rows = self._database.rows(
            "SELECT id FROM papers WHERE indexed = 0 UNION SELECT id FROM graves"
        )
        return frozenset(row[0] for row in rows)

    def flaws(self) -> Iterator[str]:
        """Yield what is wrong inside the catalogue, one sentence each; mostly nothing."""
        yield from (f"The catalogue is damaged: {row[0]}." for row in self._damage())
        for table in ("aliases", "titles", "origins", "versions", "given", "heard"):
            query = f"SELECT count(*) FROM {table} WHERE seq NOT IN (SELECT seq FROM papers)"  # noqa: S608 (our names)
            strays = int(self._database.rows(query)[0][0])
            if strays:
                yield f"The catalogue's {table} speak of {strays:,} papers that are not there."
        query = "SELECT count(*) FROM papers WHERE seq NOT IN (SELECT seq FROM titles)"
        untitled = int(self._database.rows(query)[0][0])
        if untitled:
            yield f"{untitled:,} papers cannot be found by their title."

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

    def _damage(self) -> Iterator[Row]:
        rows = self._database.rows("PRAGMA integrity_check(5)")
        return (row for row in rows if row[0] != "ok")

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

    def _absorbed(self, changes: Sequence[Change]) -> list[Entry]:
        seqs = [seq for change in changes for seq in change.absorbed]
        query = f"SELECT {ENTRY_COLUMNS} FROM papers WHERE seq IN ({{}})"  # noqa: S608 (ours)
        return [entry_of(row) for row in self._database.rows_in(query, seqs)]

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


_INSERT = f"""
    INSERT INTO papers ({WRITTEN_COLUMNS}, added_at, passages, indexed)
    VALUES ({",".join("?" * 17)}, 0, 0)
"""  # noqa: S608 (ours)
_SETTINGS = ", ".join(f"{name} = ?{n}" for n, name in enumerate(WRITTEN_COLUMNS.split(", "), 1))
_UPDATE = f"""
    UPDATE papers SET indexed = indexed AND title = ?2 AND abstract = ?3, {_SETTINGS}
    WHERE seq = ?17
"""  # noqa: S608 (ours)


def _write(connection: sqlite3.Connection, change: Change, now: str) -> int:
    seq = _update(connection, change)
    if seq is None:  # a new paper, or one that was deleted after its source had been read
        added_at = next((told.draft.added_at for told in change.told), None) or now
        row = connection.execute(_INSERT, (*written_row(change.paper), added_at))
        seq = int(row.lastrowid or 0)
    ledger.note(connection, seq, change, now)
    return seq


def _update(connection: sqlite3.Connection, change: Change) -> int | None:
    """Write a change over its row; return None where there is none."""
    if change.seq is None or change.before is None:
        return None
    marks = connection.execute(
        "SELECT tags, notes FROM papers WHERE seq = ?", (change.seq,)
    ).fetchone()
    if marks is None:
        return None
    marked = replace(change.before, tags=tuple(json.loads(marks[0])), notes=marks[1])
    # Tags and notes that the reader set since the row was read stand.
    paper = change.paper if marked == change.before else merge(marked, change.paper)
    if change.before.id != paper.id:
        _rename(connection, change.seq, change.before.id)
    connection.execute(_UPDATE, (*written_row(paper), change.seq))
    return change.seq


def _rename(connection: sqlite3.Connection, seq: int, old_id: str) -> None:
    """Leave the indexes' entries under the old id to be forgotten, and index the paper anew."""
    passages: int = connection.execute(
        "SELECT passages FROM papers WHERE seq = ?", (seq,)
    ).fetchone()[0]
    ledger.bury(connection, old_id, passages)
    connection.execute("UPDATE papers SET indexed = 0, passages = 0 WHERE seq = ?", (seq,))


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
