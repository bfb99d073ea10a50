"""The tables of the catalogue, version by version. Knows no query."""

import sqlite3

# Each entry brings a database from the version that is its index to the next. Entries are never
# edited once released; a change is a new entry.
_MIGRATIONS = (
    """
    CREATE TABLE papers (
        seq          INTEGER PRIMARY KEY,      -- order of addition
        id           TEXT NOT NULL UNIQUE,
        title        TEXT NOT NULL,
        abstract     TEXT NOT NULL,
        authors      TEXT NOT NULL,            -- JSON list
        date         TEXT,
        url          TEXT,
        categories   TEXT NOT NULL,            -- JSON list
        links        TEXT NOT NULL,            -- JSON list
        source       TEXT NOT NULL,
        names        TEXT NOT NULL,            -- authors, folded, one a line: what a filter reads
        sentences    TEXT NOT NULL,            -- JSON list of [start, end]: numbering stays
        content_hash TEXT NOT NULL,            -- of the last source's words
        added_at     TEXT NOT NULL,
        passages     INTEGER NOT NULL,         -- ordinals below this may be in the vector index
        indexed      INTEGER NOT NULL          -- 0: Chroma and tantivy do not have this text yet
    );
    CREATE INDEX papers_pending ON papers (seq) WHERE indexed = 0;
    CREATE INDEX papers_tally ON papers (indexed, passages);  -- counts without reading abstracts
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
    """
    CREATE TABLE acronyms (
        short         TEXT NOT NULL,           -- folded: what is looked up
        long          TEXT NOT NULL,
        written_short TEXT NOT NULL,           -- as the first paper writes them
        written_long  TEXT NOT NULL,
        papers        INTEGER NOT NULL,        -- that define it so
        PRIMARY KEY (short, long)
    ) WITHOUT ROWID;
    CREATE INDEX acronyms_long ON acronyms (long);
    """,
)


class NewerCatalogue(Exception):
    """The database was made by a later version of the program."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date, each step in a transaction. Raises NewerCatalogue."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise NewerCatalogue
    for step, script in enumerate(_MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {step}; COMMIT;")
