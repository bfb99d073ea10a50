"""`paperbot restore`: fill an empty home from a backup."""

from pathlib import Path
from typing import Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `paperbot backup` wrote.")],
    *,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fill an empty home from a backup, each file of which is verified."""
    from vectorstore.restore import restore as fill_home

    settings = settings_of(home)
    with progress_bars.counting("files") as progress:
        report = fill_home(
            file,
            settings.home,
            remote_vectors=settings.chroma is not None,
            progress=progress,
        )
    if as_json:
        write(
            {
                "home": str(report.home),
                "papers": report.papers,
                "made": report.made,
                "indexes": report.why is None,
                "why": report.why,
            }
        )
        return
    terminal.say(f"{report.papers} papers of the backup of {report.made} are in {report.home}.")
    if report.why is not None:
        terminal.say(f"{report.why} Run `paperbot reindex` before searching.")
