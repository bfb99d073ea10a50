"""Papers from the JSON of the Hugging Face Daily Papers API, in every shape it has been kept in.

A list of entries; a list of texts, each what Python's `repr` made of an entry; an object with such
a list under `data`; one paper alone; several of these one after the other. Knows neither files
nor the network, only the address at which the API answers.
"""

import json
import re
from collections.abc import Iterator
from datetime import date as calendar_date

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.hf_entry import HUB, read_entries

FORMAT = "hf-daily"

_API = f"{HUB}/api/daily_papers"
# The most the API gives at once; without it a day is cut after 50 papers.
_LIMIT = 100
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_REMEDY = f"Give what {_API} answered, unchanged, or the saved page."
_NESTED = re.compile(r"""["']paper["']\s{0,20}:\s{0,20}\{""")
_ERROR = re.compile(r'\s*\{\s*"error"\s*:\s*"')
_LONGEST_ERROR_CHARS = 2_000
_BLANK = re.compile(r"\s*")


def daily_address(day: str | None) -> str:
    """Return the address of a day's papers (ISO 8601), or of the newest ones.

    Raises SourceUnreadable for a day that the calendar does not have.
    """
    if day is None:
        return _API
    try:
        if _DAY.fullmatch(day):
            return f"{_API}?date={calendar_date.fromisoformat(day)}&limit={_LIMIT}"
    except ValueError:  # 2025-02-30
        pass
    raise SourceUnreadable(
        f"{day[:40]!r} is no day.",
        remedy="Write it as in hf:daily:2025-03-10, or hf:daily alone for the newest papers.",
    )


def looks_like_hf_daily(head: str) -> bool:
    """Say whether a text begins like an answer of the API, be it one that tells of an error.

    An empty list could come from anywhere and is not claimed.
    """
    if not head.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
        return False
    if _NESTED.search(head):
        return _holds_any(head, "publishedAt", "upvotes", "hidden")
    if _holds_any(head, "authors") and _holds_any(head, "publishedAt", "hidden"):
        return _holds_any(head, "summary", "_id")
    return len(head) <= _LONGEST_ERROR_CHARS and _ERROR.match(head) is not None


def read_hf_daily(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the drafts of an answer in order, and a rejection for each entry that is no paper.

    A day without papers yields nothing. Raises SourceUnreadable when the text is no such answer,
    tells of an error, or holds entries of which none can be read.
    """
    entries = [entry for value in _values(text, place) for entry in _entries(value, place)]
    items = list(read_entries(entries, place, FORMAT))
    if items and all(isinstance(item, Rejection) for item in items):
        first = next(item for item in items if isinstance(item, Rejection))
        raise SourceUnreadable(
            f"{place} holds no paper that can be read: in {first.where}, {first.reason}.",
            remedy=_REMEDY,
        )
    yield from items


def _holds_any(head: str, *keys: str) -> bool:
    return any(f'"{key}"' in head or f"'{key}'" in head for key in keys)


def _values(text: str, place: str) -> Iterator[object]:
    """Yield the JSON values of a text, of which an answer has one and joined answers several."""
    decoder = json.JSONDecoder()
    at = _skip_blank(text, 0)
    while at < len(text):
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise SourceUnreadable(
                f"{place} is no whole JSON: {error.msg} in line {error.lineno}.", remedy=_REMEDY
            ) from None
        except (ValueError, RecursionError):  # a number of 5,000 digits; 100,000 brackets
            raise SourceUnreadable(
                f"{place} holds a number too long or brackets too deep to be read.", remedy=_REMEDY
            ) from None
        yield value
        at = _skip_blank(text, at)


def _skip_blank(text: str, at: int) -> int:
    if text.startswith("\ufeff", at):
        at += 1
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _entries(value: object, place: str) -> list[object]:
    """Return the entries of one answer. Raises SourceUnreadable."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        data = value.get("data")
        if isinstance(data, list):
            return data
        if "paper" in value or "title" in value:
            return [value]
        if isinstance(value.get("error"), str):
            raise SourceUnreadable(
                f"{place} holds no papers; Hugging Face answered {value['error'][:200]!r}.",
                remedy="Check the day, which may not be later than today, or try again later.",
            )
    raise SourceUnreadable(f"{place} is JSON, but not of the Daily Papers API.", remedy=_REMEDY)
