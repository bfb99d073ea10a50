"""Answers kept on disk with what their servers need to say "unchanged" (ETag, Last-Modified).

Nothing is ever used without asking the server first, so there is no age to reckon with: that is
why these are some lines of our own and not hishel, which brings a second database, and rules for
answers that need no asking. A damaged file is a miss.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# A day of papers has 1 MB, a hundred abstracts from arXiv 0.3 MB; a PDF is not worth its room.
_LARGEST_BYTES = 8_000_000
_ROOM_BYTES = 100_000_000
_SUFFIX = ".answer"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer of an earlier request, and the headers that ask whether it still holds."""

    data: bytes
    conditions: Mapping[str, str]


class AnswerCache:
    """A folder of answers, one file each, the oldest thrown away when room is short."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, address: str, accept: str | None) -> Kept | None:
        """Return the answer kept for a request, None where there is none."""
        try:
            head, _, data = self._file(address, accept).read_bytes().partition(b"\n")
            told: object = json.loads(head)
        except (OSError, ValueError):
            return None
        if not isinstance(told, dict) or told.get("sha256") != hashlib.sha256(data).hexdigest():
            return None
        conditions = told.get("conditions")
        if not isinstance(conditions, dict):
            return None
        return Kept(data, {str(name): str(value) for name, value in conditions.items()})

    def keep(
        self, address: str, accept: str | None, answer: Mapping[str, str], data: bytes
    ) -> None:
        """Keep an answer with headers `answer`, if its server can say later that it still holds.

        A disk that is full or read-only keeps nothing: the answer itself is in hand.
        """
        names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
        told = {ask: answer.get(name, "") for name, ask in names.items()}
        conditions = {ask: value for ask, value in told.items() if value and value.isascii()}
        if not conditions or len(data) > _LARGEST_BYTES or _forbidden(answer):
            return
        head = {
            "address": address,
            "conditions": conditions,
            "sha256": hashlib.sha256(data).hexdigest(),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._file(address, accept).with_suffix(".part")
            part.write_bytes(json.dumps(head).encode() + b"\n" + data)
            part.replace(part.with_suffix(_SUFFIX))
            self._make_room()
        except OSError:
            return

    def _file(self, address: str, accept: str | None) -> Path:
        name = hashlib.sha256(f"{accept or ''}\n{address}".encode()).hexdigest()[:32]
        return self._folder / f"{name}{_SUFFIX}"

    def _make_room(self) -> None:
        files = [(path.stat(), path) for path in self._folder.glob(f"*{_SUFFIX}")]
        left = sum(stat.st_size for stat, _ in files)
        for stat, path in sorted(files, key=lambda pair: pair[0].st_mtime):
            if left <= _ROOM_BYTES:
                return
            path.unlink(missing_ok=True)
            left -= stat.st_size


def _forbidden(answer: Mapping[str, str]) -> bool:
    return "no-store" in answer.get("cache-control", "").lower()
