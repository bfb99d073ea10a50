"""What the library's short forms stand for, and how many papers say so: a table of the catalogue.

Counts, not a row a paper: 74,728 abstracts give 98,628 definitions of 38,703 things, one of them
13,324 times. Derived from the papers; `vectorstore.catalogue` owns the connection.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from vectorstore.acronyms import Acronym, fold_long, fold_short, mine_acronyms

_COUNT = """
    INSERT INTO acronyms (short, long, written_short, written_long, papers)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (short, long) DO UPDATE SET papers = papers + excluded.papers
"""
_QUERY = """
    SELECT written_short, written_long, papers FROM acronyms
    WHERE papers > 0 AND (short IN ({}) OR long IN ({})) ORDER BY papers DESC, short, long
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A short form and its words as the first paper writes them; `papers` define it so."""

    short: str
    long: str
    papers: int


def count_definitions(
    connection: sqlite3.Connection, *, gone: Iterable[str], come: Iterable[str]
) -> None:
    """Take the acronyms that the texts `gone` define off the counts, and add those of `come`."""
    change: Counter[tuple[str, str]] = Counter()
    written: dict[tuple[str, str], Acronym] = {}
    for texts, step in ((gone, -1), (come, 1)):
        for text in texts:
            for key, acronym in _once_each(text).items():
                change[key] += step
                written.setdefault(key, acronym)
    connection.executemany(
        _COUNT,
        [
            (*key, written[key].short, written[key].long, papers)
            for key, papers in change.items()
            if papers
        ],
    )


def forget_definitions(connection: sqlite3.Connection) -> None:
    """Empty the table."""
    connection.execute("DELETE FROM acronyms")


def meanings_query(shorts: int, longs: int) -> str:
    """Return the query for so many folded short forms, then so many folded words."""
    return _QUERY.format(",".join("?" * shorts), ",".join("?" * longs))


def _once_each(text: str) -> dict[tuple[str, str], Acronym]:
    return {
        (fold_short(acronym.short), fold_long(acronym.long)): acronym
        for acronym in mine_acronyms(text)
    }
