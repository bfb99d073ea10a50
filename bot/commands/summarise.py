"""`paperbot summarise`: one paper in plain language."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Home, Model
from bot.contract import summary_to_json
from bot.types import Level


def summarise(
    paper_id: Annotated[str, typer.Argument(help="The paper's id, as `search` shows it.")],
    *,
    level: Annotated[Level, typer.Option(help="How much, and for whom.")] = "plain",
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Summarise one paper in plain language."""
    with opened(settings_of(home, model)) as assistant:
        summary = assistant.summarise(paper_id, level)
    if as_json:
        write(summary_to_json(summary))
    else:
        terminal.show_summary(summary)
