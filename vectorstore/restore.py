"""A home from a backup: every file is verified before any of them lands.

A backup may come from a stranger: nothing in it is believed, and nothing of it leaves the home.
"""

import shutil
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from vectorstore.archive import CATALOGUE, Archive, open_archive
from vectorstore.catalogue import Catalogue
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.indexes import open_indexes
from vectorstore.ownership import own
from vectorstore.records import Progress

_STAGING = "restoring"
# What may be in a home that holds no library: its settings, locks, what a killed restore left.
_NO_LIBRARY = {
    *("settings.toml", "lock", "lock-owner.json", "writing.lock", "library-id"),
    _STAGING,
}


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restored home holds; `why` tells why it needs a reindex, None where it does not.

    `made` is the time of the backup in ISO form.
    """

    home: Path
    papers: int
    made: str
    why: str | None = None


def restore(
    file: Path, home: Path, *, remote_vectors: bool = False, progress: Progress | None = None
) -> RestoreReport:
    """Fill an empty home from a backup; progress is told in files.

    `remote_vectors` says that a server is to keep them, so that those of the backup are no use.
    Raises SourceUnreadable for a damaged or foreign file, StorageFailed for a home that is not
    empty or cannot be written and for a catalogue that is none, HomeInUse.
    """
    with open_archive(file) as archive:
        _check_empty(home)
        with own(home):
            _check_room(archive, home)
            _land(archive, home, progress)
            return _opened(archive, home, remote_vectors=remote_vectors)


def _check_empty(home: Path) -> None:
    if not home.is_dir():
        return
    held = sorted(path.name for path in home.iterdir() if path.name not in _NO_LIBRARY)
    if held:
        raise StorageFailed(
            f"{home} is not empty: it holds {', '.join(held[:3])}.",
            remedy="Give a new folder with --home, or move away what is there.",
        )


def _check_room(archive: Archive, home: Path) -> None:
    needed, free = archive.manifest.size_bytes, shutil.disk_usage(home).free
    if free < needed:
        raise StorageFailed(
            f"The library takes {needed / 1e6:,.0f} MB, where {home} has {free / 1e6:,.0f} MB.",
            remedy="Free some disk space, or restore to another disk.",
        )


def _land(archive: Archive, home: Path, progress: Progress | None) -> None:
    """Unpack and verify everything, then move it into place, the catalogue last.

    Without a catalogue a home holds no library: none that is half there is ever opened.
    """
    staging, members = home / _STAGING, archive.manifest.members
    try:
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        for done, member in enumerate(members):
            archive.extract(member, staging)
            if progress is not None:
                progress(done + 1, len(members))
        with closing(Catalogue(staging / CATALOGUE)) as catalogue:
            catalogue.count()  # what is no catalogue does not land
        landing = sorted(staging.iterdir(), key=lambda path: path.name == CATALOGUE)
        for path in landing:
            path.rename(home / path.name)
    except OSError as error:
        raise StorageFailed(
            f"{home} cannot be written: {error.strerror or error}.",
            remedy="Check the space on the disk and the permissions of the folder.",
        ) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _opened(archive: Archive, home: Path, *, remote_vectors: bool) -> RestoreReport:
    """Open what has landed, as the next command will, and count."""
    manifest = archive.manifest
    with closing(Catalogue(home / CATALOGUE)) as catalogue:
        if remote_vectors:
            why: str | None = "The server does not have its vectors."
        elif not manifest.indexes:
            why = "The backup holds no indexes."
        else:
            why = _fault(home, catalogue)
        return RestoreReport(home, catalogue.count(), manifest.made, why)


def _fault(home: Path, catalogue: Catalogue) -> str | None:
    try:
        open_indexes(home, catalogue, catalogue.meta("embedder") or "").close()
    except IndexOutOfDate as error:
        return error.message
    return None
