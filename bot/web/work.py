"""The model's work for the interface for programs: asked, counted, streamed, and stopped.

What waits for the model has threads of its own, so that ordinary requests are answered at once
however long the line before the model is. Knows no protocol's form.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

from anyio import CapacityLimiter
from starlette.requests import Request

from bot.errors import GenerationFailed
from bot.types import (
    Answer,
    Answered,
    Event,
    Level,
    Reading,
    Refused,
    Searching,
    Summarised,
    Summary,
    Turn,
)
from bot.web.api_ports import Served
from bot.web.event_stream import EventStream, exhaust, open_stream
from bot.web.metrics import Metrics

# More than a model serves at once (8) and lets wait (32), both by default: whoever comes after
# them must still reach the model, to be told that it is busy.
ANSWERS_AT_ONCE = 48


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a program asks it; `general_knowledge` None leaves that to the setting."""

    question: str
    history: Sequence[Turn] = ()
    paper_ids: Sequence[str] = ()
    standalone: bool = False
    general_knowledge: bool | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """Questions and summaries of one assistant; `threads` bounds how many are under way."""

    assistant: Served
    metrics: Metrics
    threads: CapacityLimiter

    async def stream(
        self, asked: Asked, write: Callable[[Iterable[Event]], Iterator[str]]
    ) -> EventStream:
        """Return an answer as it comes, in the frames that `write` makes of its events.

        The response begins when the model has taken the question: until then it may be refused,
        and the status says so.
        """
        return await open_stream(self._events(asked), write, self.threads, until=_is_taken)

    async def answer(self, asked: Asked, request: Request) -> Answer:
        """Return a whole answer; stop when the client has gone."""
        last = await exhaust(self._events(asked), request, self.threads)
        if isinstance(last, Answered | Refused):
            return last.answer
        raise _without_result("answer")

    async def summary(self, paper_id: str, level: Level, request: Request) -> Summary:
        """Return a whole summary; stop when the client has gone."""
        events = self.assistant.summarise_steps(paper_id, level)
        last = await exhaust(events, request, self.threads)
        if isinstance(last, Summarised):
            return last.summary
        raise _without_result("summary")

    def _events(self, asked: Asked) -> Generator[Event, None, None]:
        steps = self.assistant.ask(
            asked.question,
            history=asked.history,
            paper_ids=asked.paper_ids,
            standalone=asked.standalone,
            general_knowledge=asked.general_knowledge,
        )
        return self.metrics.counted(steps)


def _is_taken(event: Event) -> bool:
    """Say whether a model has taken the question, or none needs to."""
    return not isinstance(event, Searching | Reading)


def _without_result(what: str) -> GenerationFailed:
    return GenerationFailed(f"The {what} ended without a result.", remedy="Ask again.")
