"""A term in the form that the sentence has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.abbreviations import spell_as
from vectorstore.acronyms import Acronym

NER = Acronym("NER", "named entity recognition")
GNN = Acronym("GNNs", "graph neural networks")


@pytest.mark.parametrize(
    ("claim", "source", "spelt"),
    [
        ("NER is hard.", "Named entity recognition is hard.", "Named entity recognition is hard."),
        ("Named Entity Recognition is hard.", "NER is hard.", "NER is hard."),
        (
            "GNN layers mix.",
            "Graph neural network layers mix.",
            "Graph neural network layers mix.",
        ),
        ("NERD is hard.", "Named entity recognition is hard.", "NERD is hard."),
        ("NER is hard.", "Named entity recognition (NER) is hard.", "NER is hard."),
        ("NER is hard.", "It is hard.", "NER is hard."),
    ],
)
def test_the_form_of_the_source_is_taken(claim: str, source: str, spelt: str) -> None:
    """Where it has just one of the two; longer names are left alone."""
    assert spell_as(claim, source, [NER, GNN]) == spelt


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=9), st.text(max_size=30))
def test_any_text_can_be_spelt(claim: str, source: str, short: str, long: str) -> None:
    """Whatever a paper defines."""
    assert isinstance(spell_as(claim, source, [Acronym(short, long)]), str)
