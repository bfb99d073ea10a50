"""Options that several commands share, and what their values must be."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar

import typer

Home: TypeAlias = Annotated[
    Path | None, typer.Option("--home", help="The library's folder; default $PAPERBOT_HOME.")
]
Model: TypeAlias = Annotated[
    str | None, typer.Option("--model", help="The chat model: a known name or a GGUF file.")
]
AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help="Write exactly one JSON object to stdout.")
]
Batch: TypeAlias = Annotated[
    Path | None,
    typer.Option(help='A JSONL file of {"id", "text"}: one JSON line a query, in order.'),
]

_Part = TypeVar("_Part", bound=str)

_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def iso_date(text: str | None) -> str | None:
    """Return a date given as 2024, 2024-09 or 2024-09-20. Raises typer.BadParameter."""
    if text is None:
        return None
    if not _DATE.fullmatch(text) or not _is_day(text + "2000-01-01"[len(text) :]):
        raise typer.BadParameter(f"{text!r} is no date; write it like 2024, 2024-09 or 2024-09-20")
    return text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def one_of(query: str | None, batch: Path | None, *, name: str) -> None:
    """Check that either a query or a file of them is given. Raises typer.BadParameter."""
    if (query is None) == (batch is None):
        raise typer.BadParameter("give either one, or a file of them with --batch", param_hint=name)


def parts_of(text: str | None, parts: Sequence[_Part]) -> frozenset[_Part]:
    """Return the parts named in a text with commas between, all of them for None.

    Raises typer.BadParameter.
    """
    named = {part.strip() for part in text.split(",")} if text else set(parts)
    unknown = named.difference(parts)
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: no such part; there are {', '.join(parts)}",
            param_hint="--only",
        )
    return frozenset(part for part in parts if part in named)
