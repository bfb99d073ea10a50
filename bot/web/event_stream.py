"""Server-sent events from a blocking generator, which is closed however the response ends.

Starlette leaves a synchronous generator to the garbage collector when a reader goes away; here
that generator is a model at work, so it is closed at once. Knows no event and no JSON shape.
"""

import json
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

T = TypeVar("T")

# A proxy that gathers a response before passing it on (nginx does) would hide the steps.
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


async def open_stream(
    events: Generator[T, None, None],
    write: Callable[[Iterable[T]], Iterator[str]],
    threads: CapacityLimiter,
    *,
    until: Callable[[T], bool],
) -> "EventStream":
    """Advance to an event that `until` holds for: what fails before it still gets an HTTP status.

    `write` turns events into frames; `threads` bounds how many generators run at once.
    """
    opening = await run_sync(_advance, events, until, limiter=threads)
    return EventStream(write(chain(opening, events)), events, threads)


async def exhaust(
    events: Generator[T, None, None], request: Request, threads: CapacityLimiter
) -> T | None:
    """Return the last event, or None where the client left before it; `events` is closed."""
    last = None
    try:
        while (event := await run_sync(next, events, None, limiter=threads)) is not None:
            last = event
            if await request.is_disconnected():
                return None
    finally:
        with CancelScope(shield=True):
            await run_sync(events.close, limiter=threads)
    return last


class EventStream(StreamingResponse):
    """Frames as they come; `events`, their source, is closed at the end or at a disconnect.

    A disconnect takes effect after the step that is running. Who waits for a model, or has it read
    or write, is told so at least every half second, and each time is such a step.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        frames: Iterator[str],
        events: Generator[object, None, None],
        threads: CapacityLimiter,
    ) -> None:
        super().__init__(_pull(frames, threads), headers=_HEADERS)
        self._events = events
        self._threads = threads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the frames, then close their source."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_sync(self._events.close, limiter=self._threads)


def frame(data: object, *, event: str | None = None) -> str:
    """Return one server-sent event with one line of JSON.

    ASCII only: several clients take U+2028 and its like for the end of a line.
    """
    line = json.dumps(data, allow_nan=False, separators=(",", ":"))
    return f"event: {event}\ndata: {line}\n\n" if event else f"data: {line}\n\n"


def comment(text: str) -> str:
    """Return a line that clients skip; it shows that the connection is alive."""
    return f": {text}\n\n"


def _advance(events: Iterator[T], until: Callable[[T], bool]) -> list[T]:
    """Return the events up to the first that `until` holds for, all if there is none."""
    passed: list[T] = []
    for event in events:
        passed.append(event)
        if until(event):
            break
    return passed


async def _pull(frames: Iterator[str], threads: CapacityLimiter) -> AsyncIterator[str]:
    while (item := await run_sync(next, frames, None, limiter=threads)) is not None:
        yield item
