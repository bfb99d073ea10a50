"""What is measured of searches is what was searched."""

import json
from dataclasses import asdict
from pathlib import Path

from bot.evaluation.library.narrowings import all_papers, narrowings
from bot.evaluation.library.searching import disk_section, measure_searching, searching_section
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library
from vectorstore.records import Paper

_GRAPH_RECALL = 0.8
PAPERS = [
    Paper(
        f"arxiv:2409.{n:05}",
        f"Zebras number {n}",
        f"They run in herd {n}.",
        authors=("Yann LeCun", "Qi Chen") if n % 2 else ("Wei Chen",),
        date=f"2024-{1 + n % 12:02}",
        categories=("cs.CL",) if n else ("cs.DB",),
    )
    for n in range(40)
]


def test_searches_under_every_filter_are_measured(tmp_path: Path) -> None:
    """Times and recall for each, and one row a filter."""
    source = tmp_path / "papers.jsonl"
    source.write_text("\n".join(json.dumps(asdict(paper)) for paper in PAPERS), "utf-8")
    home = tmp_path / "home"
    with open_library(home, HashedEmbedder(), WordCounter()) as library:
        library.add(source)
        figures = measure_searching(library, queries=5)
        assert (figures.papers, figures.queries) == (40, 5)
        whole, *narrowed = (kind.recall for kind in figures.kinds if kind.passing)
        assert set(narrowed) == {1.0}  # every paper that passes is compared
        assert whole is not None  # Chroma's graph may leave some of such like vectors out
        assert whole >= _GRAPH_RECALL
        assert all(0 < kind.p50_ms <= kind.p95_ms for kind in figures.kinds)
        passing = {kind.name: kind.passing for kind in figures.kinds}
        assert passing["none"] == 40
        assert passing["category, wide"] == 39
        assert passing["category, narrow"] == 1
        assert measure_searching(library, texts=["rivers"]).queries == 1
    assert len(searching_section(figures).rows) == len(figures.kinds)
    disk = disk_section(home, 40)
    assert [row[0] for row in disk.rows] == ["catalogue", "vectors", "words", "other", "all"]


def test_an_empty_library_has_no_figures(tmp_path: Path) -> None:
    """Nothing is searched, and nothing divided by zero."""
    with open_library(tmp_path / "home", HashedEmbedder(), WordCounter()) as library:
        assert measure_searching(library).kinds == ()


def test_filters_are_made_of_what_the_papers_have() -> None:
    """Wide ones of the commonest values; without dates none by date."""
    named = {each.name: each.filters for each in narrowings(PAPERS)}
    assert named["author, wide"].author == "Chen"
    assert named["category, wide"].category == "cs.CL"
    assert named["date, wide"].after == "2024-06"
    assert narrowings([Paper("title:a", "A", "B.")]) == ()


def test_all_papers_are_read_page_by_page() -> None:
    """Until a page is empty."""
    pages = all_papers(lambda offset, limit: PAPERS[offset : offset + limit], size=7)
    assert list(pages) == PAPERS
