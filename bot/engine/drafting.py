"""Prompt-lookup drafts: an answer that copies from its prompt can be guessed from it.

The last tokens written are looked up in what came before; what followed there is the guess, which
the model then checks in one step (Saxena, 2023, "Prompt Lookup Decoding"; accepting only what the
model would have drawn itself keeps its distribution: Leviathan et al., 2023, "Fast Inference from
Transformers via Speculative Decoding"). Pure: knows no decoder and no clock.
"""

from collections.abc import Sequence

from bot.engine.pace import Pace

DRAFT_TOKENS_MOST = 8
# Three tokens in a row seldom recur by chance; two often do.
_LENGTHS = (3, 2)
# A promise is an estimate: below this gain a guess costs more than it brings, by 2 to 5 % in all
# with four readers whose texts do not copy from their prompts.
_GAIN_LEAST = 1.1
# What is believed of a request before it has been tried, and how fast its past is forgotten.
_PRIOR_HITS, _PRIOR_TRIALS = 1.5, 2.0
_MEMORY = 0.9


class Lookup:
    """The tokens of one request, indexed by what precedes each."""

    def __init__(self, tokens: Sequence[int]) -> None:
        self._tokens: list[int] = []
        # where the token behind the latest occurrence of a pattern stands
        self._behind: dict[tuple[int, ...], int] = {}
        self.extend(tokens)

    def extend(self, tokens: Sequence[int]) -> None:
        """Add tokens at the end. A pattern is known once something follows it."""
        for token in tokens:
            end = len(self._tokens)
            for length in _LENGTHS:
                if end >= length:
                    self._behind[tuple(self._tokens[end - length :])] = end
            self._tokens.append(token)

    def guess(self, most: int) -> list[int]:
        """Return up to `most` tokens that may follow, none without a precedent."""
        for length in _LENGTHS:
            start = self._behind.get(tuple(self._tokens[-length:]))
            if start is not None and len(self._tokens) >= length:
                return self._tokens[start : start + most]
        return []


class Luck:
    """How often the guesses for one request came true of late."""

    def __init__(self) -> None:
        self._hits, self._trials = _PRIOR_HITS, _PRIOR_TRIALS

    @property
    def chance(self) -> float:
        """Return the chance that the next token of a guess is right, those before it being so."""
        return self._hits / self._trials

    def observe(self, right: int, tried: int) -> None:
        """Count a guess of which the first `right` tokens came true, and the next, if any, not."""
        self._hits = self._hits * _MEMORY + right
        self._trials = self._trials * _MEMORY + min(right + 1, tried)


def expected_tokens(chance: float, length: int) -> float:
    """Return how many tokens of a draft are accepted on average, each with `chance`."""
    return sum(chance**place for place in range(1, length + 1))


def worthwhile_depth(offers: Sequence[tuple[float, int]], writers: int, pace: Pace) -> int:
    """Return how many guessed tokens a request are worth checking in the coming step.

    `offers` are the chance and the length of each guess at hand, of the `writers` requests that
    draw a token anyway. The depth is the one that promises most tokens a second; where the batch
    is full already, or the guesses are poor, that is 0. Sequences lengthened by different numbers
    of tokens are computed in a pass for each number.
    """
    best, best_rate = 0, 0.0
    for depth in range(DRAFT_TOKENS_MOST + 1):
        drafts = [(chance, min(depth, length)) for chance, length in offers]
        lengths = {length for _, length in drafts} | ({0} if len(drafts) < writers else set())
        tokens = writers + sum(length for _, length in drafts)
        expected = writers + sum(expected_tokens(chance, length) for chance, length in drafts)
        rate = expected / pace.seconds(len(lengths), tokens)
        if depth == 0:
            best_rate = rate * _GAIN_LEAST
        elif rate > best_rate:
            best, best_rate = depth, rate
    return best
