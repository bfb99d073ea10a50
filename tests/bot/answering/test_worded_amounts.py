"""Amounts without digits."""

from decimal import Decimal

import pytest

from bot.answering.quantities import find_quantities
from bot.answering.worded_amounts import find_worded_amounts


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("half of the memory", Decimal(50), "%"),
        ("it halves the memory", Decimal(50), "%"),
        ("three quarters of it", Decimal(75), "%"),
        ("the accuracy doubled", Decimal(2), "x"),
        ("which triples it", Decimal(3), "x"),
        ("an order of magnitude faster", Decimal(1), "tens"),
        ("tens of layers", Decimal(10), "many"),
        ("hundreds of millions of users", Decimal(10) ** 8, "many"),
    ],
)
def test_words_have_a_value(text: str, value: Decimal, unit: str) -> None:
    """One amount, with a unit."""
    assert [(a.value, a.unit) for a in find_worded_amounts(text)] == [(value, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "half-precision",
        "double descent",
        "the first half of it",
        "a third dataset",
        "2.5 and a half",
    ],
)
def test_other_uses_are_no_amounts(text: str) -> None:
    """The same words inside a name or an order."""
    assert list(find_worded_amounts(text)) == []


def test_two_thirds_are_not_two() -> None:
    """The longer reading wins."""
    (found,) = find_quantities("in two thirds of the cases")
    assert found.unit == "whole"
