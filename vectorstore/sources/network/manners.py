"""How patient and how modest a client is: gaps, tries, waits and limits. Pure; asks nobody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

_SECONDS = re.compile(r"\d{1,9}")
_BUSY = frozenset({408, 429, 500, 502, 503, 504})


def _gaps() -> Mapping[str, float]:
    # arXiv's terms: at most one request in three seconds, over all of its hosts together.
    return {"arxiv.org": 3.0}


@dataclass(frozen=True, slots=True)
class Manners:
    """The limits a client keeps; the defaults suit arXiv, Crossref and Hugging Face.

    `gaps_s` holds for a host and those under it, `gap_s` for every other. A server that asks for
    more than `longest_wait_s` is not waited for: the reader is told instead.
    """

    gaps_s: Mapping[str, float] = field(default_factory=_gaps)
    gap_s: float = 0.5
    tries: int = 4
    backoff_s: float = 2.0
    longest_wait_s: float = 60.0
    connect_timeout_s: float = 10.0
    read_timeout_s: float = 60.0  # arXiv's API takes half a minute over a list on a busy day
    deadline_s: float = 300.0
    limit_bytes: int = 100_000_000
    most_redirects: int = 6  # doi.org to an agency takes one to three

    def pace_of(self, host: str) -> tuple[str, float]:
        """Return the group of hosts that `host` shares its pace with, and their gap in seconds."""
        for group, gap_s in self.gaps_s.items():
            if host == group or host.endswith(f".{group}"):
                return group, gap_s
        return host, self.gap_s

    def wait_s(self, attempt: int, asked_s: float | None, chance: float) -> float:
        """Return how long to wait after failed attempt number `attempt` (from 1).

        What the server asked for, else twice as long each time; `chance` (0 to 1) adds up to half
        of that, so that many clients cut off together do not come back together.
        """
        backoff_s = self.backoff_s * 2.0 ** (attempt - 1) * (1 + chance / 2)
        return backoff_s if asked_s is None else max(asked_s, 0.0)


def is_busy(status: int) -> bool:
    """Say whether a server that answers so may answer better a little later."""
    return status in _BUSY


def retry_after_s(header: str | None, now_s: float) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number or a date (RFC 9110)."""
    words = (header or "").strip()
    if _SECONDS.fullmatch(words):
        return float(words)
    try:
        return max(parsedate_to_datetime(words).timestamp() - now_s, 0.0)
    except (ValueError, OverflowError):
        return None
