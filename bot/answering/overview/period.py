"""The times a question names ("since 2023", "from March", "last week"), read by rule.

What day it is comes from the caller.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.answering.overview.request import Period

MONTHS = tuple(
    "january february march april may june july august september october november december".split()
)
_MONTH = rf"(?:{'|'.join(f'{name}|{name[:3]}' for name in MONTHS)}|sept)\.?"
_WHEN = rf"(?:{_MONTH}\s+(?:\d{{1,2}},?\s+)?)?(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|{_MONTH}(?!\w)"
_PUBLISHED = r"(?:(?:that (?:were|was)\s+|which were\s+)?(?:published|released|written|dated)\s+)?"
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def read_period(text: str, today: date) -> tuple[Period, str]:
    """Return the time a question names and the question without it."""
    for pattern, read in _READERS:
        found = re.search(rf"\s*\b{_PUBLISHED}{pattern}", text, re.IGNORECASE)
        if found:
            period = read(found, today)
            if period:
                return period, f"{text[: found.start()]} {text[found.end() :]}".strip()
    return Period(), text


def month_of(when: str | None) -> int | None:
    """Return the month of a paper's date, whether in figures or in words, None without one."""
    if not when:
        return None
    figures = re.match(r"\d{4}-(\d\d)", when)
    if figures:
        return int(figures[1])
    word = re.search(_MONTH, when, re.IGNORECASE)
    return _month(word[0]) if word else None


def is_dated(when: str | None) -> bool:
    """Say whether a paper's date has a year, so that it can be ordered."""
    return bool(when and re.match(r"\d{4}", when))


def _month(word: str) -> int:
    return next(n for n, name in enumerate(MONTHS, start=1) if name[:3] == word[:3].lower())


def _iso(when: str) -> str | None:
    """Return a year, a month of a year or a day as ISO 8601, None for a month alone."""
    if re.match(r"\d", when):
        return when
    year = re.search(r"(?:19|20)\d\d", when)
    if not year:
        return None
    day = re.search(r"\b(\d{1,2}),?\s+(?=(?:19|20)\d\d)", when)
    return f"{year[0]}-{_month(when):02}" + (f"-{int(day[1]):02}" if day else "")


def _next(iso: str, step: int) -> str:
    """Return the year, month or day after (or before) one."""
    if len(iso) == len("2024-09-20"):
        return (date.fromisoformat(iso) + timedelta(days=step)).isoformat()
    if len(iso) == len("2024-09"):
        months = int(iso[:4]) * 12 + int(iso[5:]) - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    return str(int(iso) + step)


def _since(found: re.Match[str], _: date) -> Period | None:
    iso = _iso(found[2])
    if iso is None:
        return None
    late = found[1].lower() in {"after", "later than", "newer than"}
    return Period(after=_next(iso, 1) if late else iso, words=f"{found[1].lower()} {found[2]}")


def _until(found: re.Match[str], _: date) -> Period | None:
    iso = _iso(found[2])
    if iso is None:
        return None
    early = found[1].lower() in {"before", "earlier than", "older than"}
    return Period(before=_next(iso, -1) if early else iso, words=f"{found[1].lower()} {found[2]}")


def _between(found: re.Match[str], _: date) -> Period | None:
    first, last = _iso(found[1]), _iso(found[2])
    if first is None or last is None:
        return None
    return Period(after=first, before=last, words=f"from {found[1]} to {found[2]}")


def _within(found: re.Match[str], _: date) -> Period | None:
    iso = _iso(found[2])
    words = f"in {found[2]}"
    if iso is None:
        return Period(month=_month(found[2]), words=words)
    return Period(after=iso, before=iso, words=words)


def _recent(found: re.Match[str], today: date) -> Period:
    days = int(found[1] or 1) * _DAYS[found[2].lower()]
    since = (today - timedelta(days=days)).isoformat()
    return Period(after=since, words=f"since {since}")


def _this(found: re.Match[str], today: date) -> Period:
    iso = today.isoformat()
    kept = {"year": iso[:4], "month": iso[:7]}.get(found[1].lower(), iso)
    if found[1].lower() == "week":
        kept = (today - timedelta(days=today.weekday())).isoformat()
    return Period(after=kept, words=f"since {kept}")


_UNITS = r"(?:(\d{1,3})\s+)?(day|week|month|year)s?"
_READERS: tuple[tuple[str, Callable[[re.Match[str], date], Period | None]], ...] = (
    (rf"(?:between|from)\s+({_WHEN})\s+(?:and|to|until)\s+({_WHEN})", _between),
    (rf"(from)\s+({_WHEN})\s+on(?:wards)?\b", _since),
    (rf"(since|after|later than|newer than)\s+({_WHEN})", _since),
    (rf"(before|until|up to|earlier than|older than)\s+({_WHEN})", _until),
    (rf"(in|from|during|of|on)\s+({_WHEN})", _within),
    (rf"(?:(?:in|from|within|over|during)\s+)?(?:the\s+)?(?:last|past)\s+{_UNITS}\b", _recent),
    (r"(?:(?:from|of|in)\s+)?this\s+(week|month|year)\b", _this),
    (r"(?:from\s+)?(today)\b", _this),
)
