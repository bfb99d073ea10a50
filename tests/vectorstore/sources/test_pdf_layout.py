"""Broken words are made whole, and the biggest words of a page are its title."""

import pytest

from vectorstore.sources.draft import Unfit
from vectorstore.sources.pdf_layout import Line, paper_in

PROSE = "We present a method that finds routes through graphs and reads few abstracts. " * 3


def page(abstract: str, *below: str) -> tuple[Line, ...]:
    """Return the lines of a page whose abstract has a heading."""
    small = (Line(text, 10) for text in (abstract, PROSE, "Keywords: maps", *below))
    return (Line("Journal of Maps, Vol. 3", 18), Line("Routes", 17), Line("Abstract", 12), *small)


@pytest.mark.parametrize(
    ("broken", "below", "whole"),
    [
        ("col\u00adlection", "", "collection"),
        ("state-of-the\u00adart", "", "state-of-the-art"),
        ("self-ref\u00aderential", "", "self-referential"),
        ("low\u00adcost", "", "low-cost"),
        ("GPT\u00ad4", "", "GPT-4"),
        ("over\u00adlay", "an over-lay", "over-lay"),
        ("high\u00adlight", "to highlight it", "highlight"),
    ],
)
def test_a_broken_word_is_made_whole(broken: str, below: str, whole: str) -> None:
    """With its hyphen where it is a compound, or where the page writes it so elsewhere."""
    found = paper_in([page(f"We study a {broken} here.", below)], "")
    assert found.abstract.startswith(f"We study a {whole} here.")


def test_the_name_of_a_journal_is_not_the_title() -> None:
    """Though it be printed larger."""
    assert paper_in([page("We point.")], "").title == "Routes"


def test_a_title_that_the_page_says_too_is_taken_from_the_file() -> None:
    """It has the letters that a title in capitals has lost."""
    lines = (Line("ROUTES THROUGH GRAPHS", 17), Line("Abstract", 12), Line(PROSE, 10))
    assert paper_in([lines], "Routes Through Graphs").title == "Routes Through Graphs"


def test_pages_without_a_title_or_an_abstract_are_refused() -> None:
    """The reason is that of the first page."""
    with pytest.raises(Unfit, match="no title"):
        paper_in([(Line("1", 10),)], "")
    with pytest.raises(Unfit, match="no abstract"):
        paper_in([(Line("Minutes", 17), Line(PROSE, 10))], "")
    with pytest.raises(Unfit, match="no page"):
        paper_in([], "")
