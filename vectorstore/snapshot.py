"""Copies of what a home holds, taken while others read and write there.

A database is copied by SQLite's own means at any time. The indexes are copied only between two
batches, and only if nothing in them moved meanwhile: Chroma tidies up behind its readers, too.
"""

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from vectorstore.archive import CATALOGUE
from vectorstore.errors import HomeInUse, StorageFailed
from vectorstore.writing import writing

_ATTEMPTS = 5
# A file system notes times of change to 4 to 10 ms: what was quiet for longer is seen to move.
_QUIET_S = 0.05
# Notes of SQLite beside its databases: what is in them is in the copy. The locks are tantivy's.
_LEFT_OUT = ("-wal", "-shm", "-journal", ".lock")


def copy_database(source: Path, target: Path) -> None:
    """Copy a SQLite database as it is at one instant. Raises StorageFailed, if damaged too."""
    target.unlink(missing_ok=True)
    try:
        with (
            closing(sqlite3.connect(source, timeout=30.0)) as held,
            closing(sqlite3.connect(target)) as copy,
        ):
            held.backup(copy)
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StorageFailed(
            f"{source} cannot be copied: {error}.",
            remedy="Check the space on the disk; an undamaged backup is better kept.",
        ) from error
    if verdict != "ok":
        raise StorageFailed(
            f"{source} is damaged: {verdict}.", remedy="Keep the backups that there are."
        )


def copy_with_indexes(
    home: Path, folder: Path, indexes: tuple[str, ...], *, wait_s: float
) -> str | None:
    """Copy the catalogue and those indexes that belong to it.

    Where the indexes cannot be had, the catalogue is copied alone and the reason returned.
    """
    why = None if indexes else "a server keeps the vectors"
    if indexes and not all((home / name).is_dir() for name in indexes):
        why = "there are none"
    if why is None:
        try:
            with writing(home, timeout_s=wait_s):
                copy_database(home / CATALOGUE, folder / CATALOGUE)
                if _copy_at_rest(home, folder, indexes):
                    return None
            why = "they do not come to rest"
        except HomeInUse:
            why = "they are being written to"
    copy_database(home / CATALOGUE, folder / CATALOGUE)
    return why


def files_below(folder: Path) -> Iterator[Path]:
    """Return every file below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


def size_below(folder: Path) -> int:
    """Return the bytes of every file below a folder, less those that go while it is looked at."""
    size_bytes = 0
    for place, _, names in os.walk(folder):  # passes over folders that are gone
        for name in names:
            with suppress(FileNotFoundError):
                size_bytes += Path(place, name).stat().st_size
    return size_bytes


def _copy_at_rest(home: Path, folder: Path, indexes: tuple[str, ...]) -> bool:
    """Copy folders, and return whether they were at rest; else nothing of them is left."""
    for _ in range(_ATTEMPTS):
        time.sleep(_QUIET_S)
        try:
            before = _states(home, indexes)
            for name in before:
                _copy(home / name, folder / name)
            if before == _states(home, indexes):
                return True
        except FileNotFoundError:
            pass  # it was tidied away between two looks
        for index in indexes:
            shutil.rmtree(folder / index, ignore_errors=True)
    return False


def _states(home: Path, indexes: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Return size and time of change of the files to copy, by their place in the home."""
    return {
        path.relative_to(home).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for index in indexes
        for path in files_below(home / index)
        if not path.name.endswith(_LEFT_OUT)
    }


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix == ".sqlite3":
        copy_database(source, target)
    else:
        shutil.copyfile(source, target)
