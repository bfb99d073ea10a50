"""How a part of a sentence is reworded by rule: asides, plain words, who speaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.quantities import find_quantities
from bot.reading.asides import asides, without_asides
from bot.reading.plain_words import put_plainly
from bot.reading.voice import leans_on_another, name_subject, report_authors, spoken_of


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("The network (CNN) is small [3, 4].", "The network is small."),
        ("Moreover, it uses models, such as A and B", "it uses models"),
        ("It reads models, such as A, finds B.", "It reads models, finds B."),
        ("It is fast (only on disk).", "It is fast (only on disk)."),
        ("It has O(n) regret (12 runs).", "It has O(n) regret (12 runs)."),
        ("Domains such as medicine lack data.", "Domains such as medicine lack data."),
    ],
)
def test_only_what_limits_nothing_is_an_aside(text: str, bare: str) -> None:
    """A number, a limit, a term's own bracket and examples that define stay."""
    assert without_asides(text) == bare


@given(text=st.text(alphabet="ab (),.;12[]", max_size=60))
def test_asides_lie_apart_in_their_text(text: str) -> None:
    """In order, within the text, none inside another."""
    place = 0
    for start, end in asides(text):
        assert place <= start < end <= len(text)
        place = end


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("SPANN outperforms a novel index.", "SPANN does better than a new index."),
        ("It is an enormous state-of-the-art model.", "It is a huge leading model."),
        ("Utilizing an additional disk", "Using an extra disk"),
        ("It is the state-of-the-art.", "It is the state-of-the-art."),
    ],
)
def test_academic_words_are_put_plainly(text: str, plain: str) -> None:
    """With their capitals and articles."""
    assert put_plainly(text) == plain


@given(text=st.text(alphabet="achieves 90%ptonvl.x", max_size=60))
def test_plain_words_bring_no_number(text: str) -> None:
    """Every quantity is one that was there."""
    before = {quantity.amount for quantity in find_quantities(text)}
    assert {quantity.amount for quantity in find_quantities(put_plainly(text))} <= before


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("We show that our method is fast.", "The authors show that their method is fast."),
        ("Here our results agree.", "Here the authors’ results agree."),
        ("What we hear reaches our ears.", "What we hear reaches our ears."),
    ],
)
def test_authors_are_reported(text: str, reported: str) -> None:
    """Where "we" may be all of us, it stays."""
    assert report_authors(text) == reported


def test_it_is_named_where_that_is_sure() -> None:
    """The coined name that a sentence began with; "the paper" after a paper."""
    assert spoken_of("SPANN keeps lists.", "SPANN", "") == "SPANN"
    assert name_subject("It is fast.", "SPANN") == "SPANN is fast."
    assert name_subject("Its key is speed.", spoken_of("This paper asks.", "", "")) == (
        "The paper’s key is speed."
    )
    assert name_subject("Such lists are short.", "SPANN") is None
    assert name_subject("It is fast.", "") is None


@pytest.mark.parametrize("text", ["It is fast.", "These are.", "In it they are.", "Both are."])
def test_what_stands_for_another_leans(text: str) -> None:
    """Alone it would dangle."""
    assert leans_on_another(text)


@pytest.mark.parametrize("text", ["This paper asks.", "It is widely assumed that A is B."])
def test_what_stands_for_nothing_does_not_lean(text: str) -> None:
    """The paper itself, and an empty "it"."""
    assert not leans_on_another(text)
