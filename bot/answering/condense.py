"""Turn a follow-up into a question that stands on its own: rules first, a model where they fail.

The result is shown to the reader, who may change it. What the rules know of words that point back
and of questions cut short is in `followup`.
"""

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from bot.answering.followup.dependence import (
    Find,
    asks_across,
    is_another_topic,
    names_its_subject,
    other_papers,
)
from bot.answering.followup.described import turn_to_described
from bot.answering.followup.ellipsis import Whole, complete
from bot.answering.followup.focus import Focus, read_focus
from bot.answering.followup.references import (
    Reference,
    listed,
    points_back,
    replace_reference,
)
from bot.answering.followup.rewrite import rewrite
from bot.ports import ChatModel
from bot.types import Event, MadeBy, Turn
from vectorstore.records import Paper

_CONTRACTED = re.compile(
    r"\b(?:(what|where|who|how|when|why|that|it)['’]|(what|where|how))s\b", re.IGNORECASE
)
_ORDERS = re.compile(
    r"^(?:please\s+)?(?:compare|tell|explain|describe|list|give|show|name|summari[sz]e)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that needs no conversation, and the papers it carries over (may be none).

    `is_bare` where the question that was asked had no word for what it is about.
    """

    text: str
    paper_ids: tuple[str, ...] = ()
    made_by: MadeBy = "as asked"
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Condenser:
    """Knows the papers a question may point to. `find` returns those nearest to a name."""

    paper_of: Callable[[str], Paper]
    find: Find

    def condense(
        self, question: str, history: Sequence[Turn], chosen: Sequence[str] = ()
    ) -> Standalone | None:
        """Return the question with its subject carried over, None where no rule can tell it.

        `chosen` are papers that the reader narrows the question to. Raises PaperUnknown where a
        paper cited last is gone.
        """
        focus = read_focus(history, chosen, self.paper_of)
        if focus is None:
            return None if history and points_back(question) else Standalone(question)
        found = self._resolve(plain_words(question), history, focus)
        if found is None:
            return None
        text = as_question(found.text)
        bare = chosen and found.is_bare and len(focus.main) > 1  # about all that were chosen
        if bare or found.made_by == "as asked" or text == question:
            return Standalone(question, () if bare else found.paper_ids)
        return replace(found, text=text)

    def _resolve(self, question: str, history: Sequence[Turn], focus: Focus) -> Standalone | None:
        """Try each kind of thing that can be left out; None where one is and cannot be told."""
        turned = turn_to_described(question, focus, history)
        if turned:
            question, focus = turned.text, turned.focus
        whole = complete(question, focus)
        text = whole.text if whole else question
        told = whole and self._told(whole, focus)
        if told:
            return told
        reference = replace_reference(text, focus)
        if reference:
            return self._carried(reference, focus) if reference.places else None
        if turned or (whole and whole.about == "focus"):
            return Standalone(text, focus.ids(focus.main), "rule")
        if asks_across(text) or names_its_subject(text, focus, self.find):
            return Standalone(question)
        return Standalone(_with_subject(text, focus), focus.ids(focus.main), "rule", is_bare=True)

    def _told(self, whole: Whole, focus: Focus) -> Standalone | None:
        """Return a question made whole that leads to other papers, None where it does not."""
        if whole.topic and is_another_topic(whole.topic, focus, self.find):
            return Standalone(f"What about {whole.topic}?", made_by="rule")
        if whole.about == "other":
            return Standalone(whole.text, made_by="rule")
        if whole.places is not None:
            return Standalone(whole.text, focus.ids(whole.places), "rule")
        return None

    def _carried(self, reference: Reference, focus: Focus) -> Standalone:
        """Return the question with the papers it means, and those it is to compare them with."""
        if asks_across(reference.text):
            return Standalone(reference.text, made_by="rule")
        others = tuple(paper.id for paper in other_papers(reference.text, focus, self.find))
        return Standalone(reference.text, (*focus.ids(reference.places), *others), "rule")


def condense_by_model(
    question: str, history: Sequence[Turn], model: ChatModel
) -> Generator[Event, None, Standalone]:
    """Yield the places in line; return a rewrite by the model, or the question where it is bad.

    For questions that no rule can tell. A small model is not asked: see docs/decisions.md,
    "follow-ups".
    """
    asked = Standalone(question)
    if model.info.small:
        return asked
    text = yield from rewrite(question, history, model)
    return asked if text is None else replace(asked, text=text, made_by="model")


def plain_words(question: str) -> str:
    """Return a question with "where's" and the like spelt out."""
    return _CONTRACTED.sub(lambda found: f"{found[1] or found[2]} is", question)


def as_question(text: str) -> str:
    """Return a rewritten question with its capital, and its question mark if it is no order."""
    end = "." if _ORDERS.match(text) else "?"
    return f"{text[:1].upper()}{text[1:].rstrip(' ?.!')}{end}"


def _with_subject(question: str, focus: Focus) -> str:
    """Name what the conversation is about at the end of a question that names nothing."""
    names = listed([focus.names[place] for place in focus.main])
    return f"{question.rstrip(' ?.!')} in {names}?"
