"""Numbers of a statement as quantities: value, unit and bound, whichever way they are written.

"2x", "2 times" and "twice" are one quantity; "1.4B" and "1.4 billion" another, and so are "10^-3",
"10⁻³" and "0.001"; "up to 230 times" is not "230 times", nor "about 3 s" "3 s". A range
("4.1-76.7x") is one quantity: half of it says something else, and so are a ratio ("3:1") and a
value with its error ("0.5 ± 0.1"). Digits inside a name (CIFAR-10, GPT-3) are the name's, see
`names`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

from bot.answering.worded_amounts import find_worded_amounts

Bound: TypeAlias = Literal["", "most", "least", "about"]

# "10^-3", "10^{-3}" and "10⁻³" as LaTeX is rendered.
_RAISED = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_PLAIN = str.maketrans(f"{_RAISED}−", "+-0123456789-")
_EXPONENT = rf"(?:\^\{{?[-−+]?\d{{1,30}}\}}?|[⁺⁻]?[{_RAISED[2:]}]{{1,30}})"
# Medical journals write a decimal with a raised dot: 3·8.
_NUMBER = (
    r"\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,30})?|\d{1,3}(?:[ \u202f]\d{3}){1,9}"
    rf"|\d{{1,30}}(?:(?:\.|·(?!10[\^{_RAISED}]))\d{{1,30}})?(?:[eE][+-]?\d{{1,3}})?"
)
_UNIT = (
    r"%|percentage points?|pp\b|percent|per cent|x\b|×|times?\b|folds?\b|orders? of magnitude\b"
    r"|thousand\b|million\b|billion\b|trillion\b|[kKMBT]\b"
    r"|[KMGT]i?B\b|ms\b|µs\b|us\b|s\b|(?:milli)?seconds?\b|minutes?\b|hours?\b|days?\b|weeks?\b"
    r"|months?\b|years?\b|kg\b|mg\b|µg\b|m[lL]\b|mm\b|cm\b|km\b|nm\b|µm\b|[kMG]?Hz\b|dB\b|°C\b"
    r"|points?\b|fps\b|FPS\b|FLOPs\b|GFLOPs\b|MACs\b|dollars?\b"
)
_DIGITS = re.compile(
    rf"(?<![\w.@^])(?<![A-Za-z]-)(?P<sign>(?<![\w%)\]])[-−])?(?P<currency>\$)?"
    rf"(?P<number>{_NUMBER})(?:(?P<power>{_EXPONENT})"
    rf"|[ \u202f]?[×x*·][ \u202f]?10(?P<tens>{_EXPONENT}))?"
    rf"(?:[ \u202f-]?(?P<unit>{_UNIT}))?"
    r"(?![^\W_]|[.,]\d)"
)
_WORDS = re.compile(
    r"(?<!-)\b(?:(?P<alone>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty"
    r"|fifty|sixty|seventy|eighty|ninety|twice|thrice)"
    r"(?!-(?:one|two|three|four|five|six|seven|eight|nine|thirds?|quarters?|fifths?|halves)\b)"
    rf"(?:[ -](?P<unit>{_UNIT}))?|(?P<one>one) (?P<one_unit>{_UNIT}))(?![^\W_])",
    re.IGNORECASE,
)
_WORD_VALUES = {
    word: Decimal(value)
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_WORD_VALUES |= {
    word: Decimal(value * 10)
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_ADVERBS = {"twice": Decimal(2), "thrice": Decimal(3)}
_SCALE = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "billion": 9, "t": 12, "trillion": 12,
}  # fmt: skip
_UNITS = {
    "percent": "%", "per cent": "%", "×": "x", "time": "x", "times": "x", "fold": "x", "folds": "x",
    "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h",
    "day": "d", "days": "d", "year": "y", "years": "y", "us": "µs", "point": "points",
    "millisecond": "ms", "milliseconds": "ms", "dollar": "$", "dollars": "$",
    "percentage point": "points", "percentage points": "points", "pp": "points",
    "order of magnitude": "tens", "orders of magnitude": "tens", "week": "w", "weeks": "w",
    "month": "mo", "months": "mo",
}  # fmt: skip
_MOST = (
    r"up to|at most|no more than|less than|fewer than|under|below|a maximum of"
    r"|as (?:many|much|high|large|long) as"
)
_LEAST = (
    r"at least|no less than|more than|greater than|over|above|exceeding|a minimum of"
    r"|as (?:few|little|low|small) as"
)
_ABOUT = r"about|around|roughly|approximately|nearly|almost|some|circa"
_BOUNDS: tuple[tuple[str, str, Bound], ...] = (
    (_MOST, "[<≤]=?", "most"),
    (_LEAST, "[>≥]=?", "least"),
    (_ABOUT, "[~≈]", "about"),
)
_BOUND = tuple(
    (re.compile(rf"(?:\b(?:{words})\s+(?:an? )?|(?:{signs})\s*)$", re.IGNORECASE), bound)
    for words, signs, bound in _BOUNDS
)
# The longest is "a maximum of an "; a window keeps a text of nothing but numbers from costing n².
_BOUND_CHARACTERS_MOST = 24
_JOINED = re.compile(r"\s*[-–]\s*|\s+to\s+")
_ERROR = re.compile(r"\s*(?:±|\+/[-−])\s*")
_FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
# Larger powers than this are no measurement, and would overflow a decimal.
_POWER_MOST = 99

Values: TypeAlias = tuple[Decimal, ...]
Amount: TypeAlias = tuple[Values, str, Bound]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or the two ends of a range, with unit ("" for none), bound, and place.

    `text` is `[start:end]` of what it was found in, words like "up to" included.
    """

    values: Values
    unit: str
    bound: Bound
    text: str
    start: int
    end: int

    @property
    def amount(self) -> Amount:
        """Return what makes two quantities the same."""
        return self.values, self.unit, self.bound


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    values: Values
    unit: str


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text, in order of place."""
    spans = [_from_digits(m) for m in _DIGITS.finditer(text)]
    spans += [_from_words(m) for m in _WORDS.finditer(text)]
    spans += [_Span(a.start, a.end, (a.value,), a.unit) for a in find_worded_amounts(text)]
    return tuple(_with_bound(span, text) for span in _join_pairs(_apart(spans), text))


def _apart(spans: list[_Span]) -> list[_Span]:
    """Return the spans in order of place, the longer one of two that overlap."""
    apart: list[_Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart


def _from_digits(match: re.Match[str]) -> _Span:
    value = Decimal(re.sub(r"[, \u202f]", "", match["number"]).replace("·", "."))
    if match["power"]:
        exponent = _exponent(match["power"])
        value = value**exponent if value and abs(exponent) <= _POWER_MOST else value
    if match["tens"]:
        exponent = _exponent(match["tens"])
        value = value.scaleb(exponent) if abs(exponent) <= _POWER_MOST else value
    value, unit = _scaled(-value if match["sign"] else value, match["unit"] or "")
    return _Span(match.start(), match.end(), (value,), match["currency"] or unit)


def _exponent(written: str) -> int:
    return int(written.strip("^{}").translate(_PLAIN))


def _from_words(match: re.Match[str]) -> _Span:
    word = (match["alone"] or match["one"]).lower()
    if word in _ADVERBS:
        return _Span(match.start(), match.end(), (_ADVERBS[word],), "x")
    value, unit = _scaled(_WORD_VALUES[word], match["unit"] or match["one_unit"] or "")
    return _Span(match.start(), match.end(), (value,), unit)


def _scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    folded = unit.lower()
    if folded in _SCALE and unit not in {"m", "t", "b"}:
        return (value * 10 ** _SCALE[folded]).normalize(), ""
    return value.normalize(), _UNITS.get(folded, unit)


def _join_pairs(spans: list[_Span], text: str) -> list[_Span]:
    """Join the two ends of "4.1-76.7x", of "3:1" and of "0.5 ± 0.1".

    "From 8% to 9%" is a change and stays two quantities.
    """
    joined: list[_Span] = []
    taken = False
    for span, following in pairwise([*spans, None]):
        if span is None or taken:
            taken = False
            continue
        unit = None if following is None else _joint_unit(span, following, text)
        if following is not None and unit is not None:
            values = span.values + following.values
            joined.append(_Span(span.start, following.end, values, unit))
            taken = True
        else:
            joined.append(span)
    return joined


def _joint_unit(first: _Span, second: _Span, text: str) -> str | None:
    """Return the unit of two numbers that are one quantity, None where they are two."""
    between = text[first.end : second.start]
    if first.unit not in {"", second.unit}:
        return None
    if between == ":":
        return ":"
    if _ERROR.fullmatch(between):
        return f"±{second.unit}"
    if not _JOINED.fullmatch(between):
        return None
    change = "to" in between and _FROM.search(text[: first.start])
    return None if change else second.unit


def _with_bound(span: _Span, text: str) -> Quantity:
    for pattern, bound in _BOUND:
        window = max(span.start - _BOUND_CHARACTERS_MOST, 0)
        before = pattern.search(text[window : span.start])
        if before:
            start = window + before.start()
            return Quantity(span.values, span.unit, bound, text[start : span.end], start, span.end)
    return Quantity(span.values, span.unit, "", text[span.start : span.end], span.start, span.end)
