"""Filters keep exactly the papers that pass, whatever stands beside them."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.filtering import Faceted, Facets, fold
from vectorstore.records import Filters

DATES = (None, "2024", "2024-09", "2024-09-20", "2024-10-01", "2025", "Mar 11", "20")
NAMES = ("", "yann lecun", "qi chen\nyann lecun", "garcia", "chen qi")
CATEGORIES = ((), ("cs.CL",), ("cs.DB", "stat.ML"), ("cs",), ("css.X",))

papers = st.lists(
    st.builds(
        Faceted,
        date=st.sampled_from(DATES),
        sources=st.sampled_from((("jsonl",), ("bibtex", "jsonl"), ("bibtex",))),
        categories=st.sampled_from(CATEGORIES),
        names=st.sampled_from(NAMES),
        tags=st.sampled_from(((), ("To read",), ("sea", "José"))),
    ),
    max_size=12,
)
filters = st.builds(
    Filters,
    after=st.sampled_from((None, "2024", "2024-09", "2024-09-21", "2026")),
    before=st.sampled_from((None, "2024", "2024-09", "2024-09-19", "2023")),
    author=st.sampled_from((None, "Chen", "LeCun", "n\nq", "%", " ", "García", "nobody")),
    category=st.sampled_from((None, "cs", "CS.cl", "c", "stat.ml ")),
    source=st.sampled_from((None, "jsonl", "ris")),
    tag=st.sampled_from((None, "to READ", "jose", "to")),
)


def _passes(paper: Faceted, filters: Filters) -> bool:
    """Say the same slowly, one paper and one word of the contract at a time."""
    date = paper.date if paper.date is not None and paper.date[:4].isdigit() else None
    if len(date or "") < len("2024"):
        date = None
    after, before = filters.after, filters.before
    return (
        (not after or (date is not None and date >= after[: len(date)]))
        and (not before or (date is not None and date[: len(before)] <= before))
        and (not filters.author or fold(filters.author) in paper.names)
        and (
            not filters.category
            or any(
                f"{label}.".lower().startswith(f"{filters.category.strip().lower()}.")
                for label in paper.categories
            )
        )
        and (not filters.source or filters.source in paper.sources)
        and (not filters.tag or fold(filters.tag) in map(fold, paper.tags))
    )


@given(papers=papers, filters=filters)
def test_exactly_what_passes_is_kept(papers: Sequence[Faceted], filters: Filters) -> None:
    """Columns of many papers say what each paper says alone."""
    mask = Facets.of(papers).passing(filters)
    assert mask.tolist() == [_passes(paper, filters) for paper in papers]


@pytest.mark.parametrize(
    ("date", "after", "before", "passes"),
    [
        ("2024-09-20", "2024-09-20", "2024-09-20", True),
        ("2024-09-20", "2024-09", "2024-09", True),
        ("2024", "2024-06", None, True),  # may be of any day of that year
        ("2024", None, "2024-06", True),
        ("2024-09", "2024-09-30", None, True),
        ("2024-09-20", None, "2024-09-19", False),
        ("Sep 20", "1900", None, False),
    ],
)
def test_dates_compare_by_their_common_length(
    date: str, after: str | None, before: str | None, *, passes: bool
) -> None:
    """A date that is not exact may mean any of its days; one without a year means none."""
    paper = Faceted(date, ("jsonl",), (), "")
    assert Facets.of([paper]).passing(Filters(after, before)).tolist() == [passes]


def test_a_name_is_found_whole_within_one_author() -> None:
    """The end of one name and the beginning of the next are no name."""
    facets = Facets.of([Faceted(None, (), (), "qi chen\nyann lecun"), Faceted(None, (), (), "")])
    assert facets.passing(Filters(author="Chén")).tolist() == [True, False]
    assert facets.passing(Filters(author="chen yann")).tolist() == [False, False]


def test_no_papers_are_no_trouble() -> None:
    """An empty column passes nothing and fails nothing."""
    every = Filters("2024", "2025", "a", "cs", "jsonl")
    assert Facets.of([]).passing(every).shape == np.zeros(0).shape
