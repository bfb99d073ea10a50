"""What a narrowed search reads of every paper, in memory: facets and codes, in step with the rows.

Kept in stretches of row numbers, each loaded when it is first needed and again after a change in
it: an addition of 64 papers costs the next narrowed search one stretch, not the library.
"""

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeAlias

import numpy as np

from vectorstore.codes import Codes
from vectorstore.database import Database
from vectorstore.filtering import Faceted, Facets, Mask
from vectorstore.records import Filters, Vectors

# Loaded in some 40 ms.
_STRETCH = 8192
_LAST = "SELECT coalesce(max(seq), -1) FROM papers"
_ROWS = """
    SELECT id, date, source, categories, names, code, tags, (
        SELECT group_concat(DISTINCT places.source) FROM origins JOIN places USING (place_no)
        WHERE origins.seq = papers.seq
    )
    FROM papers LEFT JOIN codes USING (seq) WHERE seq >= ? AND seq < ?
"""


_Row: TypeAlias = tuple[str, str | None, str, str, str, bytes | None, str, str | None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The papers of neighbouring rows, row by row."""

    ids: tuple[str, ...]
    facets: Facets
    codes: Codes


@dataclass(frozen=True, slots=True)
class Narrowed:
    """The papers that pass a filter: a mask for each stretch."""

    parts: Sequence[tuple[Stretch, Mask]]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of them."""
        return frozenset(
            paper_id for stretch, mask in self.parts for paper_id in compress(stretch.ids, mask)
        )

    def nearest(self, vector: Vectors, limit: int) -> dict[str, float]:
        """Return the papers nearest to a unit vector with their cosines, best first.

        Every paper that passes is looked at; cosines are right to some .002.
        """
        found: list[tuple[float, str]] = []
        for stretch, mask in self.parts:
            rows = np.flatnonzero(mask & stretch.codes.known)
            cosines = stretch.codes.similarities(vector, rows)
            best = np.argpartition(-cosines, limit)[:limit] if limit < len(rows) else slice(None)
            near = zip(cosines[best].tolist(), rows[best].tolist(), strict=True)
            found += [(-cosine, stretch.ids[row]) for cosine, row in near]
        return {paper_id: -distance for distance, paper_id in sorted(found)[:limit]}


class Shelf:
    """Narrows to the papers that pass. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stretches: dict[int, Stretch] = {}
        self._lock = threading.Lock()
        self._foreign = 0  # changes with each commit of another process

    def narrow(self, filters: Filters) -> Narrowed:
        """Return the papers that pass the filters."""
        return Narrowed(
            tuple((stretch, stretch.facets.passing(filters)) for stretch in self._current())
        )

    def touch(self, seqs: Iterable[int]) -> None:
        """Note that these rows are other than before, or gone: to be called after the commit."""
        numbers = {seq // _STRETCH for seq in seqs}
        with self._lock:
            for number in numbers:
                self._stretches.pop(number, None)

    def clear(self) -> None:
        """Note that every row is other than before."""
        with self._lock:
            self._stretches.clear()

    def _current(self) -> list[Stretch]:
        # The database is held for one stretch at a time: a million papers take 5 s to load.
        with self._lock:
            with self._database.reading() as connection:
                foreign: int = connection.execute("PRAGMA data_version").fetchone()[0]
                last: int = connection.execute(_LAST).fetchone()[0]
            if foreign != self._foreign:
                self._stretches.clear()
                self._foreign = foreign
            for number in range(last // _STRETCH + 1):
                if number not in self._stretches:
                    self._stretches[number] = self._load(number)
            return list(self._stretches.values())

    def _load(self, number: int) -> Stretch:
        bounds = number * _STRETCH, (number + 1) * _STRETCH
        with self._database.reading() as connection:
            rows = connection.execute(_ROWS, bounds).fetchall()
        return _stretch(rows)


def _stretch(rows: Sequence[_Row]) -> Stretch:
    return Stretch(
        ids=tuple(row[0] for row in rows),
        facets=Facets.of(
            [
                Faceted(
                    date,
                    {source, *(origins or "").split(",")},
                    json.loads(categories),
                    names,
                    json.loads(tags),
                )
                for _, date, source, categories, names, _, tags, origins in rows
            ]
        ),
        codes=Codes.decode([row[5] for row in rows]),
    )
