"""A batcher over lists, and all who asked it something."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.engine.batcher import Batcher
from bot.engine.ports import Limits, Run
from bot.engine.request import Order, Request
from tests.fakes.list_decoder import VOCABULARY, ListDecoder, ListDraw, following, written_alone
from tests.fakes.list_reader import ListReader

POISON = VOCABULARY
CONTEXT = 128


def _beginning(seed: int) -> list[int]:
    tokens = [seed] * 3
    while len(tokens) < 90:
        tokens.append(following(tokens))
    return tokens


# Long enough for a copy to be worth it (bot.engine.placement).
BEGINNINGS = [_beginning(seed) for seed in range(3)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, who reads it, and how it draws."""

    request: Request
    reader: ListReader
    draw: ListDraw

    @property
    def alone(self) -> list[int]:
        """Return what it would get by itself."""
        order = self.request.order
        return written_alone(
            order.prompt, most=order.max_tokens, context_tokens=CONTEXT, ends=order.ends
        )


class Room:
    """A batcher over lists, with a clock that moves with what is decoded."""

    def __init__(self, limits: Limits, *, fails_at: frozenset[int] = frozenset()) -> None:
        self.now = 0.0
        self.decoder = ListDecoder(limits, poison=POISON, fails_at=fails_at, watch=self._take_time)
        self.batcher = Batcher(self.decoder, clock=lambda: self.now)
        self.asked: list[Asked] = []

    def ask(
        self,
        prompt: Sequence[int],
        most: int = 12,
        *,
        ends: frozenset[int] = frozenset(),
        within_s: float | None = None,
        speculate: bool = True,
        begun: bool = False,
    ) -> Asked:
        """Put a request in line."""
        reader, draw = ListReader(), ListDraw(self.decoder)
        deadline_at = None if within_s is None else self.now + within_s
        order = Order(prompt, most, draw, ends, deadline_at, speculate, begun)
        asked = Asked(Request(order, reader), reader, draw)
        self.asked.append(asked)
        self.batcher.add(asked.request)
        return asked

    def finish(self) -> None:
        """Take steps until there is nothing to do."""
        for _ in range(2000):
            if not self.batcher.busy:
                return
            self.batcher.step()
        raise AssertionError("the requests do not come to an end")

    def _take_time(self, runs: Sequence[Run]) -> None:
        """Move the clock: a pass over the weights costs as much as ten tokens."""
        lengths = [len(run.tokens) for run in runs]
        self.now += 0.1 * len(set(lengths)) + 0.01 * sum(lengths)
