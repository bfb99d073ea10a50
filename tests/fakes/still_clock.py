"""A clock that stands still but for those who sleep by it, so that no test waits."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class StillClock:
    """The Clock of polite clients; `slept` holds every wait in seconds.

    `look_s` passes at each look at it, as where an answer comes in drops.
    """

    at_s: float = 1_800_000_000.0
    look_s: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now_s(self) -> float:
        """Return the time."""
        self.at_s += self.look_s
        return self.at_s

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass at once."""
        self.slept.append(seconds)
        self.at_s += seconds
