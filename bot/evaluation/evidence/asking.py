"""Questions put to an assistant as a reader puts them, alone or after earlier turns."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.shown import cited_papers
from bot.assistant import Assistant
from bot.errors import GenerationFailed
from bot.types import Answer, Answered, Reading, Refused, Turn
from vectorstore.records import Paper


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer or a refusal, and the papers that were read for it (none where none were)."""

    answer: Answer
    read: tuple[Paper, ...]


def hear(assistant: Assistant, question: str, history: Sequence[Turn] = ()) -> Heard:
    """Ask a question and return what came of it. Raises what `ask` raises."""
    read: tuple[Paper, ...] = ()
    for event in assistant.ask(question, history=history):
        match event:
            case Reading(papers):
                read = papers
            case Answered(answer) | Refused(answer):
                return Heard(answer, read)
            case _:
                pass
    raise GenerationFailed(f"“{question}” ended without an answer.", remedy="Ask it again.")


def converse(assistant: Assistant, turns: Sequence[str], question: str) -> Heard:
    """Ask turns in their order, then a question that has them as its history."""
    history: list[Turn] = []
    for turn in turns:
        answer = hear(assistant, turn, history).answer
        if answer.text:  # what showed nothing is not remembered, as on the page
            ids = tuple(paper.id for paper in cited_papers(answer.claims))
            history.append(Turn(turn, answer.text, ids))
    return hear(assistant, question, history)
