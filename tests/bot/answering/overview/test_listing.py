"""Lists, counts and the newest: complete, counted, quoted by offset, or refused."""

from datetime import date

import pytest

from bot.answering.overview.finding import Finding
from bot.answering.overview.overview import Overview
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library

TODAY = date(2026, 3, 18)


def ask(overview: Overview, question: str) -> Finding:
    """Return what was found for a question over the whole library."""
    found = overview.answer(question, TODAY)
    assert found is not None
    return found


def listed(found: Finding) -> list[str]:
    """Return the titles of a list."""
    assert found.listing is not None
    return [item.paper.title for item in found.listing.items]


def test_a_list_has_every_paper_and_says_by_which_rule(overview: Overview) -> None:
    """The short form of the topic counts, and each paper is quoted where it says it."""
    found = ask(overview, "Which papers use graph neural networks?")
    assert listed(found) == ["Graph Neural Networks at Scale", "Deep Forests", "Sampling"]
    assert found.listing is not None
    assert found.listing.total == 3
    assert found.listing.of == 5
    assert "title or abstract says “graph neural network” or “GNN”" in found.listing.rule
    for item, claim in zip(found.listing.items, found.claims, strict=True):
        cited = item.citation
        assert cited is not None
        assert item.said
        assert cited.quote == cited.paper.abstract[cited.start : cited.end]
        assert claim.state == "quoted"
        assert claim.citations == (cited,)


def test_a_count_is_a_sentence(overview: Overview) -> None:
    """In the singular too; it begins what the reader sees."""
    found = ask(overview, "How many papers mention Cora?")
    assert found.computed == "1 of the 5 papers in the library mentions “Cora”."
    assert found.text.startswith(found.computed)
    assert "- Sampling: “A GNN on Cora is quick.” [1]" in found.text


def test_none_is_a_refusal_that_says_what_was_looked_for(overview: Overview) -> None:
    """With the papers nearest to it, which are no sources."""
    found = ask(overview, "How many papers mention quantum gravity?")
    assert found.refusal is not None
    assert "“quantum gravity”" in found.refusal.reason
    assert found.refusal.reason.startswith("None of the 5 papers")
    assert len(found.refusal.nearest) == 3
    assert found.claims == ()


@pytest.mark.parametrize(
    ("question", "titles"),
    [
        ("Which papers mention both GNNs and Cora?", ["Sampling"]),
        ("Which papers use a GNN on Cora?", ["Sampling"]),
        ("Which papers mention Cora or aluminium?", ["Alloys", "Sampling"]),
        ("Which papers by Chen use GNNs?", ["Graph Neural Networks at Scale"]),
        ("Which papers in cs.LG mention GNNs?", ["Deep Forests"]),
        ("Which papers since 2022 mention GNNs?", ["Sampling"]),
        ("papers from March", ["Alloys"]),
        ("papers by chen", ["Graph Neural Networks at Scale"]),
    ],
)
def test_lists_are_narrowed(overview: Overview, question: str, titles: list[str]) -> None:
    """By further terms, author, category and time."""
    assert listed(ask(overview, question)) == titles


def test_the_newest_come_first(overview: Overview) -> None:
    """Where the records have years."""
    found = ask(overview, "What is new on GNNs?")
    assert listed(found) == ["Sampling", "Graph Neural Networks at Scale", "Deep Forests"]
    assert found.listing is not None
    assert found.listing.note == "The newest come first."


def test_papers_without_a_year_come_last_and_are_told(overview: Overview) -> None:
    """They cannot be placed among the others."""
    found = ask(overview, "Which are the newest papers?")
    assert listed(found)[:3] == ["Sampling", "Graph Neural Networks at Scale", "Deep Forests"]
    assert found.listing is not None
    assert found.listing.note == "The newest come first; 2 without a year come last."


def test_where_no_date_orders_it_is_said(overview: Overview) -> None:
    """A saved page dates all its papers "Mar 11"."""
    found = ask(overview, "What is new on aluminium?")
    assert found.listing is not None
    assert found.listing.note == "All are dated Mar 11, so which is newest is not known."


def test_the_whole_library_is_counted_and_its_first_page_shown(overview: Overview) -> None:
    """Listing all of a large one would be a long reply."""
    found = ask(overview, "How many papers are there?")
    assert found.computed == "The library holds 5 papers."
    assert found.listing is not None
    assert found.listing.total == 5
    assert not any(item.said for item in found.listing.items)


def test_methods_that_only_one_paper_has_are_asked_the_usual_way(overview: Overview) -> None:
    """The question may be about that paper alone; with two it is a list."""
    assert overview.answer("Which methods use Cora?", TODAY) is None
    assert overview.answer("Which methods use GNNs?", TODAY) is not None
    assert overview.answer("Which papers use Cora?", TODAY, chosen=["title:1"]) is None


def test_records_without_authors_are_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nobody should read "none" as "she wrote nothing"."""
    folder = tmp_path_factory.mktemp("unsigned")
    (folder / "papers.jsonl").write_text('{"title": "One", "abstract": "It is one."}\n', "utf-8")
    with open_library(folder / "home", HashedEmbedder(), WordCounter()) as library:
        library.add(folder / "papers.jsonl")
        found = ask(Overview(library, HashedEmbedder()), "papers by Ada Lovelace")
    assert found.refusal is not None
    assert found.refusal.reason == (
        "None of the 1 paper in the library names “Ada Lovelace” among the authors. "
        "Its records name no authors."
    )
