"""One request on its way through the engine: what it asks for, and how far it has come."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.engine.drafting import Lookup, Luck
from bot.engine.ports import Draw
from bot.ports import Finish, Usage
from vectorstore.errors import ReportedError


class Sink(Protocol):
    """Where a request's tokens go; called by the engine, never after `ended` or `failed`."""

    def tokens(self, tokens: Sequence[int]) -> None:
        """Take the tokens of one step."""

    def ended(self, usage: Usage) -> None:
        """Take the cost of what is now complete."""

    def failed(self, error: ReportedError) -> None:
        """Take the reason why nothing more will come."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: the tokens behind `prompt`, drawn by `draw`, until one of `ends`.

    A prompt has at least one token. `deadline_at` is a time of the engine's clock, in seconds.
    What has `begun` goes before those who have not been served at all.
    """

    prompt: Sequence[int]
    max_tokens: int
    draw: Draw
    ends: frozenset[int] = frozenset()
    deadline_at: float | None = None
    speculate: bool = True
    begun: bool = False

    def __post_init__(self) -> None:
        if not self.prompt:
            raise ValueError("an empty prompt: there is nothing to draw a token behind")


@dataclass(slots=True, eq=False)
class Request:
    """An order under way; changed by the engine's thread alone, but for `cancelled`.

    `held` of its `tokens` are in the decoder, in `sequence` (-1 while it waits in line). `leader`
    is an earlier request that is reading the same beginning just now, `led_tokens` of it: this one
    waits rather than read them too. `guess` is what may follow. `served_at` is the step of its last
    token. `alone`: a step with it and others failed, so it is tried by itself.
    """

    order: Order
    sink: Sink
    tokens: list[int] = field(init=False)
    lookup: Lookup | None = field(init=False)
    sequence: int = -1
    held: int = 0
    reused: int = 0
    leader: "Request | None" = None
    led_tokens: int = 0
    guess: list[int] = field(default_factory=list)
    luck: Luck = field(default_factory=Luck)
    served_at: int = 0
    alone: bool = False
    cancelled: bool = False
    over: bool = False

    def __post_init__(self) -> None:
        self.tokens = list(self.order.prompt)
        self.lookup = Lookup(self.tokens) if self.order.speculate else None

    @property
    def unread(self) -> int:
        """Return how many tokens must be decoded before the next can be drawn; at least 1."""
        return len(self.tokens) - self.held

    @property
    def written(self) -> int:
        """Return how many tokens were drawn."""
        return len(self.tokens) - len(self.order.prompt)

    def usage(self, finish: Finish) -> Usage:
        """Return what it has cost."""
        return Usage(len(self.order.prompt), self.reused, self.written, finish)
