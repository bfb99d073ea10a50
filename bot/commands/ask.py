"""`paperbot ask`: answer a question from the library, or a file of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import terminal
from bot.batch import answer_all, read_history, read_queries
from bot.commands.ending import SOME_REJECTED, write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Batch, Home, Model, one_of
from bot.contract import answer_to_json
from bot.types import Answer, Answered, Refused, Turn

if TYPE_CHECKING:
    from bot.assistant import Assistant


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    *,
    history: Annotated[
        Path | None, typer.Option(help="A JSON list of earlier turns: question, answer, paper_ids.")
    ] = None,
    paper: Annotated[
        list[str] | None, typer.Option(help="Answer from this paper only; may be repeated.")
    ] = None,
    batch: Batch = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the library."""
    one_of(question, batch, name="QUESTION")
    queries = read_queries(batch) if batch else ()
    turns = read_history(history) if history else ()
    papers = tuple(paper or ())
    with opened(settings_of(home, model)) as assistant:
        if question is None:
            failed = answer_all(
                queries, lambda text: answer_to_json(_answer(assistant, text, turns, papers)), write
            )
            raise typer.Exit(SOME_REJECTED if failed else 0)
        if as_json:
            write(answer_to_json(_answer(assistant, question, turns, papers)))
        else:
            terminal.show_answering(assistant.ask(question, history=turns, paper_ids=papers))


def _answer(
    assistant: "Assistant", question: str, history: Sequence[Turn], papers: Sequence[str]
) -> Answer:
    *_, last = assistant.ask(question, history=history, paper_ids=papers)
    match last:
        case Answered(answer) | Refused(answer):
            return answer
        case _:
            raise AssertionError(f"an answer ended in {last}")
