"""`paperbot bench library`: fills a library of its own, measures each part, reports each.

READ FIRST in this package. What is measured is in a file each: embedding, reading, growth,
searching.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, TypeAlias

import numpy as np

from bot.evaluation.library.embedding import measure_embedding
from bot.evaluation.library.growth import Stage, estimate, grow
from bot.evaluation.library.reading import measure_reading
from bot.evaluation.library.searching import disk_section, measure_searching, searching_section
from bot.evaluation.machine import machine_facts
from bot.evaluation.section import Section, cell
from bot.evaluation.texts import read_papers
from bot.models.cores import usable_cores
from bot.settings import Settings
from bot.wiring import open_models, open_store
from vectorstore.library import Library

Part: TypeAlias = Literal["embedding", "reading", "growth", "search"]
Tell: TypeAlias = Callable[[str], None]

PARTS: tuple[Part, ...] = ("embedding", "reading", "growth", "search")

_EMBEDDED = 256  # abstracts
_PROBES = 60  # searches at each size of a growing library


@dataclass(frozen=True, slots=True)
class LibraryTask:
    """What is measured, on which papers.

    `keep` is a folder for the library that is filled, kept and gone on with the next time, None
    for one that goes when the benchmark ends; `queries` is how many searches each filter gets.
    """

    papers: Path
    parts: frozenset[Part]
    keep: Path | None
    queries: int
    arguments: Sequence[str]


def measure_library(settings: Settings, task: LibraryTask, tell: Tell) -> Iterator[Section]:
    """Yield the report's sections as they are measured, the machine first.

    Raises any ReportedError of models, papers and library.
    """
    yield _about(settings, task)
    if "embedding" in task.parts:
        tell("Embedding")
        papers = read_papers(task.papers, _EMBEDDED)
        yield measure_embedding(settings, [f"{p.title}\n{p.abstract}" for p in papers])
    if "reading" in task.parts:
        tell("Reading and merging, without vectors")
        yield _reading(task.papers)
    if task.parts.isdisjoint({"growth", "search"}):
        return
    with ExitStack() as opened:
        home = task.keep or Path(opened.enter_context(TemporaryDirectory(prefix="paperbot-bench-")))
        own = settings.model_copy(update={"home": home})
        with open_models(own) as models, open_store(own, models) as library:
            tell("Filling a library")
            stages = list(grow(library, home, task.papers, _slowest_s, tell))
            if "growth" in task.parts:
                yield _growth(stages)
            if "search" in task.parts:
                tell("Searching")
                yield searching_section(measure_searching(library, task.queries))
            count = library.count()
        yield disk_section(home, count)


def _about(settings: Settings, task: LibraryTask) -> Section:
    facts = machine_facts(task.arguments, settings.threads or usable_cores())
    return Section(
        name="about",
        title=f"{task.papers.name} on {facts['processor']}",
        columns=("fact", "value"),
        rows=tuple(facts.items()),
        values={"machine": facts},
    )


def _reading(papers: Path) -> Section:
    figures = measure_reading(papers)
    return Section(
        name="reading",
        title=f"Reading and merging {figures.papers:,} papers without vectors",
        columns=("what", "figure"),
        rows=(
            ("papers a second", cell(figures.first_per_s)),
            ("again, nothing new", cell(figures.again_per_s)),
            ("unchanged then", f"{figures.again_unchanged:,}"),
            ("catalogue, bytes a paper", cell(figures.catalogue_bytes_per_paper)),
        ),
        values=asdict(figures),
    )


def _growth(stages: Sequence[Stage]) -> Section:
    far = estimate(stages)
    rows = [
        (
            f"{stage.papers:,}",
            cell(stage.added_per_s),
            cell(stage.search_p95_ms, " ms"),
            cell(stage.bytes_per_paper),
        )
        for stage in stages
    ]
    if far is not None:
        rate = far.papers / far.adding_hours / 3600
        each = far.disk_gb * 1e9 / far.papers
        rows.append(
            (f"{far.papers:,} (estimate)", cell(rate), cell(far.search_p95_ms, " ms"), cell(each))
        )
    return Section(
        name="growth",
        title="A library as it grows; a row that was there already is left out",
        columns=("papers", "added a second", "search, 95 %", "bytes a paper"),
        rows=tuple(rows),
        values={
            "stages": [asdict(stage) for stage in stages],
            "estimate": None if far is None else asdict(far),
        },
    )


def _slowest_s(library: Library) -> float:
    """Return the 95th percentile of searches for titles drawn evenly from the library."""
    step = max(1, library.count() // _PROBES)
    offsets = range(0, library.count(), step)
    titles = [paper.title for at in offsets for paper in library.papers(at, 1)]
    library.search(titles[0])
    spent_s = []
    for title in titles:
        began = time.perf_counter()
        library.search(title)
        spent_s.append(time.perf_counter() - began)
    return float(np.percentile(spent_s, 95))
