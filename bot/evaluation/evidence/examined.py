"""Questions asked and judged one by one."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.assistant import Assistant
from bot.evaluation.evidence.asking import Heard, converse, hear
from bot.evaluation.evidence.question_sets import (
    Answerable,
    FollowUp,
    Question,
    Several,
    Unanswerable,
)
from bot.evaluation.evidence.verdict import Record, Verdict, judge
from vectorstore.errors import PaperUnknown

Tell = Callable[[str], None]
Item = TypeVar("Item")

_TOLD_EVERY = 25  # questions; about half a minute


@dataclass(frozen=True, slots=True)
class Examined:
    """A question as its set has it, what came of it, and the verdict."""

    asked: Question
    heard: Heard
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Examiner:
    """Asks one assistant the questions of a set and judges each answer by its library."""

    assistant: Assistant
    tell: Tell

    def answerable(self, questions: Sequence[Answerable]) -> list[Examined]:
        """Ask questions that the library answers."""
        examined = []
        for item in counted(questions, "answerable questions", self.tell):
            heard = hear(self.assistant, item.question)
            verdict = judge(heard.answer, self.record, gold=item.papers, facts=item.facts)
            examined.append(Examined(item, heard, verdict))
        return examined

    def followups(self, questions: Sequence[FollowUp]) -> list[Examined]:
        """Ask follow-ups, each after its turns."""
        examined = []
        for item in counted(questions, "follow-ups", self.tell):
            heard = converse(self.assistant, item.turns, item.question)
            verdict = judge(heard.answer, self.record, gold=item.papers, facts=item.facts)
            examined.append(Examined(item, heard, verdict))
        return examined

    def others(self, questions: Sequence[Unanswerable | Several], what: str) -> list[Examined]:
        """Ask questions for which no fact is given: their answers' claims are judged alone."""
        examined = []
        for item in counted(questions, what, self.tell):
            heard = hear(self.assistant, item.question)
            examined.append(Examined(item, heard, judge(heard.answer, self.record)))
        return examined

    def record(self, paper_id: str) -> Record | None:
        """Return what the library holds of a paper, None for a paper it does not hold."""
        try:
            paper = self.assistant.paper(paper_id)
        except PaperUnknown:
            return None
        return Record(paper, self.assistant.sentences(paper_id))


def counted(items: Sequence[Item], what: str, tell: Tell) -> Iterator[Item]:
    """Yield items, telling how many are done now and then."""
    for done, item in enumerate(items):
        if done % _TOLD_EVERY == 0:
            tell(f"{done} of {len(items)} {what}")
        yield item
