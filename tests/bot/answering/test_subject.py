"""What a title says the paper is about."""

import pytest

from bot.answering.phrase import read_phrase
from bot.answering.subject import read_subject


def test_the_name_before_a_colon_is_the_subject() -> None:
    """Its tokens stand for "it", the words after the colon for what it is."""
    subject = read_subject("HiNER: A Large Hindi Dataset")
    assert subject.name == {token.key for token in read_phrase("HiNER", frozenset()).tokens}
    assert {"dataset", "model"} <= subject.kind


@pytest.mark.parametrize("head", ["ERNIE 3.0", "NetInfoF Framework", "netFound", "Mix-LN"])
def test_a_name_may_have_a_version_or_a_kind(head: str) -> None:
    """What goes with a coined name belongs to it."""
    assert read_subject(f"{head}: A Study").name


@pytest.mark.parametrize(
    "title",
    [
        "Diffusion Models Beat GANs",
        "Two at Once: IBN-Net",
        "Re-assessing ImageNet: How?",
        "Training the Rest: It",
    ],
)
def test_other_titles_name_no_subject(title: str) -> None:
    """A name somewhere in a title may be anything's, so it stands for nothing."""
    assert read_subject(title).name == frozenset()
