"""A library as it grows: what adding, searching and the disk cost at each size, and at 2.5 million.

The estimate is the straight line through the logarithms of the last sizes: what grows with the
library is seen, what only memory's limit brings is not.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path
from typing import TypeAlias

from vectorstore.library import Library
from vectorstore.sources.detect import read_source

# Seconds of the slowest of twenty searches, over a library as it stands.
Probe: TypeAlias = Callable[[Library], float]
Tell: TypeAlias = Callable[[str], None]

SIZES = (1_000, 5_000, 10_000, 25_000, 50_000, 75_000)
FAR = 2_500_000
_LAST = 4


@dataclass(frozen=True, slots=True)
class Stage:
    """A library of so many papers; `added_per_s` is the rate since the stage before."""

    papers: int
    added_per_s: float
    search_p95_ms: float
    bytes_per_paper: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the figures come to at a size that was not measured."""

    papers: int
    adding_hours: float
    search_p95_ms: float
    disk_gb: float


def grow(library: Library, home: Path, source: Path, probe: Probe, tell: Tell) -> Iterator[Stage]:
    """Add a source in steps and measure after each; what is in already is not measured anew.

    Raises SourceUnreadable, StorageFailed.
    """
    drafts = read_source(source)
    before = 0
    for size in SIZES:
        part = list(islice(drafts, size - before))
        if not part:
            return
        had = library.count()
        began = time.perf_counter()
        library.add_drafts(part)
        spent_s = time.perf_counter() - began
        before = size
        now = library.count()
        if now == had:
            continue
        stage = Stage(
            papers=now,
            added_per_s=(now - had) / spent_s,
            search_p95_ms=1000 * probe(library),
            bytes_per_paper=size_bytes(home) / now,
        )
        tell(f"{now:,} papers: {stage.added_per_s:,.0f}/s")
        yield stage


def estimate(stages: Sequence[Stage], papers: int = FAR) -> Estimate | None:
    """Return what the stages lead to at a size, None where there are fewer than two."""
    if len(stages) < 2:  # noqa: PLR2004 -- a line has two points
        return None
    rate = _onward([(stage.papers, stage.added_per_s) for stage in stages], papers)
    return Estimate(
        papers=papers,
        adding_hours=papers / rate / 3600,
        search_p95_ms=_onward([(stage.papers, stage.search_p95_ms) for stage in stages], papers),
        disk_gb=papers * stages[-1].bytes_per_paper / 1e9,
    )


def size_bytes(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _onward(points: Sequence[tuple[int, float]], at: int) -> float:
    """Follow the mean slope of the logarithms over the last stages to another size."""
    last = points[-_LAST:]
    slopes = [
        (math.log(y2) - math.log(y1)) / (math.log(x2) - math.log(x1))
        for (x1, y1), (x2, y2) in pairwise(last)
    ]
    x, y = last[-1]
    return y * math.exp((sum(slopes) / len(slopes)) * math.log(at / x))
