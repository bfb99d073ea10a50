"""`paperbot export`: take papers out, in formats that other programs read. Needs no model."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import catalogue_of
from bot.commands.options import AsJson, Home
from vectorstore.export.formats import EXPORT_FORMATS, export_format
from vectorstore.filtering import fold


def export(
    paper_ids: Annotated[
        list[str] | None, typer.Argument(help="Papers, by the ids `search` shows; all if none.")
    ] = None,
    *,
    to_format: Annotated[
        str,
        typer.Option("--format", help=f"One of {', '.join(it.name for it in EXPORT_FORMATS)}."),
    ] = "jsonl",
    to: Annotated[Path | None, typer.Option(help="The file to write; stdout if left out.")] = None,
    tag: Annotated[str | None, typer.Option(help="Only papers with this tag.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write papers with everything that is known of them; `paperbot add` reads all of it back."""
    if as_json and to is None:
        raise typer.BadParameter("with --json the papers need a file", param_hint="--to")
    chosen = export_format(to_format)
    with catalogue_of(home) as catalogue:
        named = dict.fromkeys(catalogue.get(paper_id).id for paper_id in paper_ids or ())
        records = map(catalogue.record, named) if named else catalogue.records()
        wanted = (
            record
            for record in records
            if tag is None or fold(tag) in map(fold, record.paper.tags)  # as searches have it
        )
        with _written(to) as out:
            count = chosen.write(wanted, out)
    if as_json:
        write({"papers": count, "format": chosen.name, "file": str(to)})
    elif to is not None:
        terminal.say(f"{count:,} papers are in {to}.")


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """Give stdout, or a file that appears under its name once it is whole."""
    if path is None:
        # UTF-8 whatever the locale is, and line ends as the formats want them.
        out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield out
        finally:
            out.detach()  # written out; stdout itself stays open
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
