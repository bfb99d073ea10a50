"""What the engine has done since it was opened: plain counts, changed by its thread alone."""

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counts of tokens and steps; `overhead_s` is time in steps that was not decoding.

    `longest_gap_steps` is the longest that anybody waited between two tokens: 1, one at each step.
    """

    prompt_tokens: int = 0
    reused_tokens: int = 0
    decoded_tokens: int = 0
    drafted_tokens: int = 0
    accepted_tokens: int = 0
    steps: int = 0
    longest_gap_steps: int = 0
    overhead_s: float = 0.0

    @property
    def step_overhead_us(self) -> float:
        """Return the mean overhead of a step, in microseconds."""
        return 1e6 * self.overhead_s / self.steps if self.steps else 0.0

    def count_step(self, overhead_s: float) -> None:
        """Count one step."""
        self.steps += 1
        self.overhead_s += overhead_s
