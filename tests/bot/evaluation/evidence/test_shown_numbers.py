"""Numbers of a statement that its source lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.evidence.shown_numbers import missing_numbers, numbers_of


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("2 times faster", "2x faster"),
        ("twice as fast", "a two-fold speedup"),
        ("doubled the speed", "two times"),
        ("90 percent of cases", "in 90% of cases"),
        ("1.4 billion weights", "a 1.4B model"),
        ("109146 sentences", "109,146 sentences"),
        ("between 4.1x and 76.7x", "4.1-76.7x faster"),
        ("10% to 20%", "10 to 20 percent"),
        ("two datasets", "2 datasets"),
        ("twenty-five languages", "25 languages"),
        ("an F1 of 92.22", "92.22% F1"),
        ("on CIFAR-10", "CIFAR-10 and more"),
        ("one of the methods", "methods"),
        ("It comes first.", "It wins."),
        ("4 GB", "4.0 GB"),
        ("three datasets", "three billion-scale datasets"),
        ("on CIFAR-10 and 2.1%", "2.1% on CIFAR-10"),
    ],
)
def test_equal_numbers_are_found_however_they_are_written(statement: str, source: str) -> None:
    """As digits, words, with either sign."""
    assert missing_numbers(statement, source) == ()


@pytest.mark.parametrize(
    ("statement", "source", "missing"),
    [
        ("3x faster", "2x faster", "3x"),
        ("2x faster", "on 2 datasets", "2x"),
        ("91% of cases", "91 cases", "91%"),
        ("1.4 million weights", "a 1.4B model", "1.4 million"),
        ("109 sentences", "109,146 sentences", "109"),
        ("on CIFAR-100", "on CIFAR-10", "100"),
        ("three datasets", "datasets", "three"),
        ("in 2020", "in 2,020 ms or in 2019", ""),
        ("5.2", "5.25", "5.2"),
    ],
)
def test_other_numbers_are_missed(statement: str, source: str, missing: str) -> None:
    """Said in the statement's own words; 2,020 is 2020."""
    assert missing_numbers(statement, source) == ((missing,) if missing else ())


@given(st.text())
def test_a_text_holds_its_own_numbers(text: str) -> None:
    """Whatever stands in it."""
    assert missing_numbers(text, text) == ()


@given(st.text(), st.text())
def test_more_source_never_loses_a_number(text: str, more: str) -> None:
    """A number found stays found when other sentences follow."""
    held = {number.text for number in numbers_of(text)}
    assert set(missing_numbers(text, f"{text}. {more}")) <= held
    assert missing_numbers(text, f"{text} | {more}") == ()


@given(st.integers(min_value=2, max_value=10**9))
def test_thousands_may_be_marked(value: int) -> None:
    """12,345 is 12345."""
    assert missing_numbers(f"{value:,}", str(value)) == missing_numbers(str(value), f"{value:,}")
    assert missing_numbers(f"{value:,}", str(value)) == ()
