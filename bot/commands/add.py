"""`paperbot add`: read papers into the library, from wherever they are."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.ending import SOME_REJECTED, write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Home
from bot.contract import report_to_json
from vectorstore.errors import SourceUnreadable
from vectorstore.records import AddReport, Progress, Rejection

if TYPE_CHECKING:
    from bot.assistant import Assistant


def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Files, folders or archives of papers; arxiv:2409.13740, doi:10.x/y, hf:daily; "
            "- for stdin."
        ),
    ],
    *,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read papers into the library."""
    with opened(settings_of(home)) as assistant, progress_bars.counting("papers") as progress:
        report = _joined([_added(assistant, source, progress) for source in sources])
    if as_json:
        write(report_to_json(report))
    else:
        terminal.show_report(report)
    if report.rejected:
        raise typer.Exit(SOME_REJECTED)


def _added(assistant: "Assistant", source: str, progress: Progress) -> AddReport:
    """Add one source; one that cannot be read at all is a rejection among the others."""
    try:
        return assistant.add(source, progress, stdin=sys.stdin.buffer)
    except SourceUnreadable as error:
        return AddReport(rejected=(Rejection(source, "", str(error)),))


def _joined(reports: Sequence[AddReport]) -> AddReport:
    return AddReport(
        added=sum(report.added for report in reports),
        updated=sum(report.updated for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        rejected=tuple(rejection for report in reports for rejection in report.rejected),
        ids=tuple(dict.fromkeys(paper_id for report in reports for paper_id in report.ids)),
    )
