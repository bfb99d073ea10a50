"""One SQLite file behind a lock: rows out, transactions in, every failure said plainly.

One connection, not one a thread: a look-up takes 0.03 ms and the transaction of 500 papers some
ms, while Gradio's 40 threads would each keep a connection open that nobody could close. Knows
the tables only to bring them up to date.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vectorstore.errors import StorageFailed
from vectorstore.mending import encodable
from vectorstore.rows import Row
from vectorstore.schema import NewerCatalogue, migrate

# SQLite before 3.32 takes at most 999 parameters.
MAX_PARAMETERS = 900


# FULL: a committed batch survives a power cut. It costs one fsync for 1,000 papers. A large
# addition looks up hashes all over the file, so 64 MB of its pages are kept, and the log may grow
# to 32 MB before they are put in their places: 3,150 papers a second instead of 2,900.
_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "cache_size = -64000",
    "wal_autocheckpoint = 8000",
)


class Database:
    """The catalogue's file. Safe to call from several threads. Raises StorageFailed."""

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
        """Close the file; what was committed is on disk."""
        with self._lock:
            self._connection.close()

    def rows(self, query: str, values: Sequence[str | int | bytes] = ()) -> list[Row]:
        """Return the rows of a query; lone surrogates in its values match nothing."""
        known = [encodable(value) if isinstance(value, str) else value for value in values]
        with self._lock, self._reported():
            return self._connection.execute(query, known).fetchall()

    def rows_in(self, query: str, values: Iterable[str | int | bytes]) -> Iterator[Row]:
        """Yield the rows of a query with IN ({}) over any number of values."""
        wanted = list(dict.fromkeys(values))
        for start in range(0, len(wanted), MAX_PARAMETERS):
            part = wanted[start : start + MAX_PARAMETERS]
            yield from self.rows(query.format(",".join("?" * len(part))), part)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for several queries in a row."""
        with self._lock, self._reported():
            yield self._connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction, undone whole where the block fails."""
        with self._lock, self._reported():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        try:
            migrate(self._connection)
        except NewerCatalogue:
            raise StorageFailed(
                f"{self._path} was written by a newer paperbot.", remedy="Update paperbot."
            ) from None

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StorageFailed(
                f"The catalogue {self._path} failed: {error}.", remedy=_remedy(error)
            ) from error


def _remedy(error: sqlite3.Error) -> str:
    # By text, because Python has SQLite's error codes only from 3.11 on; it words advice, no more.
    if "full" in str(error) or "disk I/O" in str(error):
        return "Free some disk space and run the command again: nothing that was added is lost."
    if "locked" in str(error):
        return "Another process is writing to it: run the command again when that is done."
    if "readonly" in str(error) or "unable to open" in str(error):
        return "Check that this user may write to the folder."
    if "not a database" in str(error) or "malformed" in str(error):
        return "Restore the file from a backup, or move it away and add the papers again."
    return "Check the disk, then run the command again."
