"""What happened to each of several readers, and the figures that follow from it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True, slots=True)
class Arrival:
    """New tokens, `at_s` seconds after the common start."""

    at_s: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Trace:
    """One request, sent `asked_s` after the common start: what arrived, and why it failed if so."""

    arrivals: tuple[Arrival, ...]
    failure: str = ""
    asked_s: float = 0.0

    @property
    def whole(self) -> bool:
        """Whether it ended as it should, with at least one token."""
        return not self.failure and bool(self.arrivals)

    @property
    def tokens(self) -> int:
        """Tokens written."""
        return sum(arrival.tokens for arrival in self.arrivals)

    @property
    def first_s(self) -> float:
        """When the first token came."""
        return self.arrivals[0].at_s

    @property
    def finish_s(self) -> float:
        """When the last token came."""
        return self.arrivals[-1].at_s


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """Some readers served at once; every rate is of all of them together.

    `tokens_per_s` counts prompts too, as llama-batched-bench's "S t/s" does. `decoding_per_s` is
    the rate from the moment when the last reader has its first token: nothing is being read then.
    """

    readers: int
    failed: int
    wall_s: float
    tokens_per_s: float
    written_per_s: float
    decoding_per_s: float
    first_token_median_s: float
    first_token_slowest_s: float
    slowest_to_median: float


def load_figures(traces: Sequence[Trace], prompt_tokens: int) -> LoadFigures | None:
    """Return the figures of readers that began together, None where none of them was served.

    `prompt_tokens` is the length of each prompt. A failed reader counts as failed only.
    """
    whole = [trace for trace in traces if trace.whole]
    if not whole:
        return None
    finishes = [trace.finish_s for trace in whole]
    wall_s = max(finishes)
    written = sum(trace.tokens for trace in whole)
    return LoadFigures(
        readers=len(traces),
        failed=len(traces) - len(whole),
        wall_s=wall_s,
        tokens_per_s=(written + prompt_tokens * len(whole)) / wall_s,
        written_per_s=written / wall_s,
        decoding_per_s=_decoding_rate(whole),
        first_token_median_s=median(trace.first_s for trace in whole),
        first_token_slowest_s=max(trace.first_s for trace in whole),
        slowest_to_median=wall_s / median(finishes),
    )


def median_figures(runs: Sequence[LoadFigures]) -> LoadFigures:
    """Return each figure's median over runs of the same load; failures are added up."""
    return LoadFigures(
        readers=runs[0].readers,
        failed=sum(run.failed for run in runs),
        wall_s=median(run.wall_s for run in runs),
        tokens_per_s=median(run.tokens_per_s for run in runs),
        written_per_s=median(run.written_per_s for run in runs),
        decoding_per_s=median(run.decoding_per_s for run in runs),
        first_token_median_s=median(run.first_token_median_s for run in runs),
        first_token_slowest_s=median(run.first_token_slowest_s for run in runs),
        slowest_to_median=median(run.slowest_to_median for run in runs),
    )


def gaps(traces: Sequence[Trace], *, after_s: float, until_s: float) -> tuple[float, ...]:
    """Return every wait between two arrivals at one reader whose end lies in a span, in seconds."""
    return tuple(
        later.at_s - earlier.at_s
        for trace in traces
        for earlier, later in pairwise(trace.arrivals)
        if after_s < later.at_s <= until_s
    )


def _decoding_rate(traces: Sequence[Trace]) -> float:
    begin = max(trace.first_s for trace in traces)
    span_s = max(trace.finish_s for trace in traces) - begin
    tokens = sum(
        arrival.tokens for trace in traces for arrival in trace.arrivals if arrival.at_s > begin
    )
    return tokens / span_s if span_s > 0 else 0.0
