"""Files that come with a command: batches of queries, the history of a conversation.

A file is read whole before a model is opened: a mistake in its last line costs no waiting.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.contract import error_to_json
from bot.errors import InputUnreadable
from bot.types import Turn
from vectorstore.errors import ReportedError

_TURNS = TypeAdapter(tuple[Turn, ...])


@dataclass(frozen=True, slots=True)
class Query:
    """One line of a batch; question sets number their lines by text or by number."""

    id: str | int
    text: str


_QUERY = TypeAdapter(Query)
_QUERY_FORM = 'Each line is a JSON object like {"id": "1", "text": "…"}.'


def answer_all(
    queries: Iterable[Query],
    answer: Callable[[str], Mapping[str, object]],
    write: Callable[[Mapping[str, object]], None],
) -> int:
    """Write one object a query, in order, with an `error` where there is no answer.

    Returns how many got none. A question that is refused input does not cost the others theirs.
    """
    failed = 0
    for query in queries:
        values: Mapping[str, object]
        try:
            values = answer(query.text)
        except ReportedError as error:
            values = error_to_json(error)
            failed += 1
        write({"id": query.id, **values})
    return failed


def read_queries(path: Path) -> tuple[Query, ...]:
    """Return the queries of a JSONL file. Raises InputUnreadable naming the line."""
    queries = tuple(_queries(path))
    if not queries:
        raise InputUnreadable(f"{path} holds no query.", remedy=_QUERY_FORM)
    return queries


def _queries(path: Path) -> Iterator[Query]:
    for number, line in enumerate(_read(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            yield _QUERY.validate_json(line)
        except ValidationError as error:
            raise InputUnreadable(
                f"Line {number} of {path} is no query: {_fault(error)}.", remedy=_QUERY_FORM
            ) from error


def read_history(path: Path) -> tuple[Turn, ...]:
    """Return the turns of a JSON file. Raises InputUnreadable."""
    try:
        return _TURNS.validate_json(_read(path))
    except ValidationError as error:
        raise InputUnreadable(
            f"{path} is no history: {_fault(error)}.",
            remedy='It is a JSON list of {"question", "answer", "paper_ids"}.',
        ) from error


def _fault(error: ValidationError) -> str:
    """Say what is wrong first, and where: "1.answer: Input should be a valid string"."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputUnreadable(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise InputUnreadable(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error
