"""A reader's end of a request: when its thread is woken, and that nothing is lost between."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.ports import Limits
from bot.engine.request import Order, Request
from bot.engine.ticket import Ticket
from bot.errors import GenerationFailed
from bot.ports import Usage, Waiting
from tests.fakes.list_decoder import ListDecoder, ListDraw

USAGE = Usage(prompt=1, reused=0, completion=3)


@dataclass
class _Desk:
    """Lets tokens gather for a second, and keeps who has left."""

    pause_s: float = 1.0
    now: float = 0.0
    left: list[Request] = field(default_factory=list)

    def clock(self) -> float:
        """Return the time to which it is set."""
        return self.now

    def place(self, _request: Request) -> int:
        """Nobody waits."""
        return 0

    def cancel(self, request: Request) -> None:
        """Note that a reader has left."""
        self.left.append(request)


def _request(ticket: Ticket) -> Request:
    decoder = ListDecoder(Limits(1, 64, batch_tokens=8))
    return Request(Order([1], 9, ListDraw(decoder)), ticket)


def _woken(
    steps: Generator[Waiting | Sequence[int], None, Usage],
) -> tuple[list[list[int]], Usage]:
    """Return what each waking brought, and the cost."""
    brought: list[list[int]] = []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return brought, end.value
        if not isinstance(step, Waiting):
            brought.append(list(step))


def test_tokens_gather_between_two_wakings() -> None:
    """The first comes at once, the next when the pause is over, the last with the end."""
    desk = _Desk()
    ticket = Ticket(desk, clock=desk.clock)
    for token, desk.now in enumerate((0.0, 0.4, 0.8, 1.2, 1.3)):
        ticket.tokens([token])
    ticket.ended(USAGE)
    assert _woken(ticket.follow(_request(ticket))) == ([[0], [1, 2, 3], [4]], USAGE)


def test_a_failure_comes_behind_the_tokens_before_it() -> None:
    """And leaving the reader's end cancels what is not over."""
    desk = _Desk()
    ticket = Ticket(desk, clock=desk.clock)
    ticket.tokens([1])
    ticket.tokens([2])
    ticket.failed(GenerationFailed("It broke.", remedy="Ask again."))
    request = _request(ticket)
    steps = ticket.follow(request)
    assert [next(steps) for _ in range(3)] == [Waiting(0), [1], [2]]
    with pytest.raises(GenerationFailed):
        next(steps)
    assert desk.left == [request]


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 4)), max_size=30), st.floats(0, 2))
def test_no_token_is_lost_or_moved(steps: list[tuple[float, int]], pause_s: float) -> None:
    """Whatever the pause and the moments at which steps end."""
    desk = _Desk(pause_s)
    ticket = Ticket(desk, clock=desk.clock)
    given_tokens: list[int] = []
    for after_s, count in steps:
        desk.now += after_s
        tokens = [len(given_tokens) + place for place in range(count)]
        ticket.tokens(tokens)
        given_tokens += tokens
    ticket.ended(USAGE)
    brought, usage = _woken(ticket.follow(_request(ticket)))
    assert [token for tokens in brought for token in tokens] == given_tokens
    assert usage == USAGE
