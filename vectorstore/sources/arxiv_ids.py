"""An arXiv id taken apart: number, version, and the month that the number tells.

Knows no format: feeds, snapshots and what readers type all write ids in their own ways.
"""

import re
from dataclasses import dataclass

from vectorstore.identity import arxiv_number, arxiv_version

_FEED_PREFIX = re.compile(r"oai:arxiv\.org:", re.IGNORECASE)
_MONTH = re.compile(r"(?:.*/)?(\d{2})(0[1-9]|1[0-2])")
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
    return None if number is None else ArxivId(number, arxiv_version(name))


def first_month(number: str) -> str | None:
    """Return the ISO month in which a number was given out ("2409.13740": "2024-09")."""
    match = _MONTH.match(number)
    if match is None:
        return None
    century = 19 if int(match[1]) >= _FIRST_YEAR else 20
    return f"{century}{match[1]}-{match[2]}"
