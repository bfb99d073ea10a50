"""Numbers of a statement as quantities: value, unit, bound, and the words they are tied to.

"2x", "2 times" and "twice" are one quantity; "1.4B" and "1.4 billion" another; "up to 230 times"
is not "230 times". Digits inside a name (CIFAR-10, GPT-3) are the name's, see `names`.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.answering.words import FUNCTION_WORDS, split_words, stem

Bound: TypeAlias = Literal["", "max", "min"]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[ \u202f]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_QUANTITY = re.compile(
    rf"(?<![\w.@^])(?<![A-Za-z]-)(?P<number>{_NUMBER})(?P<power>\^\{{?-?\d+\}}?)?"
    r"(?:[ \u202f-]?(?P<unit>%|percentage points?|percent|per cent|x\b|×|times?\b|folds?\b"
    r"|thousand\b|million\b|billion\b|trillion\b|[kKMBT]\b"
    r"|[KMGT]i?B\b|ms\b|µs\b|us\b|seconds?\b|s\b|minutes?\b|hours?\b|days?\b|years?\b"
    r"|milliseconds?\b|points?\b|fps\b|FPS\b|FLOPs\b|GFLOPs\b|MACs\b))?",
)
_WORDS = re.compile(
    r"\b(?P<word>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|thrice)\b"
    r"(?:[ -](?P<unit>times|fold|thousand|million|billion|trillion|milliseconds?|seconds?|hours?"
    r"|points?|percent)\b)?",
    re.IGNORECASE,
)
_WORD_VALUES = {
    word: Decimal(value)
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
_SCALE = {
    "k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "billion": 9, "t": 12, "trillion": 12,
}  # fmt: skip
_UNITS = {
    "percent": "%", "per cent": "%", "×": "x", "time": "x", "times": "x", "fold": "x", "folds": "x",
    "second": "s", "seconds": "s", "minute": "min", "minutes": "min", "hour": "h", "hours": "h",
    "day": "d", "days": "d", "year": "y", "years": "y", "us": "µs", "point": "points",
    "millisecond": "ms", "milliseconds": "ms",
    "percentage point": "points", "percentage points": "points",
}  # fmt: skip
_BOUNDS: tuple[tuple[re.Pattern[str], Bound], ...] = (
    (
        re.compile(
            r"(?:up to|at most|no more than|less than|fewer than|under|below|maximum of)\s+"
            r"(?:an? )?$",
            re.IGNORECASE,
        ),
        "max",
    ),
    (
        re.compile(
            r"(?:at least|no less than|more than|greater than|over|above|exceeding|minimum of)\s+"
            r"(?:an? )?$",
            re.IGNORECASE,
        ),
        "min",
    ),
)
# A number is tied to the words near it, up to the next break of the sentence.
_BREAK = re.compile(r"[,;:]|\b(?:and|or|but|while|whereas|versus|vs|compared)\b", re.IGNORECASE)
_REACH_WORDS = 4
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset(
    stem(month)
    for month in """January February March April May June July August September October November
    December""".split()
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its unit ("" for none), its bound, and the stems it is tied to.

    `after` and `before` are the stems of the nearest content words on each side, nearest first,
    not beyond a comma, a conjunction or another number.
    """

    value: Decimal
    unit: str
    bound: Bound
    text: str
    start: int
    end: int
    after: tuple[str, ...]
    before: tuple[str, ...]

    def same_amount(self, other: "Quantity") -> bool:
        """Say whether two quantities are equal in value, unit and bound."""
        return (self.value, self.unit, self.bound) == (other.value, other.unit, other.bound)

    @property
    def is_date(self) -> bool:
        """Say whether this looks like a year or a day of a month, which is tied to nothing."""
        if self.unit:
            return False
        return _YEAR.fullmatch(self.text) is not None or bool(_MONTHS & set(self.before[:1]))

    @property
    def tied(self) -> tuple[str, ...]:
        """Return the stems on both sides."""
        return self.after + self.before


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text, in order of place."""
    spans = [_from_digits(m) for m in _QUANTITY.finditer(text)]
    spans += [_from_words(m) for m in _WORDS.finditer(text)]
    spans.sort(key=lambda span: span[0])
    # "4.1-76.7x": the first end of a range takes the unit of the second.
    for i in range(len(spans) - 1):
        start, end, value, unit = spans[i]
        between = text[end : spans[i + 1][0]]
        if not unit and between.strip() in {"-", "–", "to"}:
            spans[i] = (start, end, value, spans[i + 1][3])
    places = [
        (start, end)
        for start, end, _, unit in spans
        if unit or not _YEAR.fullmatch(text, start, end)
    ]
    return tuple(
        Quantity(
            value=value,
            unit=unit,
            bound=_bound(text[:start]),
            text=text[start:end],
            start=start,
            end=end,
            after=_tied(text, end, places, forward=True),
            before=_tied(text, start, places, forward=False),
        )
        for start, end, value, unit in spans
    )


_Span: TypeAlias = tuple[int, int, Decimal, str]


def _from_digits(match: re.Match[str]) -> _Span:
    value = Decimal(re.sub(r"[, \u202f]", "", match["number"]))
    if match["power"]:
        exponent = int(match["power"].strip("^{}"))
        value = value**exponent if abs(exponent) < 1000 else value  # noqa: PLR2004 - hostile input
    return match.start(), match.end(), *_scaled(value, match["unit"] or "")


def _from_words(match: re.Match[str]) -> _Span:
    word = match["word"].lower()
    if word in {"twice", "thrice"}:
        return match.start(), match.end(), Decimal(2 if word == "twice" else 3), "x"
    return match.start(), match.end(), *_scaled(_WORD_VALUES[word], match["unit"] or "")


def _scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    folded = unit.lower()
    if folded in _SCALE and unit not in {"m", "t", "b"}:
        return (value * 10 ** _SCALE[folded]).normalize(), ""
    return value.normalize(), _UNITS.get(folded, unit)


def _bound(before: str) -> Bound:
    return next((bound for pattern, bound in _BOUNDS if pattern.search(before)), "")


def _tied(
    text: str, place: int, places: list[tuple[int, int]], *, forward: bool
) -> tuple[str, ...]:
    """Return the content stems beside a number, nearest first, up to a break or another number."""
    if forward:
        stop = min((start for start, _ in places if start >= place), default=len(text))
        found = _BREAK.search(text, place, stop)
        span = text[place : found.start() if found else stop]
    else:
        stop = max((end for _, end in places if end <= place), default=0)
        found_ends = [m.end() for m in _BREAK.finditer(text, stop, place)]
        span = text[found_ends[-1] if found_ends else stop : place]
    stems = [
        stem(word.text) for word in split_words(span) if word.text.lower() not in FUNCTION_WORDS
    ]
    ordered = stems if forward else stems[::-1]
    return tuple(ordered[:_REACH_WORDS])
