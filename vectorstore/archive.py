"""The form of a backup: a zip of a home's files and a manifest with the sha256 of each.

Text is compressed (level 1: to 42 % at 37 MB/s), indexes are not (vectors: to 93 % at 13 MB/s).
"""

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from vectorstore.errors import SourceUnreadable

CATALOGUE = "catalogue.sqlite3"
# What a home holds besides its indexes. Its settings stay out: keys may be among them.
DATABASES = (CATALOGUE, "summaries.sqlite3")
NOTES = ("refusal.json", "evaluations.jsonl")
INDEXES = ("chroma", "tantivy")

_MANIFEST = "paperbot-backup.json"
_FORMAT = 1
# One line a file: a library of 100,000 papers has some 60 files.
_MAX_MANIFEST_BYTES = 16_000_000
_CHUNK_BYTES = 1 << 20
# A name of ours below `chroma/` or `tantivy/`: nothing that leads out of the home, on any system.
_PART = re.compile(r"\.?[A-Za-z0-9_-][A-Za-z0-9._-]*")
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    struct.error,
)
# What does not get smaller.
_STORED = (".bin", ".fast", ".fieldnorm", ".idx", ".pos", ".store", ".term")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the home: its path there, its size and its hash."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself; `made` is a time in ISO form, `paperbot` the version then."""

    made: str
    paperbot: str
    papers: int
    indexes: bool
    members: tuple[Member, ...]

    @property
    def size_bytes(self) -> int:
        """Return what the files take outside the archive."""
        return sum(member.size_bytes for member in self.members)


def write_archive(
    path: Path, folder: Path, names: Iterable[str], *, made: str, papers: int, indexes: bool
) -> Manifest:
    """Write the files `names` of a folder and their manifest. Raises OSError."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        members = tuple(_write(archive, folder, name) for name in names)
        manifest = Manifest(made, version("paperbot"), papers, indexes, members)
        archive.writestr(_MANIFEST, json.dumps({"format": _FORMAT, **asdict(manifest)}, indent=1))
    return manifest


@dataclass(frozen=True, slots=True)
class Archive:
    """An open backup whose manifest is understood."""

    manifest: Manifest
    _path: Path
    _zip: zipfile.ZipFile

    def extract(self, member: Member, folder: Path) -> None:
        """Write one file below a folder. Raises SourceUnreadable if it is not what it was."""
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _readable(self._path), self._zip.open(member.name) as source, target.open("wb") as to:
            found = _copy(source, to, limit=member.size_bytes)
        if found != (member.size_bytes, member.sha256):
            raise _damaged(self._path, f"{member.name} is not what was put in")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup. Raises SourceUnreadable for a damaged or foreign file."""
    with _readable(path):
        opened = zipfile.ZipFile(path)
    with opened as archive:
        with _readable(path):
            manifest = _manifest(archive, path)
        yield Archive(manifest, path, archive)


def _write(archive: zipfile.ZipFile, folder: Path, name: str) -> Member:
    about = zipfile.ZipInfo(name) if name.endswith(_STORED) else name  # an info is not compressed
    with (folder / name).open("rb") as source, archive.open(about, "w", force_zip64=True) as to:
        return Member(name, *_copy(source, to))


def _copy(source: IO[bytes], to: IO[bytes], limit: int | None = None) -> tuple[int, str]:
    """Copy, at most a chunk more than `limit` bytes; return the size and the sha256."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK_BYTES):
        size += len(chunk)
        digest.update(chunk)
        to.write(chunk)
        if limit is not None and size > limit:
            break
    return size, digest.hexdigest()


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    names = archive.namelist()
    if _MANIFEST not in names:
        raise SourceUnreadable(
            f"{path} is no backup of paperbot.", remedy="Give a file that `paperbot backup` wrote."
        )
    if archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
        raise _damaged(path, "its manifest is too long")
    manifest = _understood(json.loads(archive.read(_MANIFEST)), path)
    listed = [member.name for member in manifest.members]
    if sorted([*listed, _MANIFEST]) != sorted(names):
        raise _damaged(path, "it holds other files than its manifest says")
    if CATALOGUE not in listed:
        raise _damaged(path, "it holds no catalogue")
    for name in listed:
        if not is_ours(name):
            raise _damaged(path, f"{name!r} is no file of a library")
    return manifest


def _understood(values: object, path: Path) -> Manifest:
    written = values.get("format") if isinstance(values, dict) else None
    if isinstance(written, int) and written > _FORMAT:
        raise SourceUnreadable(
            f"The backup {path} was written by a newer paperbot.", remedy="Update paperbot."
        )
    if written != _FORMAT:
        raise _damaged(path, "its manifest is of no known form")
    return TypeAdapter(Manifest).validate_python(values)


def is_ours(name: str) -> bool:
    """Return whether a path is one that a home has, below it on every system."""
    if name in DATABASES or name in NOTES:
        return True
    top, *below = name.split("/")
    return top in INDEXES and bool(below) and all(_PART.fullmatch(part) for part in below)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    # zipfile raises any of these for damaged or hostile files, by what it stumbles on.
    try:
        yield
    except OSError as error:
        raise SourceUnreadable(
            f"The backup {path} cannot be read or unpacked: {error.strerror or error}.",
            remedy="Check the path, its permissions, and the space on the disk.",
        ) from error
    except ValidationError as error:
        raise _damaged(path, "its manifest lacks something") from error
    except _ZIP_ERRORS as error:
        raise _damaged(path, str(error) or "it ends too early") from error


def _damaged(path: Path, why: str) -> SourceUnreadable:
    return SourceUnreadable(f"The backup {path} is damaged: {why}.", remedy="Use another backup.")
