"""A reader's end of one request: tokens come out as steps finish, places in line before that."""

from collections.abc import Callable, Generator, Sequence
from math import inf
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Protocol, TypeAlias

from bot.engine.request import Request
from bot.ports import Usage, Waiting
from vectorstore.errors import ReportedError

# How often a reader who waits hears so: a surface notices at a beat that its reader has left.
_BEAT_S = 0.5

Outcome: TypeAlias = "Usage | ReportedError"


class Desk(Protocol):
    """Who knows the line: the engine."""

    @property
    def pause_s(self) -> float:
        """Return how long to gather tokens before a reader's thread is woken for them."""

    def place(self, request: Request) -> int:
        """Return a request's place in line, 0 when it is being worked on."""

    def cancel(self, request: Request) -> None:
        """Take a request out of line or work within a step."""


class Ticket:
    """Takes what the engine gives (`bot.engine.request.Sink`), in its thread, to the reader's."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._given: SimpleQueue[Sequence[int] | Outcome] = SimpleQueue()
        # the engine's thread alone
        self._gathered: list[int] = []
        self._handed_on_at = -inf

    def tokens(self, tokens: Sequence[int]) -> None:
        """Take the tokens of one step; the reader is woken for the first ones at once."""
        self._gathered += tokens
        if self._clock() - self._handed_on_at >= self._desk.pause_s:
            self._hand_on()

    def ended(self, usage: Usage) -> None:
        """Take the cost of what is now complete."""
        self._hand_on()
        self._given.put(usage)

    def failed(self, error: ReportedError) -> None:
        """Take the reason why nothing more will come."""
        self._hand_on()
        self._given.put(error)

    def _hand_on(self) -> None:
        if self._gathered:
            self._given.put(self._gathered)
            self._gathered = []
            self._handed_on_at = self._clock()

    def follow(self, request: Request) -> Generator[Waiting | Sequence[int], None, Usage]:
        """Yield places in line and tokens; return what it cost. Raises what the engine met.

        Closing the generator cancels the request.
        """
        try:
            yield Waiting(self._desk.place(request))
            while True:
                try:
                    given = self._given.get(timeout=_BEAT_S)
                except Empty:
                    yield Waiting(self._desk.place(request))
                    continue
                if isinstance(given, Usage):
                    return given
                if isinstance(given, ReportedError):
                    raise given
                yield given
        finally:
            if not request.over:
                self._desk.cancel(request)
