"""One change of the catalogue written to its row: a new one, the same, or under a better id.

Runs inside a transaction of `vectorstore.catalogue`.
"""

import json
import sqlite3
from dataclasses import replace

from vectorstore import ledger
from vectorstore.merge import merge
from vectorstore.records import Paper
from vectorstore.rows import WRITTEN_COLUMNS, written_row
from vectorstore.works import Change

_INSERT = f"""
    INSERT INTO papers ({WRITTEN_COLUMNS}, added_at, passages, indexed)
    VALUES ({",".join("?" * 17)}, 0, 0)
"""  # noqa: S608 (ours)
_SETTINGS = ", ".join(f"{name} = ?{n}" for n, name in enumerate(WRITTEN_COLUMNS.split(", "), 1))
_UPDATE = f"""
    UPDATE papers SET indexed = indexed AND title = ?2 AND abstract = ?3, {_SETTINGS}
    WHERE seq = ?17
"""  # noqa: S608 (ours)


def write_change(connection: sqlite3.Connection, change: Change, now: str) -> int:
    """Write a change to its row, and everything it tells to the ledger; return the row.

    Where the change has a row, that must be there.
    """
    seq = change.seq
    if seq is None or change.before is None:
        added_at = next((told.draft.added_at for told in change.told), None) or now
        row = connection.execute(_INSERT, (*written_row(change.paper), added_at))
        seq = int(row.lastrowid or 0)
    else:
        _update(connection, seq, change.before, change.paper)
    ledger.note(connection, seq, change, now)
    return seq


def _update(connection: sqlite3.Connection, seq: int, before: Paper, after: Paper) -> None:
    """Write a paper over its row; tags and notes that the reader set meanwhile stand."""
    query = "SELECT tags, notes FROM papers WHERE seq = ?"
    tags, notes = connection.execute(query, (seq,)).fetchone()
    paper = _marked(after, before, tuple(json.loads(tags)), notes)
    if before.id != paper.id:
        _rename(connection, seq, before.id)
    connection.execute(_UPDATE, (*written_row(paper), seq))


def _marked(paper: Paper, before: Paper, tags: tuple[str, ...], notes: str) -> Paper:
    """Return a paper with its row's tags and notes, and those that its source told anew."""
    if (tags, notes) == (before.tags, before.notes):
        return paper
    told = replace(
        paper,
        tags=tuple(tag for tag in paper.tags if tag not in before.tags),
        notes=paper.notes.removeprefix(before.notes).strip(),
    )
    return merge(replace(before, tags=tags, notes=notes), told)


def _rename(connection: sqlite3.Connection, seq: int, old_id: str) -> None:
    """Leave the indexes' entries under the old id to be forgotten, and index the paper anew."""
    passages: int = connection.execute(
        "SELECT passages FROM papers WHERE seq = ?", (seq,)
    ).fetchone()[0]
    ledger.bury(connection, old_id, passages)
    connection.execute("UPDATE papers SET indexed = 0, passages = 0 WHERE seq = ?", (seq,))
