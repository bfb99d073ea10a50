"""Dates as bibliographies write them ("1 Nov. 2021", month = nov, 2021/11/05) to ISO 8601."""

import re
from datetime import date as calendar_date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_NAME = re.compile(r"(?i)(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}")
_NUMERIC = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
# No bibliography's date is longer; the patterns need not see the rest.
_MAX_CHARS = 100


def iso_date(year: int, month: int | None = None, day: int | None = None) -> str:
    """Return the ISO date as far as it is a date: a day that does not exist is left off."""
    if month is None or not 1 <= month <= len(_MONTHS):
        return f"{year:04}"
    try:
        return calendar_date(year, month, day or 0).isoformat()
    except ValueError:  # no day, or the 31st of February
        return f"{year:04}-{month:02}"


def read_date(words: str) -> str | None:
    """Return the ISO date that words name, of a range its start; None where no year is named."""
    words = words.strip()[:_MAX_CHARS]
    numeric = _NUMERIC.match(words)
    if numeric is not None:
        return iso_date(int(numeric[1]), int(numeric[2]), int(numeric[3] or 0))
    year = _YEAR.search(words)
    if year is None:
        return None
    rest = f"{words[: year.start()]} {words[year.end() :]}"
    return iso_date(int(year[1]), read_month(rest), _read_day(rest) if _NAME.search(rest) else None)


def read_month(words: str) -> int | None:
    """Return the month that words name or count ("nov", "November", "11"), None for none."""
    name = _NAME.search(words)
    if name is not None:
        return _MONTHS.index(name[1].lower()) + 1
    alone = words.strip()
    return int(alone) if alone.isascii() and alone.isdigit() and int(alone[:3]) <= 12 else None  # noqa: PLR2004 (months of a year)


def read_parts(year: str, month: str = "", day: str = "") -> str | None:
    """Return the ISO date of a year, month and day told apart, None where there is no year.

    A month may bring its day with it (`month = "20~sep"`).
    """
    found = _YEAR.search(year[:_MAX_CHARS])
    if found is None:
        return None
    month = month[:_MAX_CHARS]
    told = _read_day(day[:_MAX_CHARS]) or (_read_day(month) if _NAME.search(month) else None)
    return iso_date(int(found[1]), read_month(month), told)


def _read_day(words: str) -> int | None:
    found = _DAY.search(words)
    return None if found is None else int(found[1])
