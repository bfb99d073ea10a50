"""How long a step takes, learnt from the steps before it. Pure: times are given, none is taken.

A step costs something for every pass over the weights and something for every token in it. Where
the two stand in proportion decides how many guessed tokens are worth checking, and the rate of
reading decides how much of a long prompt fits between two tokens of another reader.
"""

# Before anything was measured: on two cores one more token costs half a pass over a small model.
_PASS_PRIOR, _TOKEN_PRIOR = 1.0, 0.5
_MEMORY = 0.97
_RATE_MEMORY = 0.8
_ALIKE = 1e-4
_READ_LEAST = 16  # tokens, for a step to say something about the rate of reading


class Pace:
    """Seconds per pass and per token, by recursive least squares with forgetting."""

    def __init__(self) -> None:
        # sums of the normal equations of seconds = a * passes + b * tokens
        self._pp = self._pt = self._tt = self._ps = self._ts = 0.0
        self._pass_s, self._token_s = _PASS_PRIOR, _TOKEN_PRIOR
        self.read_tokens_per_s = 0.0

    def observe_writing(self, passes: int, tokens: int, seconds: float) -> None:
        """Count a step in which nothing was read, unless the clock is too coarse to tell."""
        if seconds <= 0:
            return
        self._pp = self._pp * _MEMORY + passes * passes
        self._pt = self._pt * _MEMORY + passes * tokens
        self._tt = self._tt * _MEMORY + tokens * tokens
        self._ps = self._ps * _MEMORY + passes * seconds
        self._ts = self._ts * _MEMORY + tokens * seconds
        self._solve()

    def observe_reading(self, read_tokens: int, writers: int, seconds: float) -> None:
        """Count a step in which prompts were read beside a token for each of `writers`."""
        if read_tokens < _READ_LEAST or seconds <= 0:
            return
        beside_s = self.seconds(1, writers) if writers and self._pp else 0.0
        rate = read_tokens / max(seconds - beside_s, seconds / 2)
        known = self.read_tokens_per_s or rate
        self.read_tokens_per_s = known * _RATE_MEMORY + rate * (1 - _RATE_MEMORY)

    def seconds(self, passes: int, tokens: int) -> float:
        """Return how long such a step is expected to take; before the first one, in passes."""
        return self._pass_s * passes + self._token_s * tokens

    def _solve(self) -> None:
        determinant = self._pp * self._tt - self._pt * self._pt
        if determinant > _ALIKE * self._pp * self._tt:
            pass_s = (self._ps * self._tt - self._ts * self._pt) / determinant
            token_s = (self._ts * self._pp - self._ps * self._pt) / determinant
            if pass_s > 0 and token_s > 0:
                self._pass_s, self._token_s = pass_s, token_s
                return
        # The steps were too much alike to tell the two apart: keep their proportion.
        expected = self._pass_s * self._pp + self._token_s * self._pt
        scale = self._ps / expected if expected else 1.0
        self._pass_s *= scale
        self._token_s *= scale
