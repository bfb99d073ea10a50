"""`paperbot search`: find papers, for one query or a file of them."""

from time import perf_counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot import terminal
from bot.batch import answer_all, read_queries
from bot.commands.ending import SOME_REJECTED, write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Batch, Home, iso_date, one_of
from bot.contract import hits_to_json
from vectorstore.records import Filters, Hit

if TYPE_CHECKING:
    from bot.assistant import Assistant


def search(
    query: Annotated[str | None, typer.Argument(help="What to look for.")] = None,
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many papers.")] = 10,
    after: Annotated[
        str | None, typer.Option(help="On or after this date (ISO).", callback=iso_date)
    ] = None,
    before: Annotated[
        str | None, typer.Option(help="On or before this date (ISO).", callback=iso_date)
    ] = None,
    author: Annotated[str | None, typer.Option(help="An author's name, or part of it.")] = None,
    category: Annotated[str | None, typer.Option(help="A category, like cs.CL.")] = None,
    source: Annotated[str | None, typer.Option(help="The kind of source, like jsonl.")] = None,
    tag: Annotated[str | None, typer.Option(help="One of your tags.")] = None,
    batch: Batch = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Find papers."""
    one_of(query, batch, name="QUERY")
    queries = read_queries(batch) if batch else ()
    filters = Filters(after, before, author, category, source, tag)
    with opened(settings_of(home)) as assistant:
        if query is None:
            failed = answer_all(
                queries, lambda text: hits_to_json(*_timed(assistant, text, k, filters)), write
            )
            raise typer.Exit(SOME_REJECTED if failed else 0)
        hits, ms = _timed(assistant, query, k, filters)
    if as_json:
        write(hits_to_json(hits, ms))
    else:
        terminal.show_hits(hits)


def _timed(
    assistant: "Assistant", query: str, k: int, filters: Filters
) -> tuple[tuple[Hit, ...], float]:
    """Return the hits and the milliseconds they took."""
    started = perf_counter()
    hits = assistant.search(query, k=k, filters=filters)
    return hits, (perf_counter() - started) * 1000
