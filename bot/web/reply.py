"""What a reader has been shown so far, as a value, and how each event changes it.

Pure: an event and a reply in, a reply out. Knows no HTML and no server.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.answering.shown import cited_papers
from bot.types import (
    Answer,
    Answered,
    Checking,
    Claim,
    Declined,
    Dropped,
    Event,
    Level,
    Queued,
    Reading,
    Recalling,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Summarised,
    Summary,
    Turn,
    Writing,
)
from vectorstore.records import Paper

_RECALLING = "Asking the model what it knows"


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, and what the reader can do about it."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or a summary in the making. `step` is what is being done, empty when it is over.

    `understood` is the question that was searched for, where it is not the one asked. `refusal` and
    `general` are known before the answer where the model is asked what it knows by itself.
    """

    step: str = "Starting"
    understood: str = ""
    refusal: Refusal | None = None
    general: str = ""
    reading: tuple[Paper, ...] = ()
    checked: int = 0
    claims: tuple[Claim, ...] = ()
    removed: tuple[Removed, ...] = ()
    answer: Answer | None = None
    summary: Summary | None = None
    stopped: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of a conversation, the papers it was narrowed to, and its reply.

    `standalone`: whatever came before, it is searched for as it is. `general`: the model is asked
    what it knows where the library has no answer.
    """

    question: str
    pinned: tuple[Paper, ...] = ()
    reply: Reply = field(default_factory=Reply)
    standalone: bool = False
    general: bool = False


@dataclass(frozen=True, slots=True)
class OpenPaper:
    """The paper a reader has opened, and the summary of it that was asked for, if any."""

    paper: Paper
    level: Level | None = None
    reply: Reply = field(default_factory=Reply)


def count_of(number: int, thing: str) -> str:
    """Return "1 paper" or "2 papers"."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def follow(reply: Reply, event: Event) -> Reply:
    """Return the reply after `event`."""
    match event:
        case Searching() | Reading() | Queued() | Writing() | Declined():
            after = _follow_step(reply, event)
        case Checking():
            checked = reply.checked + 1
            step = f"Checking {count_of(checked, 'statement')}"
            after = replace(reply, step=step, checked=checked)
        case Shown(claim=claim):
            after = replace(reply, claims=(*reply.claims, claim))
        case Dropped(removed=removed):
            after = replace(reply, removed=(*reply.removed, removed))
        case Recalling(text=text):
            after = replace(reply, general=text)
        case Answered(answer=answer) | Refused(answer=answer):
            after = replace(
                reply,
                step="",
                answer=answer,
                claims=answer.claims,
                removed=answer.removed,
                refusal=answer.refusal,
                general=answer.general or "",
            )
        case Summarised(summary=summary):
            after = replace(
                reply,
                step="",
                summary=summary,
                claims=summary.sentences,
                removed=summary.removed,
            )
    return after


def _follow_step(reply: Reply, event: Searching | Reading | Queued | Writing | Declined) -> Reply:
    """Return the reply after an event that only says what is being done."""
    match event:
        case Searching(question=question, made_by=made_by):
            understood = "" if made_by == "as asked" else question
            return replace(reply, step="Searching the library", understood=understood)
        case Reading(papers=papers):
            return replace(reply, step=_reading(papers), reading=papers)
        case Queued(place=place):
            step = _reading(reply.reading) if reply.refusal is None else _RECALLING
            return replace(reply, step=_waiting(place) if place else step)
        case Writing():
            return replace(reply, step="Writing")
        case Declined(refusal=refusal):
            return replace(reply, step=_RECALLING, refusal=refusal)


def _reading(papers: Sequence[Paper]) -> str:
    return f"Reading {count_of(len(papers), 'paper')}"


def _waiting(place: int) -> str:
    ahead = place - 1
    if not ahead:
        return "Waiting: you are next"
    return f"Waiting: {count_of(ahead, 'reader')} {'is' if ahead == 1 else 'are'} ahead of you"


def stop(reply: Reply) -> Reply:
    """Return the reply ended by its reader: what was shown stays."""
    return replace(reply, step="", stopped=True)


def fail(reply: Reply, message: str, remedy: str) -> Reply:
    """Return the reply ended by an error: what was shown stays."""
    return replace(reply, step="", failure=Failure(message, remedy))


def history(talk: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Return the conversation as the assistant takes it: exchanges that showed something."""
    return tuple(turn for exchange in talk if (turn := _turn(exchange)) is not None)


def _turn(exchange: Exchange) -> Turn | None:
    """Return what an exchange showed, None if it showed nothing."""
    reply = exchange.reply
    text = reply.answer.text if reply.answer else " ".join(claim.text for claim in reply.claims)
    if reply.failure or not text:
        return None
    paper_ids = tuple(paper.id for paper in cited_papers(reply.claims))
    return Turn(question=exchange.question, answer=text, paper_ids=paper_ids)
