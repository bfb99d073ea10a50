"""When a server that could not answer is asked again. Pure: no clock, no chance of its own."""

import datetime as dt
from email.utils import parsedate_to_datetime

from bot.errors import ModelError

_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 8.0
_LONGEST_TOLD_S = 30.0  # a reader is told to come back rather than kept waiting any longer


class Unavailable(Exception):
    """A failure that may pass: no connection, a server overloaded or starting.

    `error` is what the reader is told if it does not pass, `told_s` how long the server asked to
    wait, None where it did not.
    """

    def __init__(self, error: ModelError, told_s: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.told_s = told_s


def pause_s(attempt: int, told_s: float | None, chance: float) -> float | None:
    """Return how long to wait after `attempt` (from 0), None where waiting is not worth it.

    What the server asks for is kept to the second. Otherwise the pause doubles, and `chance`
    (0 to 1) takes up to half of it off, so that readers turned away together do not return so.
    """
    if told_s is not None:
        return told_s if told_s <= _LONGEST_TOLD_S else None
    whole = min(_FIRST_PAUSE_S * 2.0 ** min(attempt, 10), _LONGEST_PAUSE_S)
    return whole * (1 - chance / 2)


def read_retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds of a Retry-After header, a number or a date; None for anything else."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 (no number so long is meant)
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # no date, or one of a year or zone beyond any clock
        return None
    if then.tzinfo is None:  # "-0000": said to be UTC
        then = then.replace(tzinfo=dt.timezone.utc)
    return max((then - now).total_seconds(), 0.0)
