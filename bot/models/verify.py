"""Whether a file on disk has the bytes the registry states; knows no source and no network.

Hashing 98 MB takes 0.1 to 0.3 s, so a file that passed leaves a note beside it (size, time of
change, hash). While those are unchanged the note is believed; any difference means hashing again.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from bot.errors import WeightsDamaged
from bot.models.registry import ModelFile

_STEP_BYTES = 1 << 20


def verify(file: ModelFile, path: Path) -> None:
    """Check size and sha256, by hashing or by the note of an earlier check.

    Raises WeightsDamaged, with what was expected and what was found.
    """
    if file.sha256 is None:
        return
    if _read(_note(path)) == _facts(file.sha256, path):
        return
    check(file, path)
    remember(file, path)


def remember(file: ModelFile, path: Path) -> None:
    """Note that `path` has just been checked.

    A folder that cannot be written only costs the shortcut: the next start hashes again.
    """
    if file.sha256 is not None:
        with suppress(OSError):
            _note(path).write_text(json.dumps(_facts(file.sha256, path)), "utf-8")


def check(file: ModelFile, path: Path) -> None:
    """Check size, then sha256, by reading every byte."""
    size = path.stat().st_size
    if file.size_bytes is not None and size != file.size_bytes:
        raise _damaged(path, f"is {size:,} bytes long and should be {file.size_bytes:,}")
    if file.sha256 is None:
        return
    found = sha256_of(path)
    if found != file.sha256:
        raise _damaged(path, f"has sha256 {found} and should have {file.sha256}")


def sha256_of(path: Path) -> str:
    """Return the sha256 of every byte of a file, as hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as data:
        while step := data.read(_STEP_BYTES):
            digest.update(step)
    return digest.hexdigest()


def _facts(sha256: str, path: Path) -> dict[str, object]:
    state = path.stat()
    return {"sha256": sha256, "size_bytes": state.st_size, "changed_ns": state.st_mtime_ns}


def _read(note: Path) -> object:
    try:
        return json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.verified")


def _damaged(path: Path, how: str) -> WeightsDamaged:
    return WeightsDamaged(
        f"The file {path} {how}.",
        remedy="Delete it and run `paperbot models fetch` to fetch it again.",
    )
