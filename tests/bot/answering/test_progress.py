"""What is told of a model's work while it goes on."""

import time
from collections.abc import Generator

import pytest

from bot.answering.progress import follow_stream
from bot.ports import Piece, Usage, Waiting
from bot.types import Checking, Event, Queued, Writing

USAGE = Usage(prompt=3, reused=0, completion=2)


def say(*pieces: Piece, pause_s: float = 0) -> Generator[Piece, None, Usage]:
    """Yield pieces as a model does."""
    for piece in pieces:
        time.sleep(pause_s)
        yield piece
    return USAGE


def hear(piece: str) -> tuple[Event, ...]:
    """Make an event of each piece."""
    return (Checking(piece),)


def follow(stream: Generator[Piece, None, Usage]) -> tuple[list[Event], Usage]:
    """Return the events and the cost of a stream."""
    cost: list[Usage] = []

    def keep() -> Generator[Event, None, None]:
        cost.append((yield from follow_stream(stream, hear)))

    return list(keep()), cost[0]


def test_places_and_pieces_come_in_order() -> None:
    """A place in line is an event, a piece is heard, and the cost comes back."""
    events, usage = follow(say(Waiting(1), Waiting(0), "a", "b"))
    assert events == [Queued(1), Queued(0), Writing(1), Checking("a"), Checking("b")]
    assert usage == USAGE


def test_slow_writing_is_told_of_each_piece() -> None:
    """However slow the model, its reader can stop it at every word."""
    events, _ = follow(say("a", "b", pause_s=0.25))
    assert [event for event in events if isinstance(event, Writing)] == [Writing(1), Writing(2)]


def test_the_stream_is_closed_at_an_error() -> None:
    """A check that fails leaves no model at work."""

    def fail(_piece: str) -> tuple[Event, ...]:
        raise ValueError("x")

    stream = say("a", "b")
    with pytest.raises(ValueError, match="x"):
        list(follow_stream(stream, fail))
    assert list(stream) == []
