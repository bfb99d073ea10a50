"""`paperbot ask`: answer a question from the library, or a file of them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from bot import terminal
from bot.batch import answer_all, read_history, read_queries
from bot.commands.ending import SOME_REJECTED, write
from bot.commands.opening import opened, settings_of
from bot.commands.options import AsJson, Batch, Home, Model, one_of
from bot.contract import answer_to_json
from bot.types import Answer, Answered, Event, Refused


def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    *,
    history: Annotated[
        Path | None, typer.Option(help="A JSON list of earlier turns: question, answer, paper_ids.")
    ] = None,
    paper: Annotated[
        list[str] | None, typer.Option(help="Answer from this paper only; may be repeated.")
    ] = None,
    standalone: Annotated[
        bool, typer.Option("--standalone", help="Take the question as it is, whatever came before.")
    ] = False,
    general_knowledge: Annotated[
        bool | None,
        typer.Option(
            "--general-knowledge/--no-general-knowledge",
            help="Let the model say what it knows, unchecked, where the library cannot answer; "
            "default: the setting.",
            show_default=False,
        ),
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
    with opened(settings_of(home, model)) as assistant:

        def steps(text: str) -> Iterator[Event]:
            return assistant.ask(
                text,
                history=turns,
                paper_ids=tuple(paper or ()),
                standalone=standalone,
                general_knowledge=general_knowledge,
            )

        if question is None:
            failed = answer_all(queries, lambda text: answer_to_json(_last(steps(text))), write)
            raise typer.Exit(SOME_REJECTED if failed else 0)
        if as_json:
            write(answer_to_json(_last(steps(question))))
        else:
            terminal.show_answering(steps(question))


def _last(steps: Iterable[Event]) -> Answer:
    """Return the answer in which the steps end."""
    *_, last = steps
    match last:
        case Answered(answer) | Refused(answer):
            return answer
        case _:
            raise AssertionError(f"an answer ended in {last}")
