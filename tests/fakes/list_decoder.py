"""A decoder whose sequences are lists, strict about its port, and the token that follows a text."""

from collections.abc import Callable, Sequence
from hashlib import blake2b

from bot.engine.ports import DecodeFailed, Limits, Run

VOCABULARY = 8
_REPEATS_OF_256 = 150  # how often a text goes on as it did before, so that guesses come true


def following(tokens: Sequence[int]) -> int:
    """Return the token that follows a text: it depends on every token, and often repeats."""
    digest = blake2b(bytes(tokens), digest_size=2).digest()
    if digest[0] < _REPEATS_OF_256:
        pair = list(tokens[-2:])
        for place in range(len(tokens) - 3, -1, -1):
            if list(tokens[place : place + 2]) == pair:
                return tokens[place + 2]
    return digest[1] % VOCABULARY


def written_alone(
    prompt: Sequence[int], *, most: int, context_tokens: int, ends: frozenset[int] = frozenset()
) -> list[int]:
    """Return what a request gets when nobody else asks and nothing is reused or guessed."""
    tokens = list(prompt)
    while len(tokens) - len(prompt) < most and (
        len(tokens) == len(prompt) or len(tokens) < context_tokens
    ):
        token = following(tokens)
        if token in ends:
            break
        tokens.append(token)
    return tokens[len(prompt) :]


class ListDecoder:
    """Holds lists of tokens; whatever its port does not allow is an AssertionError.

    A step with `poison` in it fails, and so does each whose number `fails_at` names. Then, as the
    port says, it is not known what its sequences hold: they are unusable until cut.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        poison: int | None = None,
        fails_at: frozenset[int] = frozenset(),
        watch: Callable[[Sequence[Run]], None] = lambda runs: None,  # noqa: ARG005 -- by default nobody
    ) -> None:
        self.limits = limits
        self.steps: list[list[Run]] = []
        self.failed: set[int] = set()  # numbers of steps
        self.held: list[list[int]] = [[] for _ in range(limits.sequences)]
        self.texts: list[list[int]] = []  # behind which the last step's outputs stand
        self.broken: Exception | None = None
        self._uncertain: dict[int, int] = {}  # how much of a sequence is known
        self._poison = poison
        self._fails_at = fails_at
        self._watch = watch

    def decode(self, runs: Sequence[Run]) -> None:
        """Append to sequences, at most one run each, in rising order. Raises DecodeFailed."""
        self._watch(runs)
        if self.broken is not None:
            raise self.broken
        sequences = [run.sequence for run in runs]
        assert runs
        assert sequences == sorted(set(sequences))
        assert sum(len(run.tokens) for run in runs) <= self.limits.batch_tokens
        self.steps.append(list(runs))
        for run in runs:
            self._check(run)
        poisoned = any(self._poison in run.tokens for run in runs)
        if poisoned or len(self.steps) - 1 in self._fails_at:
            self.failed.add(len(self.steps) - 1)
            self._uncertain |= {run.sequence: run.start for run in runs}
            raise DecodeFailed("poison" if poisoned else "told to")
        self.texts = []
        for run in runs:
            held = self.held[run.sequence]
            held.extend(run.tokens)
            first = len(held) - run.outputs + 1
            self.texts += [held[:length] for length in range(first, len(held) + 1)]

    def copy(self, source: int, target: int, tokens: int) -> None:
        """Make `target` the first `tokens` of `source`; all of it where no part can be cut."""
        assert source != target
        assert source not in self._uncertain
        assert 0 < tokens <= len(self.held[source])
        assert self.limits.can_cut or tokens == len(self.held[source])
        self._uncertain.pop(target, None)
        self.held[target] = self.held[source][:tokens]

    def cut(self, sequence: int, tokens: int) -> None:
        """Keep only the first `tokens` of a sequence; none is the only cut without `can_cut`."""
        assert tokens <= self._uncertain.pop(sequence, len(self.held[sequence]))
        assert self.limits.can_cut or tokens == 0
        del self.held[sequence][tokens:]

    def _check(self, run: Run) -> None:
        assert run.sequence not in self._uncertain
        assert run.start == len(self.held[run.sequence])
        assert len(run.tokens) > 0
        assert 0 <= run.outputs <= len(run.tokens)
        assert run.start + len(run.tokens) <= self.limits.context_tokens


class ListDraw:
    """Draws what follows the text behind an output; strict about being closed once."""

    def __init__(self, decoder: ListDecoder) -> None:
        self._decoder = decoder
        self.closed = 0

    def next(self, row: int) -> int:
        """Return the token drawn behind output `row` of the last step."""
        assert not self.closed
        return following(self._decoder.texts[row])

    def close(self) -> None:
        """Count the closings."""
        self.closed += 1
        assert self.closed == 1
