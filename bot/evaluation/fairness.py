"""Whether a long prompt makes those wait who are being answered when it arrives."""

import threading
from dataclasses import dataclass
from statistics import median

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

    `usual_gap_s` is their median wait before it arrived, `longest_gap_s` and `longest_gap_steps`
    (1: a token at every step) the longest until its own first token, `long_first_s` after which.
    """

    readers: int
    long_tokens: int
    failed: int
    usual_gap_s: float
    longest_gap_s: float
    longest_gap_steps: int
    long_first_s: float


def measure_fairness(
    writer: Writer, prompts: PromptSource, *, long_tokens: int, new_tokens: int
) -> FairnessFigures:
    """Let a long prompt arrive while four readers are answered. `writer` counts steps."""
    heard = threading.Semaphore(0)

    def ready() -> None:
        for _ in range(_READERS * _HEARD_TOKENS):
            heard.acquire(timeout=_PATIENCE_S)

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
        usual_gap_s=median(gap.seconds for gap in before) if before else 0.0,
        longest_gap_s=max((gap.seconds for gap in during), default=0.0),
        longest_gap_steps=max((gap.steps for gap in during), default=0),
        long_first_s=first_s - long.asked_s,
    )
