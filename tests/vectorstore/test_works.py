"""A told paper finds its work, whatever it is called by, and works that are one become one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.identity import title_id
from vectorstore.records import Paper
from vectorstore.sources.draft import Draft
from vectorstore.works import Change, Gathering, Told

NOW = "2026-11-24T00:00:00+00:00"
WORDS = "We search billions of vectors on disk. It needs two times less memory than before."
OTHER_WORDS = "A survey of whales. They sing in the deep sea, and nobody knows why."
PREPRINT = Paper("arxiv:2111.08566", "SPANN: Search", WORDS, authors=("Qi Chen", "Bing Zhao"))
ARTICLE = replace(PREPRINT, id="doi:10.1/spann", authors=("Chen, Q.",), venue="NeurIPS")
PAGE = Paper(title_id("SPANN: Search"), "SPANN: Search", WORDS, source="hf-papers-page")


def told(paper: Paper) -> Told:
    """Return a paper as if a source had just told of it."""
    return Told(paper, Draft(paper.title, paper.abstract, paper.source), paper.id.encode())


def gather(*papers: Paper, known: dict[int, Paper] | None = None) -> list[Change]:
    """Return what is to be written after papers have been heard in turn."""
    works = Gathering((known or {}).items(), NOW)
    for paper in papers:
        works.hear(told(paper))
    return list(works.changes().values())


def test_a_page_and_a_preprint_are_one_work_under_the_better_id() -> None:
    """Close abstracts and one title are enough; the id of the title stays another name."""
    (change,) = gather(PREPRINT, known={7: PAGE})
    assert (change.seq, change.before) == (7, PAGE)
    assert (change.paper.id, change.paper.also) == (PREPRINT.id, (PAGE.id,))


def test_a_preprint_and_its_article_are_one_work() -> None:
    """One title and one first author, however written, whichever comes first."""
    for papers in ((PREPRINT, ARTICLE), (ARTICLE, PREPRINT)):
        (change,) = gather(*papers)
        assert (change.paper.id, change.paper.also) == (PREPRINT.id, (ARTICLE.id,))
        assert change.paper.venue == "NeurIPS"


@pytest.mark.parametrize(
    "other",
    [
        replace(PREPRINT, id="arxiv:2301.00001"),
        replace(ARTICLE, id="doi:10.1/other", abstract=OTHER_WORDS, authors=("Mia Wolf",)),
        replace(PAGE, abstract=OTHER_WORDS, authors=("Mia Wolf",)),
        replace(PAGE, abstract=OTHER_WORDS),
    ],
)
def test_one_title_does_not_make_one_work(other: Paper) -> None:
    """Another number, or another author and other words, are another work of the same name."""
    first, second = gather(PREPRINT, other)
    assert first.paper == PREPRINT
    assert second.paper.id == other.id


def test_two_works_that_have_only_a_title_get_two_ids() -> None:
    """The second of one name is not merged into the first, and is found again."""
    wolf = replace(PAGE, abstract=OTHER_WORDS, authors=("Mia Wolf",))
    chen = replace(PAGE, authors=("Qi Chen",))
    first, second = gather(chen, wolf)
    assert first.paper.id == PAGE.id != second.paper.id
    again = gather(chen, wolf, known={1: first.paper, 2: second.paper})
    assert [(change.seq, change.paper) for change in again] == [(1, first.paper), (2, second.paper)]


def test_an_edited_abstract_is_an_update_and_the_old_words_are_kept() -> None:
    """A title alone, told again with other words and no author, is the same paper."""
    (change,) = gather(replace(PAGE, abstract=OTHER_WORDS), known={1: PAGE})
    assert change.paper.abstract == OTHER_WORDS
    assert [version.abstract for version in change.replaced] == [WORDS]
    assert change.spoken is not None


def test_a_paper_that_knows_both_ids_joins_two_works() -> None:
    """What was two rows becomes one: the one with the arXiv number stays."""
    preprint = replace(PREPRINT, title="An early title", tags=("mine",))
    both = replace(PREPRINT, also=(ARTICLE.id,))
    (change,) = gather(both, known={1: replace(ARTICLE, notes="read"), 2: preprint})
    assert (change.seq, change.absorbed) == (2, (1,))
    assert (change.paper.tags, change.paper.notes) == (("mine",), "read")
    assert {version.title for version in change.replaced} >= {"An early title"}


def test_two_numbers_stay_two_works_whoever_has_their_title() -> None:
    """A page that may be either joins one of them, and does not make them one."""
    other = replace(PREPRINT, id="arxiv:2301.00001", abstract=OTHER_WORDS)
    page = replace(PAGE, authors=("Qi Chen",))
    (change,) = gather(page, known={1: PREPRINT, 2: other})
    assert (change.seq, change.absorbed) == (1, ())
    works = Gathering({1: change.paper, 2: other}.items(), NOW)
    assert works.hear(told(page)) == (0, "unchanged")


def test_two_articles_and_a_preprint_stay_two_works() -> None:
    """What has been joined counts: a second DOI no longer fits once the first has come in."""
    second = replace(ARTICLE, id="doi:10.1/other")
    page = replace(PAGE, authors=("Qi Chen",))
    (change,) = gather(page, known={1: PREPRINT, 2: ARTICLE, 3: second})
    assert (change.seq, change.absorbed) == (1, (2,))


def test_an_older_version_is_kept_but_does_not_speak() -> None:
    """Version 1 told after version 2 leaves the words of version 2, and its own behind."""
    second = replace(PREPRINT, version=2)
    first = replace(PREPRINT, version=1, abstract=OTHER_WORDS)
    (change,) = gather(first, known={1: second})
    assert (change.paper, change.spoken) == (second, None)
    assert [(version.number, version.abstract) for version in change.replaced] == [(1, OTHER_WORDS)]


def test_the_same_again_is_unchanged() -> None:
    """Nothing new gives no new words, and the fate says so."""
    works = Gathering({1: PREPRINT}.items(), NOW)
    assert works.hear(told(PREPRINT)) == (0, "unchanged")


@given(st.permutations([PREPRINT, ARTICLE, PAGE, replace(PREPRINT, version=2)]))
def test_the_order_of_sources_makes_no_other_work(papers: list[Paper]) -> None:
    """One work comes out, under the arXiv number and with every other id."""
    alive = gather(*papers)
    assert {change.paper.id for change in alive} == {PREPRINT.id}
    assert len(alive) == 1
