"""An arXiv id taken apart: number, version, and the month that the number tells.

Knows no format: feeds, snapshots and what readers type all write ids in their own ways.
"""

import re
from dataclasses import dataclass

from vectorstore.identity import arxiv_number

_FEED_PREFIX = re.compile(r"oai:arxiv\.org:", re.IGNORECASE)
_VERSION = re.compile(r"v([1-9]\d{0,3})(?:\.pdf)?/?(?:[?#].*)?", re.IGNORECASE)
_MONTH = re.compile(r"(?:.*/)?(\d{2})(0[1-9]|1[0-2])")
_SUBJECT = re.compile(r"\.[a-z]{2}/")  # "math.gt/0309136", as papers cite it, is math/0309136
_FIRST_YEAR = 91  # arXiv began in 1991: "91" to "99" are of the last century


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An arXiv number ("2409.13740", "math/0309136") and the version, None where none is named."""

    number: str
    version: int | None = None

    def __str__(self) -> str:
        return self.number if self.version is None else f"{self.number}v{self.version}"


def parse_arxiv_id(text: str) -> ArxivId | None:
    """Return the id that a number, an address or an `oai:` name stands for, None for none."""
    name = _FEED_PREFIX.sub("", text.strip(), count=1)
    number = arxiv_number(name)
    if number is None:
        return None
    after = name.lower().partition(number)[2]
    version = _VERSION.fullmatch(after)
    number = _SUBJECT.sub("/", number)
    return ArxivId(number, None if version is None else int(version[1]))


def first_month(number: str) -> str | None:
    """Return the ISO month in which a number was given out ("2409.13740": "2024-09")."""
    match = _MONTH.match(number)
    if match is None:
        return None
    century = 19 if int(match[1]) >= _FIRST_YEAR else 20
    return f"{century}{match[1]}-{match[2]}"
