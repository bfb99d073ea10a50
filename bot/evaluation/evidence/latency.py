"""How long readers waited: medians and 95th percentiles over answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.types import Timing


@dataclass(frozen=True, slots=True)
class Wait:
    """Milliseconds, over the answers in which that was measured."""

    what: str
    answers: int
    median_ms: float
    p95_ms: float


def waits(timings: Sequence[Timing]) -> tuple[Wait, ...]:
    """Return the waits for the search, the first token and the whole; none for no answers."""
    measured = {
        "search": [item.search_ms for item in timings],
        "first token": [item.first_token_ms for item in timings if item.first_token_ms is not None],
        "total": [item.total_ms for item in timings],
    }
    return tuple(_wait(what, values) for what, values in measured.items() if values)


def _wait(what: str, values: Sequence[float]) -> Wait:
    median, high = np.percentile(values, (50, 95))
    return Wait(what, len(values), float(median), float(high))
