"""`paperbot check`: say whether a library is whole. Needs no model."""

from typing import TYPE_CHECKING

import typer

from bot import terminal
from bot.commands.ending import FAILED, write
from bot.commands.opening import library_folder, settings_of
from bot.commands.options import AsJson, Home

if TYPE_CHECKING:
    from vectorstore.checkup import Checkup


def check(*, home: Home = None, as_json: AsJson = False) -> None:
    """Compare everything the library holds; changes nothing."""
    from bot.wiring import remote_vectors
    from vectorstore.checkup import check_home

    settings = settings_of(home)
    checkup = check_home(library_folder(settings), remote_vectors(settings))
    if as_json:
        write(_to_json(checkup))
    else:
        terminal.show_checkup(checkup)
    if checkup.faults:
        raise typer.Exit(FAILED)


def _to_json(checkup: "Checkup") -> dict[str, object]:
    return {
        "papers": checkup.papers,
        "passages": checkup.passages,
        "pending": checkup.pending,
        "buried": checkup.buried,
        "faults": [{"message": fault.message, "remedy": fault.remedy} for fault in checkup.faults],
    }
