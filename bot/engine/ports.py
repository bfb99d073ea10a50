"""What the engine needs of whoever computes: sequences that hold tokens, and draws of the next.

Filled by `bot.models.decoder` (llama.cpp) and, in tests, by a decoder that reckons with lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What a decoder can hold and do.

    `sequences` is how many token sequences it holds at once, each of at most `context_tokens`;
    one step takes at most `batch_tokens`. Without `can_cut` (recurrent layers) a sequence can be
    lengthened, copied and emptied, but no part of it dropped.
    """

    sequences: int
    context_tokens: int
    batch_tokens: int
    can_cut: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens to append to one sequence in a step, the first at position `start`.

    The next token can be drawn behind each of the last `outputs` of them.
    """

    sequence: int
    start: int
    tokens: Sequence[int]
    outputs: int


class DecodeFailed(Exception):
    """A step that could not be computed; what its sequences hold is not known until cut."""


class Decoder(Protocol):
    """A model's memory of several sequences, and the step that lengthens them."""

    @property
    def limits(self) -> Limits:
        """Say what this decoder can hold and do."""

    def decode(self, runs: Sequence[Run]) -> None:
        """Append to sequences, at most one run each, in rising order. Raises DecodeFailed."""

    def copy(self, source: int, target: int, tokens: int) -> None:
        """Make `target` the first `tokens` of `source`; all of it where no part can be cut."""

    def cut(self, sequence: int, tokens: int) -> None:
        """Keep only the first `tokens` of a sequence; none is the only cut without `can_cut`."""


class Draw(Protocol):
    """How one request draws its tokens. It has a state: every token drawn counts for the next."""

    def next(self, row: int) -> int:
        """Return the token drawn behind output `row` of the last step, all runs counted."""

    def close(self) -> None:
        """Free what it holds; the engine calls it once, when the request has ended."""
