"""Bars on stderr for work that takes a while; the only file that draws them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from vectorstore.records import Progress as CountProgress

if TYPE_CHECKING:  # importing it takes longer than printing help
    from bot.models.fetch import Progress as FetchProgress

_ERR = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


class _Rate(ProgressColumn):
    """Pieces a second."""

    def render(self, task: Task) -> Text:
        """Return the rate once it is known."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def counting(what: str) -> Iterator[CountProgress]:
    """Show a bar on stderr for work counted in pieces, with its rate and the time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(compact=True),
    )
    bars = Progress(*columns, console=_ERR, transient=True, disable=not _ERR.is_terminal)
    with bars:
        task = bars.add_task(what, total=None)

        def report(done: int, total: int | None) -> None:
            if done < bars.tasks[0].completed:  # another stage, with a rate of its own
                bars.reset(task)
            bars.update(task, completed=done, total=total)

        yield report


@contextmanager
def fetching() -> "Iterator[FetchProgress]":
    """Show a bar on stderr for each download, from its first byte."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    bars = Progress(*columns, console=_ERR)
    tasks = {}

    def report(label: str, done_bytes: int, total_bytes: int | None) -> None:
        if label not in tasks:
            bars.start()  # here, not before: a display without a bar leaves an empty line
            tasks[label] = bars.add_task(label, total=total_bytes)
        bars.update(tasks[label], completed=done_bytes, total=total_bytes)

    try:
        yield report
    finally:
        if tasks:
            bars.stop()
