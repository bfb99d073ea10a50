"""`paperbot backup`: write everything a home holds to one file."""

from pathlib import Path
from typing import Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, a zip.")],
    *,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it exists.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a backup of the library, which may be in use meanwhile."""
    from vectorstore.backup import back_up

    settings = settings_of(home)
    with progress_bars.counting("files") as progress:
        report = back_up(
            settings.home,
            file,
            remote_vectors=settings.chroma is not None,
            replace=force,
            progress=progress,
        )
    if as_json:
        write(
            {
                "file": str(report.file),
                "papers": report.papers,
                "size_bytes": report.size_bytes,
                "indexes": report.indexes,
                "why": report.why,
            }
        )
        return
    terminal.say(f"{report.papers} papers in {report.file}, {report.size_bytes / 1e6:,.1f} MB.")
    if report.why is not None:
        terminal.say(
            f"Without the indexes, since {report.why}: after `paperbot restore` run "
            "`paperbot reindex`."
        )
