"""`paperbot serve`: the page and the HTTP API."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.opening import opened
from bot.commands.options import Home, Model
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.assistant import Assistant


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="The address; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; default 7860, any if 0.")] = None,
    read_only: Annotated[
        bool | None,
        typer.Option("--read-only", help="Let nobody add, mark or delete papers from there."),
    ] = None,
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
    from bot.web.server import listen, run  # Gradio: 1.7 s that no other command needs

    settings = load_settings(
        {"home": home, "model": model, "host": host, "port": port, "read_only": read_only}
    )
    with listen(settings.host, settings.port) as listener:
        if fetch_models:
            _fetch(settings)
        with opened(settings) as assistant:
            if starter is not None and assistant.count() == 0:
                _start(assistant, starter)
            terminal.say(f"paperbot is at {listener.url} (Ctrl-C stops it)")
            run(assistant, listener, line=settings.line, read_only=settings.read_only)


def _fetch(settings: Settings) -> None:
    from bot.wiring import fetch_weights

    with progress_bars.fetching() as progress:
        fetch_weights(settings, progress)


def _start(assistant: "Assistant", starter: Path) -> None:
    with progress_bars.counting("papers") as progress:
        report = assistant.add(starter, progress)
    terminal.show_report(report)
