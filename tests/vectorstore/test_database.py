"""One file, many threads, and failures that say what to do."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from vectorstore.database import MAX_PARAMETERS, Database
from vectorstore.errors import StorageFailed


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a database, not made yet."""
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """Return an open database with its tables."""
    made = Database(path)
    yield made
    made.close()


def note(database: Database, key: str) -> None:
    """Write one row."""
    with database.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES (?, '')", (key,))


def test_a_transaction_is_whole_or_undone(database: Database) -> None:
    """A failure of the block itself undoes it too, and the next one starts anew."""
    note(database, "b")
    rows = [("a",), ("b",)]  # the second is there already
    with pytest.raises(StorageFailed, match="UNIQUE"), database.transaction() as connection:
        connection.executemany("INSERT INTO meta VALUES (?, '')", rows)
    note(database, "c")
    assert database.rows("SELECT key FROM meta ORDER BY key") == [("b",), ("c",)]


def test_a_transaction_reads_what_it_wrote(database: Database) -> None:
    """Look-ups inside it go through the same connection."""
    with database.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', '')")
        assert database.rows("SELECT key FROM meta") == [("a",)]


def test_any_number_of_values_is_looked_up(database: Database) -> None:
    """SQLite takes 999 at once; a value that is no text matches nothing."""
    note(database, "3")
    values = [str(n) for n in range(MAX_PARAMETERS + 5)]
    query = "SELECT key FROM meta WHERE key IN ({})"
    assert list(database.rows_in(query, [*values, "\ud800"])) == [("3",)]


def test_a_writer_that_holds_on_is_told_as_that(database: Database, path: Path) -> None:
    """Not as a broken disk."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with database.reading() as connection:
        connection.execute("PRAGMA busy_timeout = 50")
    with pytest.raises(StorageFailed, match="Another process is writing to it"):
        note(database, "a")
    other.close()
    note(database, "a")


def test_a_folder_that_is_missing_is_reported(path: Path) -> None:
    """With the file that could not be made."""
    with pytest.raises(StorageFailed, match="may write to the folder"):
        Database(path / "below.sqlite3")
