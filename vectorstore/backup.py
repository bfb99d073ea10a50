"""One file with everything a home holds, written while the home is in use.

The papers are always in it. The indexes, which can be rebuilt from them, are in it where they can
be had whole; settings are not, since keys may be among them.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from vectorstore.archive import CATALOGUE, DATABASES, INDEXES, NOTES, write_archive
from vectorstore.catalogue import Catalogue
from vectorstore.errors import HomeInUse, LibraryMissing, StorageFailed
from vectorstore.records import Progress
from vectorstore.snapshot import copy_database, copy_with_indexes, files_below, size_below

# A batch is written in a second, by a busy machine in ten.
_WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup holds; `why` tells why the indexes are not in it, where they are not."""

    file: Path
    papers: int
    size_bytes: int
    indexes: bool
    why: str | None = None


def back_up(
    home: Path,
    file: Path,
    *,
    remote_vectors: bool = False,
    replace: bool = False,
    wait_s: float = _WAIT_S,
    progress: Progress | None = None,
) -> BackupReport:
    """Write the backup of a home, whoever uses the home meanwhile; progress is told in files.

    `remote_vectors` says that a server keeps them: they are not copied. `replace` allows an
    existing file to be replaced, which happens at the end, by rename. Writers are waited for
    `wait_s`. Raises LibraryMissing, StorageFailed, and HomeInUse when another backup to this file
    is at work.
    """
    try:
        _check(home, file, replace=replace)
        with _staging(file) as staging:
            folder, archive = staging / "files", staging / "backup.zip"
            why = _copy_home(home, folder, remote_vectors=remote_vectors, wait_s=wait_s)
            papers = _count(folder / CATALOGUE)
            names = sorted(path.relative_to(folder).as_posix() for path in files_below(folder))
            made = datetime.now().astimezone().isoformat(timespec="seconds")
            told = _telling(names, progress)
            write_archive(archive, folder, told, made=made, papers=papers, indexes=why is None)
            size_bytes = _settled(archive)
            archive.replace(file)
    except OSError as error:
        raise StorageFailed(
            f"The backup {file} cannot be written: {error.strerror or error}.",
            remedy="Check the space on the disk and the permissions of the folder.",
        ) from error
    return BackupReport(file, papers, size_bytes, why is None, why)


def _check(home: Path, file: Path, *, replace: bool) -> None:
    if not (home / CATALOGUE).is_file():
        raise LibraryMissing(
            f"There is no library in {home}.", remedy="Name the folder of one with --home."
        )
    if file.exists() and not (replace and file.is_file()):
        raise StorageFailed(
            f"{file} exists already.", remedy="Give another name, or --force to replace a backup."
        )
    if not file.parent.is_dir():
        raise StorageFailed(f"There is no folder {file.parent}.", remedy="Make it first.")
    # The copies, and the archive made of them.
    needed = 2 * size_below(home)
    free = shutil.disk_usage(file.parent).free
    if free < needed:
        raise StorageFailed(
            f"The backup needs up to {needed / 1e6:,.0f} MB in {file.parent}, "
            f"where {free / 1e6:,.0f} MB are free.",
            remedy="Free some disk space, or write it to another disk.",
        )


@contextmanager
def _staging(file: Path) -> Iterator[Path]:
    """Hold an empty folder beside `file`, whatever a killed backup left in it."""
    folder = file.with_name(f"{file.name}.part")
    folder.mkdir(exist_ok=True)
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise HomeInUse(
            f"Another backup to {file} is being written.", remedy="Wait for it to end."
        ) from None
    try:
        _clear(folder)
        (folder / "files").mkdir()
        yield folder
    finally:
        _clear(folder)
        lock.release()
        (folder / "lock").unlink(missing_ok=True)
        folder.rmdir()


def _clear(folder: Path) -> None:
    shutil.rmtree(folder / "files", ignore_errors=True)
    (folder / "backup.zip").unlink(missing_ok=True)


def _copy_home(home: Path, folder: Path, *, remote_vectors: bool, wait_s: float) -> str | None:
    """Copy what there is; return why the indexes are not in it, None where they are."""
    why = copy_with_indexes(home, folder, () if remote_vectors else INDEXES, wait_s=wait_s)
    for name in (*DATABASES, *NOTES):
        if name == CATALOGUE or not (home / name).is_file():
            continue
        if name in DATABASES:
            copy_database(home / name, folder / name)
        else:
            shutil.copyfile(home / name, folder / name)
    return why


def _count(path: Path) -> int:
    with closing(Catalogue(path)) as catalogue:
        return catalogue.count()


def _telling(names: Sequence[str], progress: Progress | None) -> Iterator[str]:
    for done, name in enumerate(names):
        if progress is not None:
            progress(done, len(names))
        yield name


def _settled(path: Path) -> int:
    """Wait until a file is on the disk, so that a power cut leaves no half one; return its size."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return path.stat().st_size
