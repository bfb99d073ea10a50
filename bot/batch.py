"""Files that come with a command: batches of queries, the history of a conversation."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.errors import InputUnreadable
from bot.types import Turn

_TURNS = TypeAdapter(tuple[Turn, ...])


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a batch."""

    id: str
    text: str


_QUERY = TypeAdapter(Query)


def read_queries(path: Path) -> Iterator[Query]:
    """Yield the queries of a JSONL file. Raises InputUnreadable naming the line."""
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _QUERY.validate_json(line)
        except ValidationError as error:
            raise InputUnreadable(
                f"Line {number} of {path} is no query: {error.errors()[0]['msg']}.",
                remedy='Each line is a JSON object like {"id": "1", "text": "…"}.',
            ) from error


def read_history(path: Path) -> tuple[Turn, ...]:
    """Return the turns of a JSON file. Raises InputUnreadable."""
    try:
        return _TURNS.validate_json(_read(path))
    except ValidationError as error:
        raise InputUnreadable(
            f"{path} is no history: {error.errors()[0]['msg']}.",
            remedy='It is a JSON list of {"question", "answer", "paper_ids"}.',
        ) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputUnreadable(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise InputUnreadable(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error
