"""`paperbot doctor`: what is installed, what works and what does not."""

import typer

from bot import terminal
from bot.commands.ending import FAILED, write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home, Model


def doctor(*, model: Model = None, home: Home = None, as_json: AsJson = False) -> None:
    """Say what is installed, what works and what does not."""
    from bot.diagnosis import diagnose

    diagnosis = diagnose(settings_of(home, model))
    if as_json:
        write(diagnosis.to_json())
    else:
        terminal.show_diagnosis(diagnosis.facts, diagnosis.faults)
    if diagnosis.faults:
        raise typer.Exit(FAILED)
