"""What a reader is told while a model waits, reads and writes. Knows no prompt and no check."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from time import perf_counter

from bot.ports import Piece, Usage, Waiting
from bot.types import Event, Queued, Writing

# Each event is a moment at which a reader can stop the model; more than five a second tell nothing.
_WRITING_EVERY_S = 0.2


def follow_stream(
    stream: Generator[Piece, None, Usage], hear: Callable[[str], Iterable[Event]]
) -> Generator[Event, None, Usage]:
    """Yield the places in line, that the model writes, and what `hear` makes of each piece of text.

    Closes the stream however it ends; returns what it cost.
    """
    pieces = 0
    told_at: float | None = None
    with closing(stream):
        while True:
            try:
                piece = next(stream)
            except StopIteration as stop:
                usage: Usage = stop.value
                return usage
            if isinstance(piece, Waiting):
                yield Queued(piece.place)
                continue
            pieces += 1
            now = perf_counter()
            if told_at is None or now - told_at >= _WRITING_EVERY_S:
                told_at = now
                yield Writing(pieces)
            yield from hear(piece)
