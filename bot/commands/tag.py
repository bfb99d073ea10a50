"""`paperbot tag`: put the reader's own words on papers. Needs no model; works while others read."""

from typing import Annotated

import typer

from bot import terminal
from bot.commands.ending import write
from bot.commands.opening import catalogue_of
from bot.commands.options import AsJson, Home


def tag(
    paper_ids: Annotated[list[str], typer.Argument(help="Papers, by the ids `search` shows.")],
    *,
    add: Annotated[list[str] | None, typer.Option(help="A tag to put on; repeatable.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="One to take off.")] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Tag papers, or show their tags."""
    wanted = [tag.strip() for tag in add or () if tag.strip()]
    unwanted = {tag.strip() for tag in remove or ()}
    with catalogue_of(home) as catalogue:
        papers = list({paper.id: paper for paper in map(catalogue.get, paper_ids)}.values())
        if wanted or unwanted:
            papers = [
                catalogue.mark(
                    paper.id,
                    tags=[tag for tag in (*paper.tags, *wanted) if tag not in unwanted],
                    notes=paper.notes,
                )
                for paper in papers
            ]
    if as_json:
        shown = [{"paper_id": paper.id, "tags": list(paper.tags)} for paper in papers]
        write({"papers": shown})
    else:
        for paper in papers:
            terminal.say(f"{paper.id}: {', '.join(paper.tags) or 'no tags'}")
