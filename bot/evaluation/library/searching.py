"""How long searches take, narrowed and not, what the vector part finds, and what the disk holds.

A query is the title of a paper of the library, unless others are given. Times are of whole
searches, the query's embedding included; what is found is compared with the nearest by the stored
vectors themselves.
"""

import random
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.evaluation.library.narrowings import Narrowing, all_papers, narrowings
from bot.evaluation.section import Section, cell
from vectorstore.library import Library
from vectorstore.records import Filters, Vectors

Rows: TypeAlias = npt.NDArray[np.intp]

_SHOWN = 10  # hits asked for, as the page does
_COMPARED = 50
_SEED = 20_261_124
_WITHOUT = Narrowing("none", Filters())
_PARTS = {"catalogue.sqlite3": "catalogue", "chroma": "vectors", "tantivy": "words"}


@dataclass(frozen=True, slots=True)
class SearchFigures:
    """Searches under one filter: how many papers pass, how long they take, what they find.

    `recall` is the share of the 50 nearest papers that pass which the vector part has among its
    first 50, None where none passes.
    """

    name: str
    passing: int
    p50_ms: float
    p95_ms: float
    recall: float | None


@dataclass(frozen=True, slots=True)
class Searching:
    """All filters in turn; `first_s` is the first narrowed search, which reads the facets in."""

    papers: int
    queries: int
    first_s: float
    kinds: tuple[SearchFigures, ...]


def measure_searching(library: Library, queries: int = 200, texts: Sequence[str] = ()) -> Searching:
    """Search a library with titles of its own papers, or with `texts`; no papers, no figures."""
    papers = list(all_papers(library.papers))
    titles = [paper.title for paper in papers]
    drawn = random.Random(_SEED).sample(titles, min(queries, len(titles)))  # noqa: S311 (a sample)
    asked = list(texts) or drawn
    kinds = (_WITHOUT, *narrowings(papers)) if papers else ()
    first_s = _seconds(library, asked[0], kinds[-1].filters) if kinds else 0.0
    exact = ExactSearch.over(library)
    return Searching(
        papers=len(papers),
        queries=len(asked),
        first_s=first_s,
        kinds=tuple(_measure(library, exact, asked, kind) for kind in kinds),
    )


@dataclass(frozen=True, slots=True)
class ExactSearch:
    """Every stored vector in memory: 115 MB for 75,000 papers. Row i is of paper `ids[i]`."""

    ids: Sequence[str]
    vectors: Vectors

    @classmethod
    def over(cls, library: Library) -> "ExactSearch":
        """Read the vectors of a library's index."""
        parts = list(library.searcher().indexes.vectors.stored())
        ids = [paper_id for some, _ in parts for paper_id in some]
        vectors = [vectors for _, vectors in parts] or [np.empty((0, 0), np.float32)]
        return cls(ids, np.concatenate(vectors))

    def nearest(self, vector: Vectors, limit: int, rows: Rows) -> set[str]:
        """Return the ids of the nearest of some rows."""
        order = np.argsort(-(self.vectors[rows] @ vector))[:limit]
        return {self.ids[row] for row in rows[order].tolist()}


def searching_section(figures: Searching) -> Section:
    """Report searches: a row a filter."""
    return Section(
        name="search",
        title=f"Searches among {figures.papers:,} papers, {figures.queries} queries each",
        columns=("filter", "papers that pass", "median", "95 %", f"recall@{_COMPARED}"),
        rows=tuple(
            (
                kind.name,
                f"{kind.passing:,}",
                cell(kind.p50_ms, " ms"),
                cell(kind.p95_ms, " ms"),
                cell(kind.recall),
            )
            for kind in figures.kinds
        ),
        values=asdict(figures),
    )


def disk_section(home: Path, papers: int) -> Section:
    """Report what a home takes on disk, bytes a paper by part."""
    sizes = dict.fromkeys((*_PARTS.values(), "other"), 0)
    for path in home.rglob("*"):
        if path.is_file():
            top = path.relative_to(home).parts[0].removesuffix("-wal").removesuffix("-shm")
            sizes[_PARTS.get(top, "other")] += path.stat().st_size
    each = {part: size / max(papers, 1) for part, size in sizes.items()}
    each["all"] = sum(each.values())
    return Section(
        name="disk",
        title=f"On disk, for each of {papers:,} papers",
        columns=("part", "bytes"),
        rows=tuple((part, f"{size:,.0f}") for part, size in each.items()),
        values={"papers": papers, "bytes_per_paper": each},
    )


def _measure(
    library: Library, exact: ExactSearch, queries: Sequence[str], kind: Narrowing
) -> SearchFigures:
    spent_s = [_seconds(library, query, kind.filters) for query in queries]
    passing = library.searcher().catalogue.narrow(kind.filters).ids
    rows = np.flatnonzero([paper_id in passing for paper_id in exact.ids])
    return SearchFigures(
        name=kind.name,
        passing=len(passing),
        p50_ms=1000 * float(np.percentile(spent_s, 50)),
        p95_ms=1000 * float(np.percentile(spent_s, 95)),
        recall=_recall(library, exact, queries, kind.filters, rows),
    )


def _recall(
    library: Library,
    exact: ExactSearch,
    queries: Sequence[str],
    filters: Filters,
    rows: Rows,
) -> float | None:
    searcher = library.searcher()
    among = None if filters == Filters() else searcher.catalogue.narrow(filters)
    found = wanted = 0
    for query in queries if len(rows) else ():
        nearest = exact.nearest(searcher.embedder.embed_query(query), _COMPARED, rows)
        found += len(nearest & set(list(searcher.dense(query, 2 * _COMPARED, among))[:_COMPARED]))
        wanted += len(nearest)
    return found / wanted if wanted else None


def _seconds(library: Library, query: str, filters: Filters) -> float:
    began = time.perf_counter()
    library.search(query, _SHOWN, filters)
    return time.perf_counter() - began
