"""What may be wrong inside the catalogue: table held against table, and rows against themselves.

Reads everything and changes nothing. Knows no index.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vectorstore.database import Database

_PAGE = 500
_NO_PAPER = "SELECT count(*) FROM {} WHERE seq NOT IN (SELECT seq FROM papers)"
_NO_TITLE = "SELECT count(*) FROM papers WHERE seq NOT IN (SELECT seq FROM titles)"
_NO_CODE = """
    SELECT count(*) FROM papers
    WHERE indexed = 1 AND passages > 0 AND seq NOT IN (SELECT seq FROM codes)
"""
_TEXTS = "SELECT abstract, sentences, seq FROM papers WHERE seq > ? ORDER BY seq LIMIT ?"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong, as one sentence; what is `derived` from the papers a reindex makes anew."""

    message: str
    derived: bool = False


def flaws(database: Database) -> Iterator[Flaw]:
    """Yield what is wrong in a catalogue; mostly nothing. Raises StorageFailed."""
    for row in database.rows("PRAGMA integrity_check(5)"):
        if row[0] != "ok":
            yield Flaw(f"The catalogue is damaged: {row[0]}.")
    for table in ("aliases", "titles", "origins", "versions", "given", "heard", "codes"):
        if strays := _number(database, _NO_PAPER.format(table)):
            message = f"The catalogue's {table} speak of {strays:,} papers that are not there."
            yield Flaw(message, derived=table == "codes")
    if untitled := _number(database, _NO_TITLE):
        yield Flaw(f"{untitled:,} papers cannot be found by their title.")
    if uncoded := _number(database, _NO_CODE):
        yield Flaw(f"Filtered searches miss {uncoded:,} papers by meaning.", derived=True)
    if uncut := sum(not _cut(*texts) for texts in _texts(database)):
        yield Flaw(f"Sentences of {uncut:,} papers lie outside the abstract.", derived=True)


def _number(database: Database, query: str) -> int:
    return int(database.rows(query)[0][0])


def _texts(database: Database) -> Iterator[tuple[str, str]]:
    last = 0
    while rows := database.rows(_TEXTS, (last, _PAGE)):
        last = int(rows[-1][-1])
        yield from ((row[0], row[1]) for row in rows)


def _cut(abstract: str, sentences: str) -> bool:
    """Say whether sentences follow one another within their abstract."""
    try:
        places = [int(place) for start, end in json.loads(sentences) for place in (start, end)]
    except (ValueError, TypeError):
        return False
    return places == sorted(places) and all(0 <= place <= len(abstract) for place in places)
