"""Details that abstracts leave out."""

import pytest

from bot.answering.details import missing_detail

ABSTRACT = "NAT is trained on one GPU in three layers and has a licence."


@pytest.mark.parametrize(
    ("question", "detail"),
    [
        ("What learning rate does NAT use?", "learning rate"),
        ("Which GPU, and what batch size?", "batch size"),
        ("At which conference was it shown?", "conference"),
        ("who funded it", "funded"),
    ],
)
def test_a_detail_that_a_text_lacks_is_named(question: str, detail: str) -> None:
    """In the words of the question."""
    assert missing_detail(question, ABSTRACT) == detail


@pytest.mark.parametrize(
    "question",
    ["Which graphics card does NAT need?", "How many layers?", "license?", "What is NAT?"],
)
def test_a_detail_that_a_text_has_is_not_missing(question: str) -> None:
    """In another form of the words too."""
    assert missing_detail(question, ABSTRACT) is None
