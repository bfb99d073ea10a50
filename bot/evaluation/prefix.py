"""What a shared beginning saves: the first token of a prompt whose prefix is known or new."""

from dataclasses import dataclass
from statistics import median

from bot.errors import GenerationFailed
from bot.evaluation.readers import Request, Writer, read_together
from bot.evaluation.texts import PromptSource

_TAIL_TOKENS = 32
_WRITTEN_TOKENS = 2


@dataclass(frozen=True, slots=True)
class PrefixFigures:
    """Median times to the first token, the prefix new (`cold`) or read before (`shared`)."""

    prefix_tokens: int
    cold_s: float
    shared_s: float
    ratio: float


def measure_prefix(
    writer: Writer, prompts: PromptSource, *, prefix_tokens: int, repeats: int
) -> PrefixFigures:
    """Ask twice behind each of `repeats` new prefixes, each time with another ending."""
    pairs = []
    for _ in range(repeats):
        prefix = prompts.take(prefix_tokens)
        cold, shared = (_first_s(writer, [*prefix, *prompts.take(_TAIL_TOKENS)]) for _ in range(2))
        pairs.append((cold, shared))
    cold_s = median(cold for cold, _ in pairs)
    shared_s = median(shared for _, shared in pairs)
    return PrefixFigures(prefix_tokens, cold_s, shared_s, shared_s / cold_s)


def _first_s(writer: Writer, prompt: list[int]) -> float:
    (trace,) = read_together(writer, [Request(prompt, _WRITTEN_TOKENS)])
    if trace.failure:
        raise GenerationFailed(
            f"A prompt of {len(prompt)} tokens was not answered: {trace.failure}.",
            remedy="Measure with a shorter one.",
        )
    return trace.first_s
