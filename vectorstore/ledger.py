"""What the catalogue remembers beside the papers: who told of each, older words, ids given up.

Tables of the catalogue, read and written inside its transactions; `vectorstore.catalogue` owns the
connection. Times are ISO 8601 outside and seconds since 1970 in the tables: 75,000 rows fewer MB.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from functools import lru_cache

from vectorstore.identity import title_id
from vectorstore.mending import encodable
from vectorstore.records import Origin, Paper, Version
from vectorstore.works import Change, Told


def place_number(connection: sqlite3.Connection, source: str, place: str) -> int:
    """Return the number of a place that papers are read from in a format, noting it if need be.

    The name of a file may be of any bytes; one that is no text is noted as far as it is.
    """
    place = encodable(place)
    known = connection.execute(
        "SELECT place_no FROM places WHERE source = ? AND place = ?", (source, place)
    ).fetchone()
    if known is None:
        row = connection.execute(
            "INSERT INTO places (source, place) VALUES (?, ?)", (source, place)
        )
        return int(row.lastrowid or 0)
    return int(known[0])


def note(connection: sqlite3.Connection, seq: int, change: Change, now: str) -> None:
    """Remember everything that a change tells besides the paper's own row."""
    _take_over(connection, seq, change)
    _note_ids(connection, seq, change.paper)
    for told in change.told:
        _note_told(connection, seq, told, now)
    _note_versions(connection, seq, change.replaced)
    if change.spoken is not None:
        if change.seq is not None:
            connection.execute("DELETE FROM given WHERE seq = ?", (seq,))
        _note_given(connection, seq, change.spoken)


def _note_given(connection: sqlite3.Connection, seq: int, told: Told) -> None:
    """Keep the words as the source has them where more than white space was changed."""
    draft = told.draft
    words = draft.as_given or (draft.title, draft.abstract)
    given = [encodable(" ".join(text.split())) for text in words]
    if given != [told.paper.title, told.paper.abstract]:
        connection.execute("INSERT INTO given VALUES (?, ?, ?)", (seq, *given))


def note_origins(
    connection: sqlite3.Connection, place_no: int, seqs: Iterable[int], now: str
) -> None:
    """Remember that a place told of these papers, without anything new; deleted ones are not."""
    at = _seconds(now)
    connection.executemany(
        "INSERT OR IGNORE INTO origins SELECT seq, ?, ?, ? FROM papers WHERE seq = ?",
        [(place_no, at, at, seq) for seq in seqs],
    )


def forget(connection: sqlite3.Connection, seq: int) -> None:
    """Remove what was remembered of a paper; its origin may tell of it again."""
    for table in ("aliases", "titles", "origins", "versions", "given", "heard"):
        connection.execute(f"DELETE FROM {table} WHERE seq = ?", (seq,))  # noqa: S608 (our names)


def bury(connection: sqlite3.Connection, paper_id: str, passages: int) -> None:
    """Note an id that the indexes are to forget, with the bound of its ordinals."""
    connection.execute(
        "INSERT INTO graves VALUES (?, ?)"
        " ON CONFLICT (id) DO UPDATE SET passages = max(passages, excluded.passages)",
        (paper_id, passages),
    )


def origins(connection: sqlite3.Connection, seqs: Sequence[int]) -> Mapping[int, list[Origin]]:
    """Return who told of these papers, the first ones first; at most 900 papers."""
    query = (
        "SELECT seq, source, place, first_seen, last_seen FROM origins JOIN places USING (place_no)"  # noqa: S608 (marks)
        f" WHERE seq IN ({_marks(seqs)}) ORDER BY first_seen, place_no"
    )
    rows = connection.execute(query, list(seqs))
    found: dict[int, list[Origin]] = {}
    for seq, source, place, first, last in rows:
        found.setdefault(seq, []).append(Origin(source, place, _iso(first), _iso(last)))
    return found


def versions(connection: sqlite3.Connection, seqs: Sequence[int]) -> Mapping[int, list[Version]]:
    """Return the replaced words of these papers, the oldest first; at most 900 papers."""
    query = (
        "SELECT seq, number, title, abstract, date, replaced_at FROM versions"  # noqa: S608 (marks)
        f" WHERE seq IN ({_marks(seqs)}) ORDER BY seq, n"
    )
    rows = connection.execute(query, list(seqs))
    found: dict[int, list[Version]] = {}
    for seq, *fields in rows:
        found.setdefault(seq, []).append(Version(*fields))
    return found


def given(connection: sqlite3.Connection, seqs: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Return title and abstract as their source has them, where these were changed."""
    rows = connection.execute(
        f"SELECT seq, title, abstract FROM given WHERE seq IN ({_marks(seqs)})",  # noqa: S608 (marks)
        list(seqs),
    )
    return {seq: (title, abstract) for seq, title, abstract in rows}


def _note_ids(connection: sqlite3.Connection, seq: int, paper: Paper) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO aliases VALUES (?, ?)", [(known, seq) for known in paper.also]
    )
    key = title_id(paper.title)
    connection.execute("INSERT OR IGNORE INTO titles VALUES (?, ?)", (key, seq))


def _note_told(connection: sqlite3.Connection, seq: int, told: Told, now: str) -> None:
    connection.execute("INSERT OR REPLACE INTO heard VALUES (?, ?)", (told.digest, seq))
    draft = told.draft
    # The file of an export is no origin of its own: it carries those of its papers.
    for origin in draft.origins or (Origin(draft.source, draft.place, now, now),):
        connection.execute(
            "INSERT INTO origins VALUES (?, ?, ?, ?) ON CONFLICT (seq, place_no) DO UPDATE SET"
            " first_seen = min(first_seen, excluded.first_seen),"
            " last_seen = max(last_seen, excluded.last_seen)",
            (
                seq,
                place_number(connection, origin.source, origin.place),
                _past(origin.first_seen, now),
                _past(origin.last_seen, now),
            ),
        )
    _note_versions(connection, seq, draft.older)


def _note_versions(connection: sqlite3.Connection, seq: int, older: Iterable[Version]) -> None:
    """Keep replaced words, each only once."""
    for version in older:
        words = (seq, version.title, version.abstract)
        known = connection.execute(
            "SELECT 1 FROM versions WHERE seq = ? AND title = ? AND abstract = ?", words
        ).fetchone()
        if known is None:
            connection.execute(
                "INSERT INTO versions SELECT ?, coalesce(max(n), 0) + 1, ?, ?, ?, ?, ?"
                " FROM versions WHERE seq = ?",
                (
                    seq,
                    version.number,
                    version.title,
                    version.abstract,
                    version.date,
                    version.replaced_at,
                    seq,
                ),
            )


def _take_over(connection: sqlite3.Connection, seq: int, change: Change) -> None:
    """Lay what was remembered of other rows to this one, and forget those rows."""
    if change.voice is not None:
        connection.execute("DELETE FROM given WHERE seq = ?", (seq,))
        connection.execute("UPDATE given SET seq = ? WHERE seq = ?", (seq, change.voice))
    for other in change.absorbed:
        for table in ("aliases", "titles", "origins", "heard"):
            connection.execute(
                f"UPDATE OR IGNORE {table} SET seq = ? WHERE seq = ?",  # noqa: S608 (our names)
                (seq, other),
            )
        _note_versions(connection, seq, versions(connection, [other]).get(other, []))
        forget(connection, other)


@lru_cache(maxsize=64)  # a batch has one time
def _seconds(time: str) -> int:
    return int(datetime.fromisoformat(time).timestamp())


def _past(time: str, now: str) -> int:
    """Return a time that an export tells; now for one that is none, or still to come."""
    try:
        return min(max(_seconds(time), 0), _seconds(now))
    except (ValueError, OverflowError):
        return _seconds(now)


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")


def _marks(values: Sequence[int]) -> str:
    return ",".join("?" * len(values))
