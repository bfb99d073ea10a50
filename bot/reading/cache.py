"""Summaries already made, kept in one SQLite file so that a second click costs nothing.

A summary is found again only for the same content, model, prompt and level. Knows nothing of how
summaries are made.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.ports import ModelInfo
from bot.types import Citation, Claim, Level, Removed, Slot, SlotName, Summary, Term
from vectorstore.errors import StorageFailed
from vectorstore.records import Paper

_SCHEMA = "CREATE TABLE IF NOT EXISTS summaries (key TEXT PRIMARY KEY, body TEXT NOT NULL)"


@dataclass(frozen=True, slots=True)
class SummaryCache:
    """One file of summaries; safe for several threads (one connection behind a lock)."""

    path: Path
    _connection: sqlite3.Connection
    _lock: threading.Lock

    @classmethod
    def open(cls, path: Path) -> "SummaryCache":
        """Open or create the file. Raises StorageFailed."""
        try:
            connection = sqlite3.connect(path, check_same_thread=False)
            try:
                connection.execute(_SCHEMA)
            except sqlite3.Error:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise _failed(path, error) from error
        return cls(path, connection, threading.Lock())

    def find(
        self, paper: Paper, level: Level, model: ModelInfo, prompt_version: str
    ) -> Summary | None:
        """Return the remembered summary of exactly this, or None."""
        key = _key(paper, level, model, prompt_version)
        with self._lock:
            row = self._connection.execute(
                "SELECT body FROM summaries WHERE key = ?", (key,)
            ).fetchone()
        return None if row is None else _from_json(row[0], paper, level, model, prompt_version)

    def keep(self, summary: Summary) -> None:
        """Remember a summary. Raises StorageFailed."""
        key = _key(summary.paper, summary.level, summary.model, summary.prompt_version)
        try:
            with self._lock, self._connection:
                self._connection.execute(
                    "INSERT OR REPLACE INTO summaries VALUES (?, ?)", (key, _to_json(summary))
                )
        except sqlite3.Error as error:
            raise _failed(self.path, error) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _key(paper: Paper, level: Level, model: ModelInfo, prompt_version: str) -> str:
    parts = [paper.id, paper.title, paper.abstract, level, model.fingerprint, prompt_version]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _to_json(summary: Summary) -> str:
    return json.dumps(
        {
            "text": summary.text,
            "grade": summary.grade,
            "abstract_grade": summary.abstract_grade,
            "removed": [[removed.text, removed.reason] for removed in summary.removed],
            "sentences": [
                [claim.text, claim.state, _places(claim.citations)] for claim in summary.sentences
            ],
            "slots": [[slot.name, len(slot.claims), slot.notes] for slot in summary.slots],
            "glossary": [
                [term.term, term.meaning, _places(term.citations)] for term in summary.glossary
            ],
        }
    )


def _places(citations: Sequence[Citation]) -> list[list[int]]:
    return [[citation.sentence, citation.start, citation.end] for citation in citations]


def _cited(paper: Paper, places: Sequence[Sequence[int]]) -> tuple[Citation, ...]:
    return tuple(
        Citation(paper, n, start, end, paper.abstract[start:end]) for n, start, end in places
    )


def _from_json(
    body: str, paper: Paper, level: Level, model: ModelInfo, prompt_version: str
) -> Summary:
    kept = json.loads(body)
    sentences = tuple(
        Claim(text, state, _cited(paper, places)) for text, state, places in kept["sentences"]
    )
    return Summary(
        paper=paper,
        level=level,
        text=kept["text"],
        sentences=sentences,
        removed=tuple(Removed(text, reason) for text, reason in kept["removed"]),
        grade=kept["grade"],
        abstract_grade=kept["abstract_grade"],
        cached=True,
        model=model,
        prompt_version=prompt_version,
        slots=_slots(sentences, kept["slots"]),
        glossary=tuple(
            Term(term, meaning, _cited(paper, places)) for term, meaning, places in kept["glossary"]
        ),
    )


def _slots(
    sentences: Sequence[Claim], kept: Sequence[tuple[SlotName, int, Sequence[str]]]
) -> tuple[Slot, ...]:
    """Share out the sentences, in order, to the slots that had so many."""
    slots: list[Slot] = []
    start = 0
    for name, count, notes in kept:
        slots.append(Slot(name, tuple(sentences[start : start + count]), tuple(notes)))
        start += count
    return tuple(slots)


def _failed(path: Path, error: sqlite3.Error) -> StorageFailed:
    return StorageFailed(
        f"The summaries at {path} cannot be read or written ({error}).",
        remedy="Check the disk's space and permissions; the file may be deleted, it is rebuilt.",
    )
