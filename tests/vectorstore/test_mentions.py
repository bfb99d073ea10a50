"""Every paper that says a term: none is missed, none too many, and the right sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes.gnn_papers import PAPERS
from tests.vectorstore.conftest import WriteLines
from vectorstore.library import Library
from vectorstore.mentions import Mention, Term
from vectorstore.records import Filters


@pytest.fixture
def shelf(library: Library, write_jsonl: WriteLines) -> Library:
    """Return a library of papers on graph networks and other things."""
    library.add(write_jsonl(*PAPERS))
    return library


def _titles(mentions: tuple[Mention, ...]) -> list[str]:
    return [mention.paper.title for mention in mentions]


def test_a_term_is_found_in_titles_and_abstracts(shelf: Library) -> None:
    """Titles first; the sentence is the first that says it."""
    found = shelf.mentions([Term(("graph neural network",))])
    assert _titles(found) == ["Graph Neural Networks at Scale", "Deep Forests"]
    assert [mention.in_title for mention in found] == [True, False]
    assert found[1].sentence is not None
    assert found[1].sentence.text == "Graph neural networks do worse."


def test_a_title_alone_counts(shelf: Library) -> None:
    """The abstract's first sentence stands for it, and is said not to say it."""
    (found,) = shelf.mentions([Term(("at scale",))])
    assert not found.in_abstract
    assert found.sentence is not None
    assert found.sentence.n == 1


def test_a_term_has_its_short_and_its_long_form(shelf: Library) -> None:
    """As the library's own papers introduce it."""
    assert shelf.term("graph neural networks").wordings == ("graph neural network", "GNN")
    assert shelf.term("GNNs").wordings[0] == "GNN"
    assert shelf.term("GNN").wordings[1].lower() == "graph neural network"
    assert len(shelf.mentions([shelf.term("GNN")])) == 3


def test_a_short_form_of_many_things_is_left_alone(shelf: Library) -> None:
    """Where papers do not agree what it stands for, only itself is looked for."""
    assert shelf.term("AL").wordings == ("AL",)
    assert shelf.term("active learning").wordings == ("active learning",)


def test_several_terms_must_all_be_said(shelf: Library) -> None:
    """The sentence is the one that says the most of them."""
    (found,) = shelf.mentions([Term(("GNN",)), Term(("Cora",))])
    assert found.paper.title == "Sampling"
    assert found.sentence is not None
    assert found.sentence.text == "A GNN on Cora is quick."


def test_filters_narrow_a_term(shelf: Library) -> None:
    """By author, date and category, as far as the records hold them."""
    term = Term(("GNN", "graph neural network"))
    assert _titles(shelf.mentions([term], Filters(after="2024"))) == ["Sampling"]
    assert _titles(shelf.mentions([term], Filters(author="chen"))) == [
        "Graph Neural Networks at Scale"
    ]
    assert _titles(shelf.mentions([], Filters(category="cs.LG"))) == ["Deep Forests"]


def test_no_term_is_every_paper(shelf: Library) -> None:
    """And a term that nobody says is none."""
    assert len(shelf.mentions([])) == shelf.count()
    assert shelf.mentions([Term(("zebra crossing",))]) == ()
    assert shelf.mentions([Term(("",))]) == ()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(term=st.text(max_size=30))
def test_any_text_can_be_looked_up(shelf: Library, term: str) -> None:
    """Signs of a query language, quotes and control characters are text like any other."""
    for found in shelf.mentions([shelf.term(term)]):
        assert found.paper.title
