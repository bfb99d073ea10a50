"""Numbers of a statement as quantities: value, unit and bound, whichever way they are written.

"2x", "2 times" and "twice" are one quantity; "1.4B" and "1.4 billion" another; "up to 230 times"
is not "230 times", nor "about 3 s" "3 s". A range ("4.1-76.7x") is one quantity: half of it says
something else. Digits inside a name (CIFAR-10, GPT-3) are the name's, see `names`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal, TypeAlias

Bound: TypeAlias = Literal["", "most", "least", "about"]

_NUMBER = (
    r"\d{1,3}(?:,\d{3}){1,9}(?:\.\d{1,30})?|\d{1,3}(?:[ \u202f]\d{3}){1,9}"
    r"|\d{1,30}(?:\.\d{1,30})?(?:e[+-]?\d{1,3})?"
)
_UNIT = (
    r"%|percentage points?|percent|per cent|x\b|×|times?\b|folds?\b"
    r"|thousand\b|million\b|billion\b|trillion\b|[kKMBT]\b"
    r"|[KMGT]i?B\b|ms\b|µs\b|us\b|s\b|(?:milli)?seconds?\b|minutes?\b|hours?\b|days?\b|years?\b"
    r"|points?\b|fps\b|FPS\b|FLOPs\b|GFLOPs\b|MACs\b|dollars?\b"
)
_DIGITS = re.compile(
    rf"(?<![\w.@^])(?<![A-Za-z]-)(?P<sign>(?<![\w%)\]])[-−])?(?P<currency>\$)?"
    rf"(?P<number>{_NUMBER})(?P<power>\^\{{?-?\d+\}}?)?(?:[ \u202f-]?(?P<unit>{_UNIT}))?"
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
    "percentage point": "points", "percentage points": "points",
}  # fmt: skip
_BOUNDS: tuple[tuple[str, Bound], ...] = (
    (r"up to|at most|no more than|less than|fewer than|under|below|a maximum of", "most"),
    (r"at least|no less than|more than|greater than|over|above|exceeding|a minimum of", "least"),
    (r"about|around|roughly|approximately|nearly|almost|some", "about"),
)
_BOUND = tuple(
    (re.compile(rf"\b(?:{words})\s+(?:an? )?$", re.IGNORECASE), bound) for words, bound in _BOUNDS
)
# The longest is "a maximum of an "; a window keeps a text of nothing but numbers from costing n².
_BOUND_CHARACTERS_MOST = 24
_JOINED = re.compile(r"\s*[-–]\s*|\s+to\s+")
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
    spans.sort(key=lambda span: span.start)
    return tuple(_with_bound(span, text) for span in _join_ranges(spans, text))


def _from_digits(match: re.Match[str]) -> _Span:
    value = Decimal(re.sub(r"[, \u202f]", "", match["number"]))
    if match["power"]:
        exponent = int(match["power"].strip("^{}"))
        value = value**exponent if value and abs(exponent) <= _POWER_MOST else value
    value, unit = _scaled(-value if match["sign"] else value, match["unit"] or "")
    return _Span(match.start(), match.end(), (value,), match["currency"] or unit)


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


def _join_ranges(spans: list[_Span], text: str) -> list[_Span]:
    """Join the two ends of "4.1-76.7x"; "from 8% to 9%" is a change and stays two quantities."""
    joined: list[_Span] = []
    taken = False
    for span, following in pairwise([*spans, None]):
        if span is None or taken:
            taken = False
            continue
        if following is not None and _is_range(span, following, text):
            values = span.values + following.values
            joined.append(_Span(span.start, following.end, values, following.unit))
            taken = True
        else:
            joined.append(span)
    return joined


def _is_range(first: _Span, second: _Span, text: str) -> bool:
    between = text[first.end : second.start]
    if not _JOINED.fullmatch(between) or first.unit not in {"", second.unit}:
        return False
    return "to" not in between or not _FROM.search(text[: first.start])


def _with_bound(span: _Span, text: str) -> Quantity:
    for pattern, bound in _BOUND:
        window = max(span.start - _BOUND_CHARACTERS_MOST, 0)
        before = pattern.search(text[window : span.start])
        if before:
            start = window + before.start()
            return Quantity(span.values, span.unit, bound, text[start : span.end], start, span.end)
    return Quantity(span.values, span.unit, "", text[span.start : span.end], span.start, span.end)
