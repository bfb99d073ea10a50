"""What an option accepts."""

from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.options import iso_date, one_of


@given(day=st.dates(min_value=date(1000, 1, 1)), length=st.sampled_from([4, 7, 10]))
def test_a_date_may_be_a_year_a_month_or_a_day(day: date, length: int) -> None:
    """Each comes back as it was given."""
    given_date = day.isoformat()[:length]
    assert iso_date(given_date) == given_date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lately",
        "24",
        "2024-",
        "2024-13",
        "2024-02-30",
        "20240920",
        "2024-9",
        "2024-W09-1",
        "\udcff",
    ],
)
def test_what_is_no_date_is_refused_in_its_own_words(text: str) -> None:
    """It would compare with dates all the same, and find the wrong papers."""
    with pytest.raises(typer.BadParameter, match="is no date"):
        iso_date(text)


def test_no_date_stays_none() -> None:
    """A filter that was not given filters nothing."""
    assert iso_date(None) is None


def test_a_query_comes_alone_or_by_file() -> None:
    """Neither and both are wrong usage; an empty query is one all the same."""
    one_of("x", None, name="QUERY")
    one_of("", None, name="QUERY")
    one_of(None, Path("x"), name="QUERY")
    for query, batch in ((None, None), ("x", Path("x"))):
        with pytest.raises(typer.BadParameter, match="--batch"):
            one_of(query, batch, name="QUERY")
