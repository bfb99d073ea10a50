"""The lock of those who change the indexes, held for one batch, so that a copy finds them at rest.

`own` keeps other processes from a home for hours; this one lets a backup in between two batches.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.errors import HomeInUse, StorageFailed

# A backup copies 300 MB a second; a slow disk may take minutes for the largest library.
_PATIENCE_S = 900.0


@contextmanager
def writing(home: Path, *, timeout_s: float = _PATIENCE_S) -> Iterator[None]:
    """Hold the lock while the indexes of a home are changed or copied; never within itself.

    Raises HomeInUse after `timeout_s`, StorageFailed.
    """
    lock = FileLock(home / "writing.lock")
    try:
        lock.acquire(timeout=timeout_s)
    except Timeout:
        raise HomeInUse(
            f"The indexes of {home} have been written to for {timeout_s:.0f} s.",
            remedy="Run the command again when the additions are done.",
        ) from None
    except OSError as error:
        raise StorageFailed(
            f"The library {home} cannot be used: {error.strerror or error}.",
            remedy="Check the permissions of the folder.",
        ) from error
    try:
        yield
    finally:
        lock.release()
