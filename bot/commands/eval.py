"""`paperbot eval`: measure how far answers can be trusted, and remember what was measured."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home, Model, parts_of

if TYPE_CHECKING:
    from bot.evaluation.evidence.evaluation import EvaluationTask
    from bot.evaluation.evidence.failures import Failure
    from bot.evaluation.evidence.question_sets import QuestionSets
    from bot.evaluation.section import Section
    from bot.settings import Settings

_SAMPLES = Path(__file__).parents[2] / "samples"
_NAMES = ("answerable", "several", "unanswerable", "followups")
_PARTS = "retrieval, answers, several, followups, injection, summaries"


def evaluate(
    *,
    questions: Annotated[
        list[Path] | None,
        typer.Option(help="A JSONL file of questions instead of the project's; may be repeated."),
    ] = None,
    dev: Annotated[
        bool, typer.Option("--dev", help="The project's questions for development instead.")
    ] = False,
    only: Annotated[
        str | None, typer.Option(help=f"Parts, with commas between: {_PARTS}; all if not given.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="The most questions of a kind, and attacks.")
    ] = None,
    summaries: Annotated[int, typer.Option(min=1, help="How many papers are summarised.")] = 20,
    full: Annotated[bool, typer.Option("--full", help="Summarise every paper.")] = False,
    scifact: Annotated[
        Path | None, typer.Option(help="A folder in BEIR's form: its retrieval is scored too.")
    ] = None,
    bipia: Annotated[
        Path | None, typer.Option(help="A JSONL file of injected instructions of your own.")
    ] = None,
    scitldr: Annotated[
        Path | None, typer.Option(help="A JSONL file of abstracts with reference summaries.")
    ] = None,
    failures: Annotated[
        Path | None, typer.Option(help="Write every failed question to this file, as JSON lines.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Show earlier evaluations instead.")
    ] = False,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure answers against question sets: tables, one JSON object as the last line."""
    from bot.evaluation.evidence.attacks import read_attacks
    from bot.evaluation.evidence.evaluation import PARTS, EvaluationTask

    settings = settings_of(home, model)
    if history:
        _show_history(settings, as_json=as_json)
        return
    parts = parts_of(only, PARTS)
    task = EvaluationTask(
        sets=_sets(questions, dev=dev),
        parts=parts,
        # a reader's own questions are about the home that they name
        papers=None if home and questions else _SAMPLES / "hf-papers-page.txt",
        attacks=read_attacks(bipia or _SAMPLES / "questions" / "attacks.jsonl"),
        collection=scifact,
        references=scitldr,
        limit=limit,
        summarised=None if full else summaries,
        arguments=sys.argv,
    )
    _run(settings, task, failures, as_json=as_json)


def _run(
    settings: "Settings", task: "EvaluationTask", failures: Path | None, *, as_json: bool
) -> None:
    from bot.evaluation.evidence.bars import hold
    from bot.evaluation.evidence.evaluation import evaluate as run_parts
    from bot.evaluation.evidence.evaluation_sections import bars_section
    from bot.evaluation.evidence.history import remember

    report: dict[str, object] = {"evaluation": "evidence"}
    failed: list[Failure] = []
    for outcome in run_parts(settings, task, _tell):
        _report(outcome.section, report, as_json=as_json)
        failed += outcome.failures
    _report(bars_section(hold(report)), report, as_json=as_json)
    if failures:
        _write_failures(failures, failed)
    remember(settings.home, report)
    write(report)


def _report(section: "Section", report: dict[str, object], *, as_json: bool) -> None:
    from bot.evaluation.section import rounded

    report[section.name] = rounded(section.values)
    if not as_json:
        terminal.show_table(section.title, section.columns, section.rows)


def _show_history(settings: "Settings", *, as_json: bool) -> None:
    from bot.evaluation.evidence.evaluation_sections import history_section
    from bot.evaluation.evidence.history import read_history

    report: dict[str, object] = {}
    _report(history_section(read_history(settings.home)), report, as_json=as_json)
    write(report)


def _write_failures(path: Path, failed: "Sequence[Failure]") -> None:
    with path.open("w", encoding="utf-8") as file:
        for item in failed:
            file.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
    _tell(f"{len(failed)} failures are in {path}.")


def _sets(given: Sequence[Path] | None, *, dev: bool) -> "QuestionSets":
    """Return the questions of the files given, else of the project's that are there."""
    from bot.evaluation.evidence.question_sets import read_sets

    if given and dev:
        raise typer.BadParameter("give either --questions or --dev", param_hint="--dev")
    folder = _SAMPLES / "questions"
    ours = (folder / f"{'dev-' if dev else ''}{name}.jsonl" for name in _NAMES)
    # there are no questions over the whole library for development
    return read_sets(given or [path for path in ours if path.exists()])


def _tell(message: str) -> None:
    typer.echo(message, err=True)
