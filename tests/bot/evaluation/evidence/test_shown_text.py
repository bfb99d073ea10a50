"""Facts in what was shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.evidence.shown_text import holds_fact, holds_facts, shown_text
from tests.fakes.answers import answer_of, cite, claim
from tests.fakes.spann import SPANN


def test_markers_are_not_shown_text() -> None:
    """A fact "1" is not found in "[1]"."""
    shown = shown_text(answer_of("Q?", claims=[claim("It is fast.", "supported", cite(SPANN, 1))]))
    assert shown == "It is fast."
    assert not holds_fact(shown, ["1"])


@pytest.mark.parametrize(
    ("text", "wording", "held"),
    [
        ("Common  Neighbour\nCompletion", "common neighbour completion", True),
        ("It has 109,146 sentences.", "109,146", True),
        ("It has 109,146 sentences.", "146", False),
        ("It is 2.5 times faster", "5 times", False),
        ("in 2019", "20", False),
        ("at 32 bits.", "32", True),
        ("Transformers", "transformer", True),
    ],
)
def test_facts_are_found_whatever_case_and_space(text: str, wording: str, held: bool) -> None:  # noqa: FBT001 -- expected
    """Numbers only as whole numbers."""
    assert holds_fact(text, ["absent", wording]) is held


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1), min_size=1))
def test_every_fact_needs_one_of_its_wordings(facts: list[list[str]]) -> None:
    """All lists, any item."""
    assert holds_facts("a", facts) == all("a" in wordings for wordings in facts)
