"""A paper told again is heard, and nothing known is lost."""

from dataclasses import replace

from vectorstore.merge import content_hash, merge
from vectorstore.records import Paper


def test_a_silent_source_erases_nothing(paper: Paper) -> None:
    """A page that knows only title, abstract and day leaves the rest as it is."""
    told = Paper(paper.id, paper.title, paper.abstract, date="Mar 11", source="hf-papers-page")
    assert merge(paper, told) == paper


def test_newer_words_replace_older_ones(paper: Paper) -> None:
    """A changed abstract, more authors or a dated day are taken over."""
    told = replace(paper, abstract="It is 3 times faster.", authors=("Qi Chen",), source="page")
    assert merge(paper, told) == told
    vague = replace(paper, date="Mar 11")
    assert merge(vague, paper).date == paper.date


def test_every_field_counts_for_the_hash(paper: Paper) -> None:
    """A change of any field is a change of the content."""
    changed = [
        replace(paper, title="Other"),
        replace(paper, abstract="Other."),
        replace(paper, authors=()),
        replace(paper, date=None),
        replace(paper, url=None),
        replace(paper, categories=()),
        replace(paper, links=("https://x.org",)),
        replace(paper, source="other"),
    ]
    assert len({content_hash(told) for told in [paper, *changed]}) == len(changed) + 1
    assert content_hash(paper) == content_hash(replace(paper))
