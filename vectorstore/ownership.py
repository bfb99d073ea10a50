"""One owner of a home at a time: two processes on one Chroma folder corrupt it.

The lock is the operating system's, so it goes with a killed process; a note beside it tells who
holds it.
"""

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import HomeInUse, StorageFailed


@contextmanager
def own(home: Path) -> Iterator[None]:
    """Make the folder if need be and hold its lock. Raises HomeInUse, StorageFailed."""
    note = home / "lock-owner.json"
    lock = FileLock(home / "lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        raise HomeInUse(
            f"The library {home} is in use by {_owner(note)}.",
            remedy="Stop that process first, or give another folder with --home.",
        ) from None
    except OSError as error:
        raise StorageFailed(
            f"The library {home} cannot be used: {error.strerror or error}.",
            remedy="Give a folder that this user may write to with --home.",
        ) from error
    try:
        _sign(note)
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _sign(note: Path) -> None:
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    owner = {"pid": os.getpid(), "command": shlex.join(sys.argv), "since": since}
    try:
        note.write_text(json.dumps(owner), "utf-8")
    except OSError as error:
        raise StorageFailed(
            f"{note} cannot be written: {error.strerror}.",
            remedy="Free some disk space, or check the permissions of the folder.",
        ) from error


def _owner(note: Path) -> str:
    """Say who holds the lock; the note may be missing or half written at this instant."""
    try:
        owner = json.loads(note.read_text("utf-8"))
        return f"process {owner['pid']} ({owner['command']}), since {owner['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
