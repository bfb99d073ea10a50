"""What a reader has been shown so far, as a value, and how each event changes it.

Pure: an event and a reply in, a reply out. Knows no HTML and no server.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.types import (
    Answer,
    Answered,
    Checking,
    Claim,
    Dropped,
    Event,
    Level,
    Queued,
    Reading,
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


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong, and what the reader can do about it."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer or a summary in the making. `step` is what is being done, empty when it is over."""

    step: str = "Starting"
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
    """One question of a conversation, the papers it was narrowed to, and its reply."""

    question: str
    pinned: tuple[Paper, ...] = ()
    reply: Reply = field(default_factory=Reply)


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
        case Searching():
            after = replace(reply, step="Searching the library")
        case Reading(papers=papers):
            after = replace(reply, step=_reading(papers), reading=papers)
        case Queued(place=place):
            step = _waiting(place) if place else _reading(reply.reading)
            after = replace(reply, step=step)
        case Writing():
            after = replace(reply, step="Writing")
        case Checking():
            checked = reply.checked + 1
            step = f"Checking {count_of(checked, 'statement')}"
            after = replace(reply, step=step, checked=checked)
        case Shown(claim=claim):
            after = replace(reply, claims=(*reply.claims, claim))
        case Dropped(removed=removed):
            after = replace(reply, removed=(*reply.removed, removed))
        case Answered(answer=answer) | Refused(answer=answer):
            after = replace(
                reply, step="", answer=answer, claims=answer.claims, removed=answer.removed
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


def cited_papers(claims: Sequence[Claim]) -> tuple[Paper, ...]:
    """Return the papers that the claims cite, each once, in the order of first citation."""
    by_id = {citation.paper.id: citation.paper for claim in claims for citation in claim.citations}
    return tuple(by_id.values())


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
