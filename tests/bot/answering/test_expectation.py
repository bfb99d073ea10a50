"""What a question's form expects of a paper."""

import pytest

from bot.answering.expectation import unmet

PAPER = (
    "HiNER is a dataset for Hindi with 109,146 sentences and eleven tags.",
    "Annotation took 3 months.",
)


@pytest.mark.parametrize(
    "question",
    [
        "How many sentences does it have?",
        "how many tags",
        "How long did it take?",
        "What is HiNER?",
        "What has 109,146 sentences?",
    ],
)
def test_what_a_paper_gives_is_met(question: str) -> None:
    """A count beside its noun, a length of time, the same number; others expect nothing."""
    assert unmet(question, PAPER) is None


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("How many readers worked on it?", "a number of readers"),
        ("When was it published?", "a date"),
        ("Who paid for it?", "a person"),
        ("How much did it cost in dollars?", "a price"),
        ("Why does it have seven tags?", "“seven”"),
        ("Which 12 languages are in it?", "“12”"),
    ],
)
def test_what_a_paper_lacks_is_told(question: str, name: str) -> None:
    """In the words of a refusal."""
    assert unmet(question, PAPER) == name
