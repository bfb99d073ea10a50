"""`paperbot delete`: take papers out of the library. Needs no model."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import catalogue_of
from bot.commands.options import AsJson, Home


def delete(
    paper_ids: Annotated[list[str], typer.Argument(help="Papers, by the ids `search` shows.")],
    *,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Delete papers, all or none; nothing finds them from then on."""
    with catalogue_of(home) as catalogue:
        titles = {paper.id: paper.title for paper in map(catalogue.get, paper_ids)}
        deleted = catalogue.delete(paper_ids)
    if as_json:
        write({"deleted": list(deleted)})
    else:
        for paper_id in deleted:
            terminal.say(f"Deleted: {titles[paper_id]}")
