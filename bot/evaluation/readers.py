"""Several readers who ask at the same moment, each in a thread of its own, with a stopwatch.

Knows neither the engine nor a server: whoever can continue a prompt is measured alike.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from bot.evaluation.timeline import Arrival, Trace
from vectorstore.errors import ReportedError


class Writer(Protocol):
    """Whoever continues prompts: the engine of this process, or a server to compare with."""

    def write(self, prompt: Sequence[int], tokens: int) -> Iterator[int]:
        """Continue a prompt by that many tokens, the likeliest each time, and never end before.

        Yields how many tokens are new, as they come. Raises ReportedError.
        """


@dataclass(frozen=True, slots=True)
class Request:
    """A prompt, and how many tokens are to follow it.

    It is sent when `ready` returns, at once without it; `heard` is told how many tokens
    each arrival brought.
    """

    prompt: Sequence[int]
    tokens: int
    ready: Callable[[], object] | None = None
    heard: Callable[[int], object] | None = None


def read_together(writer: Writer, requests: Sequence[Request]) -> tuple[Trace, ...]:
    """Send all requests at once and return what happened to each; times count from that moment."""
    clock = _Clock()
    start = threading.Barrier(len(requests), action=clock.start)

    def read(request: Request) -> Trace:
        start.wait()
        if request.ready is not None:
            request.ready()
        return _read(writer, request, clock)

    with ThreadPoolExecutor(len(requests), thread_name_prefix="reader") as threads:
        return tuple(threads.map(read, requests))


class _Clock:
    """Seconds since the common start."""

    def __init__(self) -> None:
        self._start = 0.0

    def start(self) -> None:
        self._start = time.perf_counter()

    def now(self) -> float:
        return time.perf_counter() - self._start


def _read(writer: Writer, request: Request, clock: _Clock) -> Trace:
    arrivals: list[Arrival] = []
    asked_s = clock.now()
    try:
        for tokens in writer.write(request.prompt, request.tokens):
            arrivals.append(Arrival(clock.now(), tokens))
            if request.heard is not None:
                request.heard(tokens)
    except ReportedError as error:
        return Trace(tuple(arrivals), str(error), asked_s)
    missing = request.tokens - sum(arrival.tokens for arrival in arrivals)
    failure = f"{missing} tokens are missing" if missing > 0 else ""
    return Trace(tuple(arrivals), failure, asked_s)
