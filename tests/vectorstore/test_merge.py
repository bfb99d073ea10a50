"""A paper told again is heard, and nothing known is lost."""

from dataclasses import replace

from vectorstore.merge import merge
from vectorstore.records import Paper


def test_a_silent_source_erases_nothing(paper: Paper) -> None:
    """A page that knows only title, abstract and day leaves the rest as it is."""
    told = Paper(paper.id, paper.title, paper.abstract, date="Mar 11", source="hf-papers-page")
    assert merge(paper, told) == paper


def test_newer_words_replace_older_ones(paper: Paper) -> None:
    """A changed abstract, more authors or a dated day are taken over."""
    told = replace(paper, abstract="It is 3 times faster.", authors=("Bo Li",), source="page")
    assert merge(paper, told) == told
    vague = replace(paper, date="Mar 11")
    assert merge(vague, paper).date == paper.date
    assert merge(paper, replace(paper, date="2021-11")).date == paper.date
    assert merge(paper, replace(paper, date="2022")).date == "2022"


def test_a_poorer_list_of_authors_replaces_no_fuller_one(paper: Paper) -> None:
    """The same people in short, or the first of them, leave the full names; others are news."""
    poorer: list[tuple[str, ...]] = [("Chen, Q.",), ("Q. Chen", "J. García"), ()]
    for told in poorer:
        assert merge(paper, replace(paper, authors=told)).authors == paper.authors
    for news in (("Ann Bee",), ("Qi Chen", "Ann Bee"), (*paper.authors, "Ann Bee")):
        assert merge(paper, replace(paper, authors=news)).authors == news
