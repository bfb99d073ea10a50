"""A growing library is measured at each size, and followed to one that was not measured."""

import json
from pathlib import Path

import pytest

from bot.evaluation.library.growth import SIZES, Stage, estimate, grow, size_bytes
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library


def write_papers(path: Path, count: int) -> Path:
    """Write so many papers as JSON lines."""
    with path.open("w", encoding="utf-8") as out:
        for n in range(count):
            record = {"id": f"2409.{n:05}", "title": f"Paper {n}", "abstract": "We test. It works."}
            out.write(json.dumps(record) + "\n")
    return path


def test_each_size_is_measured_once(tmp_path: Path) -> None:
    """The last stage is what the source holds; a library gone on with is not measured anew."""
    source, home = write_papers(tmp_path / "papers.jsonl", SIZES[0] + 200), tmp_path / "home"
    probed: list[int] = []

    def probe(library: Library) -> float:
        probed.append(library.count())
        return 0.005

    with open_library(home, HashedEmbedder(), WordCounter()) as library:
        stages = list(grow(library, home, source, probe, lambda _: None))
        assert list(grow(library, home, source, probe, lambda _: None)) == []
    assert probed == [stage.papers for stage in stages] == [SIZES[0], SIZES[0] + 200]
    assert all(stage.search_p95_ms == 5.0 and stage.added_per_s > 0 for stage in stages)
    assert stages[0].bytes_per_paper > size_bytes(tmp_path / "nowhere") == 0


def test_an_estimate_follows_the_slope() -> None:
    """What doubles with the library doubles on; what stays the same stays."""
    stages = [
        Stage(n, added_per_s=50.0, search_p95_ms=n / 1000, bytes_per_paper=5000.0) for n in SIZES
    ]
    far = estimate(stages, papers=750_000)
    assert far is not None
    assert far.search_p95_ms == pytest.approx(750.0)
    assert far.adding_hours == pytest.approx(750_000 / 50 / 3600)
    assert far.disk_gb == pytest.approx(3.75)


def test_one_size_tells_nothing_of_another() -> None:
    """A line has two points."""
    assert estimate([]) is None
    assert estimate([Stage(1_000, 50.0, 5.0, 5000.0)]) is None
