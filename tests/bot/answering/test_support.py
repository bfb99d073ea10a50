"""The score of a claim that met no objection."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.support import SUPPORTED_FROM, WEAK_FROM, support_score


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_words_held_is_more_support(one: float, other: float) -> None:
    """A score grows with the share held and stays a probability."""
    less, more = sorted((one, other))
    assert 0 <= support_score(less) <= support_score(more) <= 1


def test_the_bars_are_those_measured() -> None:
    """All words held is above both; of thirteen words one may be the model's own, of ten none."""
    assert support_score(1) > SUPPORTED_FROM > support_score(13 / 14) > WEAK_FROM
    assert support_score(9 / 10) < WEAK_FROM
