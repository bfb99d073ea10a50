"""Reading a source into a catalogue without vectors, twice: the second time nothing is new."""

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from vectorstore.catalogue import Catalogue
from vectorstore.ingest import take_in
from vectorstore.records import AddReport
from vectorstore.sources.detect import read_source


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """Papers read, merged and written a second, and read again where all is known."""

    papers: int
    rejected: int
    first_per_s: float
    again_per_s: float
    again_unchanged: int
    catalogue_bytes_per_paper: float


def measure_reading(source: Path) -> ReadingFigures:
    """Read all of a source into an empty catalogue, then once more. Raises SourceUnreadable."""
    with TemporaryDirectory(prefix="paperbot-bench-") as folder:
        path = Path(folder) / "catalogue.sqlite3"
        catalogue = Catalogue(path)
        try:
            first, first_s = _timed(source, catalogue)
            again, again_s = _timed(source, catalogue)
        finally:
            catalogue.close()
        papers = first.added + first.updated + first.unchanged
        return ReadingFigures(
            papers=papers,
            rejected=len(first.rejected),
            first_per_s=papers / first_s,
            again_per_s=papers / again_s,
            again_unchanged=again.unchanged,
            catalogue_bytes_per_paper=path.stat().st_size / max(1, first.added),
        )


def _timed(source: Path, catalogue: Catalogue) -> tuple[AddReport, float]:
    began = time.perf_counter()
    report = take_in(read_source(source), catalogue, lambda _done, _total: None)
    return report, time.perf_counter() - began
