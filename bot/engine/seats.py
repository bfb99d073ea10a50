"""What every sequence of the decoder holds, and which request sits in which.

The one place that changes the decoder's sequences: the tree of beginnings is kept true to them.
Knows no line, no step and no clock but the time it is told.
"""

from collections.abc import Collection, Sequence

from bot.engine.placement import COPY_COSTS_TOKENS, Idle, place
from bot.engine.ports import Decoder
from bot.engine.prefix_tree import PrefixTree
from bot.engine.request import Request


class Seats:
    """The sequences of a decoder, at work and at rest."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._limits = decoder.limits
        self._tree = PrefixTree()
        self._last_used = dict.fromkeys(range(self._limits.sequences), 0.0)

    @property
    def held_tokens(self) -> int:
        """Return how many tokens all sequences hold, those at rest too."""
        return sum(len(self._tree.tokens(sequence)) for sequence in self._last_used)

    def seat(self, request: Request, taken: Collection[int]) -> None:
        """Give a request a sequence outside `taken`, with what can be reused for its prompt."""
        prompt = request.order.prompt
        idle = [
            Idle(sequence, len(self._tree.tokens(sequence)), used)
            for sequence, used in self._last_used.items()
            if sequence not in taken
        ]
        matches = self._tree.matches(prompt)
        placement = place(len(prompt), matches, idle, at_work=taken, can_cut=self._limits.can_cut)
        request.sequence = placement.sequence
        if placement.source is not None:
            self._decoder.copy(placement.source, placement.sequence, placement.reused_tokens)
        elif self._limits.can_cut or not placement.reused_tokens:  # else all of it is kept
            self._decoder.cut(placement.sequence, placement.reused_tokens)
        self._reuse(request, placement.reused_tokens)

    def catch_up(self, request: Request) -> None:
        """Copy what another sequence has come to hold of a prompt, if that is worth it."""
        prompt = request.order.prompt
        matches = self._tree.matches(prompt)
        source = max(matches, key=matches.__getitem__, default=request.sequence)
        reused = min(matches.get(source, 0), len(prompt) - 1)
        if reused - request.held > COPY_COSTS_TOKENS:
            self._decoder.copy(source, request.sequence, reused)
            self._reuse(request, reused)

    def advance(self, request: Request, tokens: Sequence[int], kept: int) -> None:
        """Note that a step appended `tokens` to a request's, of which the first few are kept."""
        if kept < len(tokens):
            self._decoder.cut(request.sequence, request.held + kept)
        self._tree.extend(request.sequence, tokens[:kept])
        request.held += kept

    def undo(self, request: Request) -> None:
        """Take back what a failed step may have appended: nothing may be left half done."""
        request.held = request.held if self._limits.can_cut else 0
        self._decoder.cut(request.sequence, request.held)
        self._tree.put(request.sequence, request.tokens[: request.held])

    def rest(self, request: Request, now: float) -> None:
        """Leave a sequence at rest with what it holds, for prompts that begin alike."""
        self._last_used[request.sequence] = now

    def clear(self, request: Request) -> None:
        """Empty a sequence whose content cannot be trusted."""
        self._decoder.cut(request.sequence, 0)
        self._tree.put(request.sequence, ())

    def forget(self) -> None:
        """Trust no sequence; each is cut when it is next used. Asks nothing of the decoder."""
        for sequence in self._last_used:
            self._tree.put(sequence, ())

    def _reuse(self, request: Request, tokens: int) -> None:
        request.held = request.reused = tokens
        self._tree.put(request.sequence, request.tokens[:tokens])
