"""When a server is asked again."""

import datetime as dt
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.remote.retry import pause_s, read_retry_after

NOW = dt.datetime(2024, 9, 20, 12, tzinfo=dt.timezone.utc)


@given(st.integers(0, 1000), st.floats(0, 1))
def test_pauses_grow_and_are_bounded(attempt: int, chance: float) -> None:
    """Each is at least half its whole, the first half a second at most, none over 8 s."""
    pause = pause_s(attempt, None, chance)
    assert pause is not None
    assert 0.25 <= pause <= 8
    later = pause_s(attempt + 1, None, chance)
    assert later is not None
    assert later >= pause


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_a_server_is_never_asked_before_it_wants_to_be(told_s: float, chance: float) -> None:
    """Its time is kept, or it is not asked again."""
    assert pause_s(0, told_s, chance) in (told_s, None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        (format_datetime(NOW + dt.timedelta(seconds=9), usegmt=True), 9.0),
        (format_datetime(NOW - dt.timedelta(seconds=9)), 0.0),
        ("Fri, 20 Sep 2024 12:00:03 -0000", 3.0),
        (None, None),
        ("soon", None),
        ("Fri, 20 Sep 2024 12:00:03 +99999999999999999999", None),
        ("-3", None),
        ("9" * 400, None),
        ("²", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    """Anything else says nothing."""
    assert read_retry_after(value, NOW) == seconds
