"""One change of the catalogue written to its row: a new one, the same, or under a better id.

Runs inside a transaction of `vectorstore.catalogue`.
"""

import json
import sqlite3
from dataclasses import replace

from vectorstore import ledger
from vectorstore.merge import merge
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
    """Write a change to its row, and everything it tells to the ledger; return the row."""
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
