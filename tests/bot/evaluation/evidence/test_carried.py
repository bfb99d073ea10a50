"""Whether cited sentences carry a claim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.evidence.carried import coverage, is_carried
from bot.types import Citation, Claim, ClaimState
from vectorstore.records import Paper

_SOURCE = (
    "SlimNet does not need a teacher and reaches 71.3% accuracy on ImageNet with fewer layers."
)
_PAPER = Paper("title:slim", "SlimNet: Small Networks Without Distillation", _SOURCE)


def _claim(text: str, state: ClaimState = "supported") -> Claim:
    return Claim(text, state, (Citation(_PAPER, 1, 0, len(_SOURCE), _SOURCE),))


@pytest.mark.parametrize(
    "text",
    [
        "SlimNet reaches 71.3% accuracy on ImageNet.",
        "SlimNet needs no teacher.",
        "Small networks: it reaches 71.3 percent accuracy with fewer layers.",
    ],
)
def test_a_claim_in_the_sentences_words_is_carried(text: str) -> None:
    """The title's words are free; its negation is kept."""
    assert is_carried(_claim(text))


@pytest.mark.parametrize(
    "text",
    [
        "SlimNet reaches 75.1% accuracy on ImageNet.",
        "SlimNet needs a teacher.",
        "SlimNet translates Hindi speech into English text.",
    ],
)
def test_another_number_negation_or_subject_is_not(text: str) -> None:
    """Each alone is enough."""
    assert not is_carried(_claim(text))


def test_a_negation_that_no_sentence_has_is_not_carried() -> None:
    """The other way round too."""
    paper = Paper("title:x", "X", "The model uses labels.")
    citation = Citation(paper, 1, 0, len(paper.abstract), paper.abstract)
    assert not is_carried(Claim("The model doesn’t use labels.", "weak", (citation,)))


def test_a_quotation_is_carried_sign_for_sign() -> None:
    """Part of a sentence is a quotation, a changed sign is none."""
    assert is_carried(_claim(_SOURCE, "quoted"))
    assert is_carried(_claim("reaches 71.3% accuracy on ImageNet", "quoted"))
    assert not is_carried(_claim(_SOURCE.replace("does not", "does"), "quoted"))


@given(st.text(), st.text())
def test_coverage_is_a_share(text: str, source: str) -> None:
    """Of a text by itself it is whole, and more source never lowers it."""
    assert 0 <= coverage(text, source) <= 1
    assert coverage(text, text) == 1
    assert coverage(text, f"{source} {text}") >= coverage(text, source)
