"""Gaps, waits and Retry-After are reckoned as the services and RFC 9110 ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.network.manners import Manners, is_busy, retry_after_s

WEDNESDAY_S = 1_787_126_400.0  # Wed, 19 Aug 2026 08:00:00 GMT


@pytest.mark.parametrize(
    ("host", "pace"),
    [
        ("arxiv.org", ("arxiv.org", 3.0)),
        ("export.arxiv.org", ("arxiv.org", 3.0)),
        ("rss.arxiv.org", ("arxiv.org", 3.0)),
        ("notarxiv.org", ("notarxiv.org", 0.5)),
        ("arxiv.org.example", ("arxiv.org.example", 0.5)),
    ],
)
def test_arxivs_hosts_share_one_pace(host: str, pace: tuple[str, float]) -> None:
    """One request in three seconds over all of them together; others have a gap each."""
    assert Manners().pace_of(host) == pace


@given(st.integers(1, 8), st.floats(0, 1))
def test_waits_double_and_chance_adds_at_most_half(attempt: int, chance: float) -> None:
    """2, 4, 8 s and so on where the server names no time."""
    shortest_s = 2.0**attempt
    assert shortest_s <= Manners().wait_s(attempt, None, chance) <= 1.5 * shortest_s


@given(st.floats(0, 1e6), st.floats(0, 1))
def test_what_the_server_asks_for_is_what_is_waited(asked_s: float, chance: float) -> None:
    """Neither less nor more."""
    assert Manners().wait_s(3, asked_s, chance) == asked_s


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 19 Aug 2026 08:01:30 GMT", 90.0),
        ("Wed, 19 Aug 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1e9", None),
        ("Wed, 99 Aug 2026 08:01:30 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str | None, seconds: float | None) -> None:
    """Anything else asks for nothing."""
    assert retry_after_s(header, WEDNESDAY_S) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_raises(header: str) -> None:
    """Servers write what they like."""
    asked_s = retry_after_s(header, WEDNESDAY_S)
    assert asked_s is None or asked_s >= 0


def test_only_failures_that_may_pass_count_as_busy() -> None:
    """A refusal stays one."""
    assert [status for status in range(200, 600) if is_busy(status)] == [
        408,
        429,
        500,
        502,
        503,
        504,
    ]
