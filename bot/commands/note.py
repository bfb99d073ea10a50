"""`paperbot note`: write down what a reader thinks of a paper. Needs no model."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import catalogue_of
from bot.commands.options import AsJson, Home


def note(
    paper_id: Annotated[str, typer.Argument(help="A paper, by the id `search` shows.")],
    text: Annotated[str | None, typer.Argument(help="The note; left out, it is shown.")] = None,
    *,
    append: Annotated[bool, typer.Option(help="Keep what was noted before.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Note something on a paper, in place of the note it has, or show that."""
    with catalogue_of(home) as catalogue:
        paper = catalogue.get(paper_id)
        if text is not None:
            notes = f"{paper.notes}\n{text}".strip() if append else text.strip()
            paper = catalogue.mark(paper.id, tags=paper.tags, notes=notes)
    if as_json:
        write({"paper_id": paper.id, "notes": paper.notes})
    else:
        terminal.say(paper.notes or f"Nothing is noted on {paper.id}.")
