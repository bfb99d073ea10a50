"""Whether a long prompt makes those wait who are being answered when it arrives."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import monotonic

from bot.evaluation.readers import Request, Writer, read_together
from bot.evaluation.texts import PromptSource
from bot.evaluation.timeline import gaps

_READERS = 4
_PROMPT_TOKENS = 64
_HEARD_TOKENS = 8  # by each reader on average, before the long prompt arrives
_LONG_ANSWER_TOKENS = 4
_PATIENCE_S = 120.0  # the long prompt is sent then in any case: the readers may have failed


@dataclass(frozen=True, slots=True)
class FairnessFigures:
    """What `readers` met while a prompt of `long_tokens` was read: waits between two tokens.

    `usual_gap_s` is their median wait before it arrived, `longest_gap_s` the longest until its own
    first token, `long_first_s` after it was sent. `longest_gap_steps` is the longest of anybody
    since the engine was opened: 1 where every step brought a token.
    """

    readers: int
    long_tokens: int
    failed: int
    usual_gap_s: float
    longest_gap_s: float
    longest_gap_steps: int
    long_first_s: float


def measure_fairness(
    writer: Writer,
    prompts: PromptSource,
    longest_gap_steps: Callable[[], int],
    *,
    long_tokens: int,
    new_tokens: int,
) -> FairnessFigures:
    """Let a long prompt arrive while four readers are answered."""
    heard = threading.Semaphore(0)

    def ready() -> None:
        until = monotonic() + _PATIENCE_S
        for _ in range(_READERS * _HEARD_TOKENS):
            heard.acquire(timeout=max(0.0, until - monotonic()))

    steady = [
        Request(prompts.take(_PROMPT_TOKENS), new_tokens, heard=heard.release)
        for _ in range(_READERS)
    ]
    late = Request(prompts.take(long_tokens), _LONG_ANSWER_TOKENS, ready=ready)
    *traces, long = read_together(writer, [*steady, late])
    first_s = long.first_s if long.arrivals else long.asked_s
    before = gaps(traces, after_s=0.0, until_s=long.asked_s)
    during = gaps(traces, after_s=long.asked_s, until_s=first_s)
    return FairnessFigures(
        readers=_READERS,
        long_tokens=long_tokens,
        failed=sum(not trace.whole for trace in (*traces, long)),
        usual_gap_s=median(before) if before else 0.0,
        longest_gap_s=max(during, default=0.0),
        longest_gap_steps=longest_gap_steps(),
        long_first_s=first_s - long.asked_s,
    )
