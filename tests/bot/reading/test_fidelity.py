"""What a simplified sentence must keep of its source, and what may be cut off."""

import pytest

from bot.reading.fidelity import keeps_meaning
from bot.reading.trim import trim


@pytest.mark.parametrize(
    "text",
    [
        "SPANN is 3 times faster.",
        "SPANN is 2 times faster.",
        "SPANN is not up to 2 times faster.",
        "FAISS may be up to 2 times faster.",
        "SPANN may be up to 2 times cheaper.",
    ],
)
def test_what_says_something_else_is_refused(text: str) -> None:
    """Another number, a lost bound, a denial, another name, another word."""
    assert not keeps_meaning(text, "SPANN may be up to 2 times faster.", "")


def test_what_says_the_same_is_kept() -> None:
    """The name may stand for "it"."""
    assert keeps_meaning("SPANN may be fast.", "it may be fast", "SPANN")


def test_an_addition_is_cut_off_a_hard_sentence() -> None:
    """An easy one stays whole."""
    hard = (
        "SPANN organises hierarchical memory representations of vectors, which considerably "
        "simplifies computational infrastructure requirements."
    )
    assert trim(hard, "") == "SPANN organises hierarchical memory representations of vectors."
    assert trim("SPANN is fast, which is good.", "") == "SPANN is fast, which is good."


@pytest.mark.parametrize(
    "text",
    [
        "Optimisation generalises when representations are independent and also stationary.",
        "Representations are not independent and identically distributed computationally.",
        "The methodology considerably combines architectural representations and optimisation.",
        "Hierarchical architectures outperform convolutional alternatives on multilingual corpora.",
    ],
)
def test_a_limit_is_never_cut_off(text: str) -> None:
    """A second condition, half of a denial, a partner, where it holds."""
    assert trim(text, "") == text
