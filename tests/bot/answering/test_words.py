"""Words, their stems, and which of them carry meaning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.words import (
    content_stems,
    longest_common_order,
    split_words,
    stem,
    stem_set,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("networks", "network"),
        ("trained", "training"),
        ("normalisation", "normalization"),
        ("optimises", "optimize"),
        ("behaviour", "behavior"),
        ("labelled", "labeled"),
        ("SPANN's", "spann"),
        ("SPANN’s", "SPANN"),
        ("F₁", "F1"),
    ],
)
def test_inflections_and_spellings_have_one_stem(one: str, other: str) -> None:
    """A plural, a tense, a possessive or American spelling makes no other word."""
    assert stem(one) == stem(other)


def test_names_and_figures_are_one_word() -> None:
    """What joins letters and digits inside a name does not part it."""
    words = [word.text for word in split_words("On CIFAR-10, state-of-the-art recall@1 is 90%.")]
    assert words == ["On", "CIFAR-10", "state-of-the-art", "recall@1", "is", "90", "%"]


def test_small_words_carry_no_meaning() -> None:
    """Only what a sentence speaks of is content."""
    assert content_stems("It is not the fastest of all the methods") == ("fastest", "method")


def test_parts_of_a_hyphenated_word_are_found() -> None:
    """A sentence with "billion-scale" answers a question with "scale"."""
    assert {"scale", "billion"} <= stem_set("billion-scale search")


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    """Any text can be split, in order, and each word is the text at its place."""
    place = 0
    for word in split_words(text):
        assert word.start >= place
        assert text[word.start : word.end] == word.text
        place = word.end


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_common_order_is_symmetric_and_bounded(one: list[str], other: list[str]) -> None:
    """The longest common subsequence is no longer than either, and whole for equals."""
    length = longest_common_order(one, other)
    assert length == longest_common_order(other, one)
    assert length <= min(len(one), len(other))
    assert longest_common_order(one, one) == len(one)
