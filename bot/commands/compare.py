"""`paperbot compare`: papers side by side, each cell quoted from its paper."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Home
from bot.contract import answer_to_json
from bot.types import Answered, Refused


def compare(
    paper_ids: Annotated[
        list[str], typer.Argument(help="Two papers or more, by the ids that `search` shows.")
    ],
    *,
    on: Annotated[
        list[str] | None, typer.Option(help="What to compare them in, like speed; may be repeated.")
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Compare papers in a table of their own sentences."""
    if len(set(paper_ids)) < 2:  # noqa: PLR2004 -- one has no other to be compared with
        raise typer.BadParameter("give two papers or more", param_hint="PAPER_IDS")
    with opened(settings_of(home)) as assistant:
        answer = assistant.compare(paper_ids, on or ())
    if as_json:
        write(answer_to_json(answer))
    else:
        terminal.show_answering([Refused(answer) if answer.refusal else Answered(answer)])
