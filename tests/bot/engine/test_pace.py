"""What a step costs, learnt from steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.pace import Pace

_STEPS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 64), st.just(0.0) | st.floats(1e-6, 10))
)


@given(st.floats(1e-3, 1), st.floats(1e-3, 1))
def test_steps_of_different_sizes_tell_passes_from_tokens(pass_s: float, token_s: float) -> None:
    """What both cost is found, and so what a step of another size will take."""
    pace = Pace()
    for passes, tokens in [(1, 1), (1, 4), (2, 6), (1, 8), (3, 9)] * 4:
        pace.observe_writing(passes, tokens, passes * pass_s + tokens * token_s)
    assert pace.seconds(2, 20) == pytest.approx(2 * pass_s + 20 * token_s, rel=1e-3)


@given(st.integers(1, 16), st.floats(1e-3, 1))
def test_steps_all_alike_are_told_again(tokens: int, seconds: float) -> None:
    """Nothing is known of passes and tokens apart, but of such steps."""
    pace = Pace()
    for _ in range(8):
        pace.observe_writing(1, tokens, seconds)
    assert pace.seconds(1, tokens) == pytest.approx(seconds)


@given(_STEPS)
def test_every_step_takes_time(steps: list[tuple[int, int, float]]) -> None:
    """However odd the times seen, more of anything takes no less."""
    pace = Pace()
    for passes, tokens, seconds in steps:
        pace.observe_writing(passes, tokens, seconds)
        assert 0 < pace.seconds(1, 1) <= pace.seconds(1, 2) <= pace.seconds(2, 2)


def test_a_machine_that_slows_down_is_noticed() -> None:
    """What was long ago is forgotten."""
    pace = Pace()
    for step_s in [1.0] * 100 + [2.0] * 200:
        pace.observe_writing(1, 1, step_s)
    assert pace.seconds(1, 1) == pytest.approx(2, rel=0.05)


def test_the_rate_of_reading_follows_what_is_seen() -> None:
    """The first step sets it, later ones move it, the few tokens of a tail do not."""
    pace = Pace()
    assert pace.read_tokens_per_s == 0
    pace.observe_reading(100, 0, 0.5)
    assert pace.read_tokens_per_s == 200
    pace.observe_reading(100, 0, 1)
    assert 100 < pace.read_tokens_per_s < 200
    known = pace.read_tokens_per_s
    pace.observe_reading(3, 0, 10)
    assert pace.read_tokens_per_s == known
