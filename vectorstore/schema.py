"""The tables of the catalogue, version by version. Knows no query."""

import sqlite3

from vectorstore.identity import title_id

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
    """
    CREATE TABLE papers_3 (
        seq        INTEGER PRIMARY KEY,        -- order of addition
        id         TEXT NOT NULL UNIQUE,       -- the best one
        title      TEXT NOT NULL,
        abstract   TEXT NOT NULL,
        authors    TEXT NOT NULL,              -- JSON list
        date       TEXT,
        url        TEXT,
        categories TEXT NOT NULL,              -- JSON list
        links      TEXT NOT NULL,              -- JSON list
        source     TEXT NOT NULL,
        also       TEXT NOT NULL,              -- JSON list of the other ids
        version    INTEGER,
        venue      TEXT,
        tags       TEXT NOT NULL,              -- JSON list, the reader's own
        notes      TEXT NOT NULL,              -- the reader's own
        names      TEXT NOT NULL,              -- authors, folded, one a line: what a filter reads
        sentences  TEXT NOT NULL,              -- JSON list of [start, end]: numbering stays
        added_at   TEXT NOT NULL,
        passages   INTEGER NOT NULL,           -- ordinals below this may be in the vector index
        indexed    INTEGER NOT NULL            -- 0: Chroma and tantivy do not have this text yet
    );
    INSERT INTO papers_3
        SELECT seq, id, title, abstract, authors, date, url, categories, links, source, '[]', NULL,
               NULL, '[]', '', names, sentences, added_at, passages, indexed FROM papers;
    CREATE TABLE places (                      -- what papers were read from
        place_no INTEGER PRIMARY KEY,
        source   TEXT NOT NULL,                -- the format
        place    TEXT NOT NULL,                -- file or address; '' where it was not noted
        UNIQUE (source, place)
    );
    INSERT INTO places (source, place) SELECT DISTINCT source, '' FROM papers;
    CREATE TABLE origins (                     -- who told of a paper; times in seconds since 1970
        seq        INTEGER NOT NULL,
        place_no   INTEGER NOT NULL,
        first_seen INTEGER NOT NULL,
        last_seen  INTEGER NOT NULL,           -- with something new to say
        PRIMARY KEY (seq, place_no)
    ) WITHOUT ROWID;
    INSERT INTO origins
        SELECT seq, place_no, CAST(strftime('%s', added_at) AS INTEGER),
               CAST(strftime('%s', added_at) AS INTEGER)
        FROM papers JOIN places USING (source);
    DROP TABLE papers;
    ALTER TABLE papers_3 RENAME TO papers;
    CREATE INDEX papers_pending ON papers (seq) WHERE indexed = 0;
    CREATE INDEX papers_tally ON papers (indexed, passages);  -- counts without reading abstracts
    CREATE TABLE aliases (                     -- further ids of a paper
        id  TEXT PRIMARY KEY,
        seq INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX aliases_seq ON aliases (seq);
    CREATE TABLE titles (                      -- papers by the id that their title alone would have
        id  TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (id, seq)
    ) WITHOUT ROWID;
    INSERT INTO titles SELECT title_id(title), seq FROM papers;
    CREATE TABLE heard (                       -- hashes of the drafts that were taken in
        digest BLOB PRIMARY KEY,
        seq    INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE versions (                    -- words that newer ones replaced, the oldest first
        seq         INTEGER NOT NULL,
        n           INTEGER NOT NULL,
        number      INTEGER,                   -- arXiv's
        title       TEXT NOT NULL,
        abstract    TEXT NOT NULL,
        date        TEXT,
        replaced_at TEXT NOT NULL,
        PRIMARY KEY (seq, n)
    ) WITHOUT ROWID;
    CREATE TABLE given (                       -- words as the source has them, where mending or
        seq      INTEGER PRIMARY KEY,          -- LaTeX changed them
        title    TEXT NOT NULL,
        abstract TEXT NOT NULL
    );
    CREATE TABLE graves (                      -- ids that the indexes are still to forget
        id       TEXT PRIMARY KEY,
        passages INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    CREATE TABLE codes (                       -- vectors, a byte a dimension: see vectorstore.codes
        seq  INTEGER PRIMARY KEY,
        code BLOB NOT NULL
    );
    CREATE TRIGGER papers_codes AFTER DELETE ON papers BEGIN
        DELETE FROM codes WHERE seq = old.seq;
    END;
    """,
    # A paper that goes or turns out to be another is looked up here by its row: without these
    # both tables were read whole, 97 ms in a library of a million.
    """
    ALTER TABLE aliases RENAME TO aliases_4;
    CREATE TABLE aliases (                     -- further ids of a paper; two may share a DOI
        id  TEXT NOT NULL,
        seq INTEGER NOT NULL,
        PRIMARY KEY (id, seq)
    ) WITHOUT ROWID;
    INSERT INTO aliases SELECT id, seq FROM aliases_4;
    DROP TABLE aliases_4;
    CREATE INDEX aliases_seq ON aliases (seq);
    CREATE INDEX titles_seq ON titles (seq);
    CREATE INDEX heard_seq ON heard (seq);
    """,
)


class NewerCatalogue(Exception):
    """The database was made by a later version of the program."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables up to date, each step in a transaction. Raises NewerCatalogue."""
    connection.create_function("title_id", 1, title_id, deterministic=True)
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_MIGRATIONS):
        raise NewerCatalogue
    for step, script in enumerate(_MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {step}; COMMIT;")
