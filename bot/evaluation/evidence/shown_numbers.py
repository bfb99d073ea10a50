"""Which numbers of a statement its source does not hold: the evaluation's own opinion.

Written apart from `bot.answering.quantities`, so that it can catch that one's mistakes. Every run
of digits counts, those inside names too, and number words from two on ("one" is mostly a pronoun).
"2x", "2 times" and "twice" are alike, "90%" and "90 percent", "1.4B" and "1.4 billion". A percent
sign or a "times" in the statement must be in the source; one that the statement leaves out is not
missed. Ordinals ("first") are no numbers here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

_SMALL = """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ONES = {"one": 1, **{word: n for n, word in enumerate(_SMALL[:8], start=2)}}
_WORD_VALUES = {word: n for n, word in enumerate(_SMALL, start=2)} | {
    word: 10 * n for n, word in enumerate(_TENS, start=2)
}
_FACTORS = {
    **dict.fromkeys("twice double doubles doubled doubling".split(), 2),
    **dict.fromkeys("thrice triple triples tripled tripling".split(), 3),
    **dict.fromkeys("quadruple quadruples quadrupled".split(), 4),
}
_SCALES = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "million": 10**6, "b": 10**9, "billion": 10**9,
    "t": 10**12, "trillion": 10**12,
}  # fmt: skip

_FOUND = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?P<letter>[kKMBT](?![A-Za-z]))?"
    rf"|\b(?P<tens>{'|'.join(_TENS)})(?:-(?P<ones>{'|'.join(_ONES)}))?\b"
    rf"|\b(?P<word>{'|'.join(_SMALL)})\b"
    rf"|\b(?P<factor>{'|'.join(_FACTORS)})\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"[\s-]?(?:(?P<scale>thousand|million|billion|trillion)\b)?[\s-]?"
    r"(?:(?P<percent>%|percent\b|per cent\b)|(?P<times>x\b|×|\\times\b|times\b|folds?\b))?",
    re.IGNORECASE,
)
# "4.1-76.7x", "10 to 20%", "10 and 20%": a unit said once is meant for both.
_RANGE = re.compile(r"\s*(?:[-–—]|to|and|or)\s*")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as found: its value in full, "%", "x" or no unit, and its words."""

    value: Decimal
    unit: str
    text: str


def missing_numbers(statement: str, source: str) -> tuple[str, ...]:
    """Return the words of each number in a statement that its source does not hold."""
    held = _sharing_units(source)
    return tuple(
        number.text
        for number in numbers_of(statement)
        if not any(_same(number, other) for other in held)
    )


def numbers_of(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text, in order."""
    return tuple(number for number, _, _ in _numbers(text))


def _sharing_units(text: str) -> tuple[Number, ...]:
    """Return the numbers of a source, the first of a range with the unit of the second."""
    found = list(_numbers(text))
    shared: list[Number] = []
    for (number, _, end), (following, start, _) in pairwise(found):
        unit = following.unit if _RANGE.fullmatch(text[end:start]) else ""
        shared.append(replace(number, unit=number.unit or unit))
    return (*shared, *(number for number, _, _ in found[-1:]))


def _same(number: Number, other: Number) -> bool:
    return number.value == other.value and number.unit in {"", other.unit}


def _numbers(text: str) -> Iterator[tuple[Number, int, int]]:
    """Yield each number, and where it stands."""
    for match in _FOUND.finditer(text):
        unit = _UNIT.match(text, match.end())
        scale, sign, end = "", "", match.end()
        if unit is not None and unit[0]:
            scale = unit["scale"] or ""
            if match["word"] and text[unit.end("scale") :].startswith("-"):
                scale = ""  # "three billion-scale datasets" are three
            sign = "%" if unit["percent"] else "x" if unit["times"] else ""
            end = unit.end() if scale or sign else end
        scale = match["letter"] or scale
        value = _value(match) * _SCALES.get(scale.lower(), 1)
        sign = "x" if match["factor"] else sign
        yield Number(value, sign, text[match.start() : end].strip()), match.start(), end


def _value(match: re.Match[str]) -> Decimal:
    if match["digits"]:
        return Decimal(match["digits"].replace(",", ""))
    if match["tens"]:
        ones = _ONES[match["ones"].lower()] if match["ones"] else 0
        return Decimal(_WORD_VALUES[match["tens"].lower()] + ones)
    if match["word"]:
        return Decimal(_WORD_VALUES[match["word"].lower()])
    return Decimal(_FACTORS[match["factor"].lower()])
