"""Words that say the reverse of one another."""

import pytest

from bot.answering.opposites import is_opposite, turned_words
from bot.answering.words import stem_set


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("increases", "decreases"),
        ("increased", "decrease"),
        ("better", "worse"),
        ("faster", "slower"),
        ("more", "fewer"),
        ("higher", "lower"),
        ("with", "without"),
        ("before", "after"),
        ("supports", "contradicts"),
        ("positive", "negative"),
        ("effective", "ineffective"),
        ("stable", "unstable"),
        ("supervised", "unsupervised"),
        ("maximum", "minimum"),
    ],
)
def test_opposites_are_mutual(one: str, other: str) -> None:
    """Each is the opposite of the other and not of itself."""
    assert is_opposite(one, stem_set(other))
    assert is_opposite(other, stem_set(one))
    assert not is_opposite(one, stem_set(one))


def test_only_what_the_source_has_not_is_turned() -> None:
    """A sentence may say both; a title's word is no reversal."""
    assert turned_words("It is faster.", "It is slower.", "") == ("faster",)
    assert turned_words("It is faster.", "It is faster, not slower.", "") == ()
    assert turned_words("The large model.", "A small step.", "Large Models") == ()
