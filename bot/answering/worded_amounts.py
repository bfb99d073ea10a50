"""Amounts that a text gives without digits: "half of", "doubled", "tens of thousands of".

"Half" is 50%, "doubled" is 2 times, "an order of magnitude" is one of those. Where a word is as
often something else ("a second third", "half-precision", "double descent") it is no amount.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_PLAIN = r"(?![\w-])"
_PART = rf"{_PLAIN}(?=\s+(?:of|as|the|less|fewer|more|that)\b)"
_TENS = {
    "tens": 1, "dozens": 1, "hundreds": 2, "thousands": 3, "millions": 6, "billions": 9,
    "trillions": 12,
}  # fmt: skip
_ROUND = re.compile(
    rf"\b(?P<first>{'|'.join(_TENS)})(?: of (?P<second>thousands|millions|billions))?(?= of\b)",
    re.IGNORECASE,
)
# "The first half of the network" is no share, "two and a half" no half.
_NO_ORDINAL = "".join(
    f"(?<!{word} )" for word in "first second other latter upper lower and".split()
)
_FIXED: tuple[tuple[str, Decimal, str], ...] = (
    (rf"(?:an?|one)[ -]third{_PART}", Decimal(1) / 3, "whole"),
    (rf"two[ -]thirds{_PLAIN}", Decimal(2) / 3, "whole"),
    (rf"(?:an?|one)[ -]quarter{_PLAIN}", Decimal(25), "%"),
    (rf"three[ -]quarters{_PLAIN}", Decimal(75), "%"),
    (rf"{_NO_ORDINAL}(?<!and a )(?:a |one[ -])?half{_PLAIN}", Decimal(50), "%"),
    (rf"halv(?:es|ed|ing){_PLAIN}", Decimal(50), "%"),
    (rf"doubl(?:es|ed|ing){_PLAIN}", Decimal(2), "x"),
    (rf"tripl(?:es|ed|ing){_PLAIN}", Decimal(3), "x"),
    (rf"quadrupl(?:es|ed|ing){_PLAIN}", Decimal(4), "x"),
    (rf"an order of magnitude{_PLAIN}", Decimal(1), "tens"),
)
_FIXED_PATTERNS = tuple(
    (re.compile(rf"(?<![\w-]){pattern}", re.IGNORECASE), value, unit)
    for pattern, value, unit in _FIXED
)


@dataclass(frozen=True, slots=True)
class WordedAmount:
    """A value and its unit, at `[start:end]` of the text."""

    start: int
    end: int
    value: Decimal
    unit: str


def find_worded_amounts(text: str) -> Iterator[WordedAmount]:
    """Yield the amounts of a text that have no digits and are no number words, kind by kind."""
    for pattern, value, unit in _FIXED_PATTERNS:
        for found in pattern.finditer(text):
            yield WordedAmount(found.start(), found.end(), value, unit)
    for found in _ROUND.finditer(text):
        power = _TENS[found["first"].lower()] + _TENS.get((found["second"] or "").lower(), 0)
        yield WordedAmount(found.start(), found.end(), Decimal(10) ** power, "many")
