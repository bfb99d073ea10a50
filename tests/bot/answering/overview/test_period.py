"""Times that questions name, and what is left of the question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.overview.period import is_dated, month_of, read_period
from bot.answering.overview.request import Period

TODAY = date(2026, 3, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("since 2023", "2023", None),
        ("after 2023", "2024", None),
        ("after 2023-12", "2024-01", None),
        ("before 2020", None, "2019"),
        ("until March 2024", None, "2024-03"),
        ("in 2022", "2022", "2022"),
        ("published in Sep 2022", "2022-09", "2022-09"),
        ("from Sept. 2022", "2022-09", "2022-09"),
        ("on March 5, 2024", "2024-03-05", "2024-03-05"),
        ("between 2020 and 2022", "2020", "2022"),
        ("from 2020 to May 2021", "2020", "2021-05"),
        ("in the last 7 days", "2026-03-11", None),
        ("from last week", "2026-03-11", None),
        ("this week", "2026-03-16", None),
        ("this year", "2026", None),
        ("today", "2026-03-18", None),
    ],
)
def test_a_time_is_read(text: str, after: str | None, before: str | None) -> None:
    """As the ends that filters take, inclusive."""
    period, rest = read_period(f"about GNNs {text}", TODAY)
    assert (period.after, period.before) == (after, before)
    assert period.words
    assert rest == "about GNNs"


def test_a_month_without_a_year_is_of_any_year() -> None:
    """A saved page dates its papers so."""
    assert read_period("from March", TODAY) == (Period(month=3, words="in March"), "")
    assert [month_of(each) for each in ("Mar 11", "2024-03-02", "2024", None)] == [3, 3, None, None]


@pytest.mark.parametrize("text", ["about 2024 tokens", "on CIFAR-10", "the year of the rat", ""])
def test_other_numbers_are_no_times(text: str) -> None:
    """The question stays as it is."""
    assert read_period(text, TODAY) == (Period(), text)


def test_only_a_year_orders() -> None:
    """Words and nothing do not."""
    assert [is_dated(each) for each in ("2024", "2024-03-02", "Mar 11", None)] == [
        True,
        True,
        False,
        False,
    ]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Nothing fails, whatever a reader types."""
    read_period(text, TODAY)
