"""What the derived indexes are still to be told: papers to write, and ids to forget.

A row is written with `indexed` 0 and set to 1 once both indexes have it; a deleted paper leaves
its id in `graves` until both have forgotten it. So a kill at any instant leaves a list of what is
still to do. Knows no index.
"""

from collections.abc import Iterable, Mapping

from vectorstore import ledger
from vectorstore.database import Database
from vectorstore.rows import ENTRY_COLUMNS, Entry, entry_of
from vectorstore.shelf import Shelf


class Outbox:
    """The work that the catalogue leaves to the indexes. Safe to call from several threads."""

    def __init__(self, database: Database, shelf: Shelf) -> None:
        self._database = database
        self._shelf = shelf

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
