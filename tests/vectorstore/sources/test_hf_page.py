"""A saved page gives its papers, whatever saving did to it."""

import textwrap
from pathlib import Path

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Paper, Rejection
from vectorstore.sources.draft import finished
from vectorstore.sources.hf_page import read_page

HEADER = """\
new

Get trending papers in your email inbox!

Subscribe

byAK and the research community
"""
FIRST = "Pointer Networks"
FIRST_ABSTRACT = (
    "We propose a network that points at its input. It solves three discrete problems, and its "
    "outputs may be of any length. Code is at https: //github.com/x/y ."
)
SECOND = "When to Pre-Train Graph Neural Networks? From Data Generation Perspective!"
SECOND_ABSTRACT = (
    "Our study asks when pre-training helps, and answers before any training. The approach fits "
    "graphs to a generator. It is 2times faster and reaches 100\\% of the result."
)
PAGE = f"{HEADER}\nMar 11\n\n{FIRST}\n\n{FIRST_ABSTRACT}\n\n{SECOND}\n\n{SECOND_ABSTRACT}\n"


def papers(text: str) -> list[Paper]:
    """Read a page that has no faults."""
    items = list(finished(read_page(text, "page.txt")))
    assert not [item for item in items if isinstance(item, Rejection)]
    return [item for item in items if isinstance(item, Paper)]


def test_titles_abstracts_date_and_links_come_in() -> None:
    """A page of two papers gives two papers, mended, and no furniture."""
    first, second = papers(PAGE)
    assert (first.title, first.date, first.source) == (FIRST, "Mar 11", "hf-papers-page")
    assert first.links == ("https://github.com/x/y",)
    assert first.abstract.endswith("Code is at https://github.com/x/y.")
    assert (second.title, second.date, second.url) == (SECOND, "Mar 11", None)
    assert second.abstract.endswith("It is 2 times faster and reaches 100% of the result.")


@pytest.mark.parametrize(
    "damaged",
    [
        PAGE.replace("\n", "\r\n"),
        "\ufeff" + PAGE,
        PAGE.removeprefix(HEADER),
        PAGE.replace(FIRST_ABSTRACT, textwrap.fill(FIRST_ABSTRACT, 40)),
        PAGE.replace(SECOND, textwrap.fill(SECOND, 40)),
        PAGE.replace("\n\n", "\n \n\n\n"),
        PAGE.replace(SECOND, f"Subscribe\n\nbyAK and the research community\n\n{SECOND}"),
        PAGE.replace(f"\n\n{SECOND}", f"\nSubscribe\n\n{SECOND}"),
        HEADER.replace("\n\n", "\n") + PAGE.removeprefix(HEADER).lstrip(),
        PAGE + HEADER,
    ],
    ids="crlf bom headless wrapped wrapped-title spaced furniture glued dense footer".split(),
)
def test_saving_a_page_in_another_way_changes_nothing(damaged: str) -> None:
    """Line ends, wrapping, marks and moved furniture make no difference."""
    assert papers(damaged) == papers(PAGE)


def test_a_date_holds_for_the_papers_after_it() -> None:
    """Each date line dates what follows, in ISO form where it gives the year."""
    page = PAGE.replace(f"\n{SECOND}\n", f"\nMarch 12, 2024\n\n{SECOND}\n")
    assert [paper.date for paper in papers(page)] == ["Mar 11", "2024-03-12"]


def test_an_impossible_date_is_kept_as_words() -> None:
    """A date that no calendar has is what the page says."""
    assert papers(PAGE.replace("Mar 11", "Feb 31, 2024"))[0].date == "Feb 31, 2024"


def test_a_title_without_abstract_is_rejected_with_its_line() -> None:
    """A lonely title is named, and the papers around it come in."""
    page = PAGE.replace(f"\n{SECOND}\n", f"\nA Lonely Title\n\n{SECOND}\n")
    first, lonely, second = finished(read_page(page, "page.txt"))
    assert isinstance(first, Paper)
    assert isinstance(second, Paper)
    assert lonely == Rejection("page.txt", "line 15", "no abstract under 'A Lonely Title'")


def test_an_abstract_of_two_paragraphs_is_one() -> None:
    """A further paragraph belongs to the abstract above it."""
    page = PAGE.replace("points at its input. ", "points at its input.\n\n")
    assert papers(page)[0].abstract == papers(PAGE)[0].abstract


def test_the_starter_library_has_66_papers(sample_page: Path) -> None:
    """The page in the repository comes in whole, and wrapped at 60 columns it is the same."""
    text = sample_page.read_text("utf-8")
    found = papers(text)
    assert len({paper.id for paper in found}) == 66
    assert {paper.date for paper in found} == {"Mar 11"}
    assert sum(len(paper.links) for paper in found) == 24
    wrapped = "\n".join(
        textwrap.fill(line, 60, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )
    assert papers(wrapped) == found


@pytest.mark.parametrize(
    "text",
    [
        '"""A module."""\n\nimport re\n\n\ndef f(x: int) -> int:\n    return x + 1\n',
        "# A README\n\nThis project shows data. We use a model.\n\n## Install\n\n`pip install x`\n",
        "title,abstract\nPointer Networks,We propose a model. It works.\n",
        "Dear Ann,\n\n"
        + "It rained all day here. We stayed in and read. " * 5
        + "\n\nYours, Bob\n",
        "Chapter One\n\n" + "\n\n".join("The sea was calm. Nobody spoke. " * 9 for _ in range(4)),
        "A single line of text",
    ],
    ids="code readme csv letter novel line".split(),
)
def test_other_text_is_refused(text: str) -> None:
    """Prose, code and tables are no list of papers."""
    with pytest.raises(SourceUnreadable, match="is no list of papers"):
        list(read_page(text, "other.txt"))
