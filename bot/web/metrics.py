"""Counts of what readers asked and got, in Prometheus' text format.

The format is a few lines of text, so no client library; kept in memory, nothing is sent anywhere.
https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections import defaultdict
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from threading import Lock

from bot.ports import Load, ModelInfo
from bot.types import Answer, Answered, Event, Refused

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

# Name, type and meaning of every family, in the order they are printed.
_FAMILIES = (
    ("paperbot_questions", "counter", "Questions by outcome."),
    ("paperbot_claims", "counter", "Statements of the model by fate; removed ones were not shown."),
    ("paperbot_tokens", "counter", "Tokens of answers; reused ones needed no decoding."),
    ("paperbot_stage_seconds", "summary", "Seconds from a question to the end of a stage."),
    ("paperbot_papers", "gauge", "Papers in the library."),
    ("paperbot_model_info", "gauge", "The model that answers."),
    ("paperbot_readers", "gauge", "Requests that the model answers, and that wait in line."),
    ("paperbot_kv_sequences", "gauge", "Conversations whose memory the model keeps."),
    ("paperbot_kv_tokens", "gauge", "Cells of that memory, each for a token."),
    ("paperbot_kv_bytes", "gauge", "Size of that memory."),
    ("paperbot_engine_tokens", "counter", "Tokens by what became of them, of all requests."),
    ("paperbot_engine_steps", "counter", "Batches decoded."),
    ("paperbot_engine_step_overhead_seconds", "gauge", "Cost of a step beside the decoding."),
)
_SUFFIXES = {"counter": ("_total",), "summary": ("_sum", "_count"), "gauge": ("",)}


@dataclass(frozen=True, slots=True, order=True)
class Series:
    """One line of the text: a name and its labels."""

    name: str
    labels: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        if not self.labels:
            return self.name
        pairs = ",".join(f'{label}="{_escape(value)}"' for label, value in self.labels)
        return f"{self.name}{{{pairs}}}"


class Metrics:
    """Running counts; one is shared by the page and the HTTP interface."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: defaultdict[Series, float] = defaultdict(float)

    def counted(self, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """Pass the events of one question on, counting how it ended and what it cost.

        Outcomes: answered, refused, failed (an error), abandoned (the reader left).
        """
        outcome = "failed"
        try:
            for event in events:
                if isinstance(event, Answered | Refused):
                    outcome = type(event).__name__.lower()
                    self._add(_costs(event.answer))
                yield event
        except GeneratorExit:
            outcome = "abandoned" if outcome == "failed" else outcome
            raise
        finally:
            events.close()
            self._add({_series("paperbot_questions_total", outcome=outcome): 1})

    def render(self, *, papers: int, model: ModelInfo, load: Load | None) -> str:
        """Return the counts, and what is true now, as Prometheus reads them."""
        with self._lock:
            values = dict(self._counts)
        values.update(_engine(load) if load else {})
        values[_series("paperbot_papers")] = papers
        values[_series("paperbot_model_info", model=model.name, quant=model.quant)] = 1
        lines: list[str] = []
        for family, kind, meaning in _FAMILIES:
            names = [family + suffix for suffix in _SUFFIXES[kind]]
            title = names[0] if kind == "counter" else family
            lines += [f"# HELP {title} {meaning}", f"# TYPE {title} {kind}"]
            mine = sorted(series for series in values if series.name in names)
            lines += [f"{series} {values[series]:.10g}" for series in mine]
        return "\n".join(lines) + "\n"

    def _add(self, amounts: Mapping[Series, float]) -> None:
        with self._lock:
            for series, amount in amounts.items():
                self._counts[series] += amount


def _costs(answer: Answer) -> dict[Series, float]:
    """Return what one answer adds to the counts."""
    amounts: defaultdict[Series, float] = defaultdict(float)
    for claim in answer.claims:
        amounts[_series("paperbot_claims_total", fate=claim.state)] += 1
    amounts[_series("paperbot_claims_total", fate="removed")] += len(answer.removed)
    usage, timing = answer.usage, answer.timing
    tokens = {"prompt": usage.prompt, "reused": usage.reused, "completion": usage.completion}
    for kind, number in tokens.items():
        amounts[_series("paperbot_tokens_total", kind=kind)] += number
    stages = {"search": timing.search_ms, "total": timing.total_ms}
    if timing.first_token_ms is not None:
        stages["first_token"] = timing.first_token_ms
    for stage, ms in stages.items():
        amounts[_series("paperbot_stage_seconds_sum", stage=stage)] += ms / 1000
        amounts[_series("paperbot_stage_seconds_count", stage=stage)] += 1
    return dict(amounts)


def _engine(load: Load) -> dict[Series, float]:
    """Return what a model says of its work."""
    tokens = {
        "prompt": load.prompt_tokens,
        "reused": load.reused_tokens,
        "decoded": load.decoded_tokens,
        "drafted": load.drafted_tokens,
        "accepted": load.accepted_tokens,
    }
    return {
        _series("paperbot_readers", state="answering"): load.answering,
        _series("paperbot_readers", state="waiting"): load.waiting,
        _series("paperbot_kv_sequences"): load.sequences,
        _series("paperbot_kv_tokens", state="used"): load.kv_tokens_used,
        _series("paperbot_kv_tokens", state="free"): load.kv_tokens - load.kv_tokens_used,
        _series("paperbot_kv_bytes"): load.kv_bytes,
        **{_series("paperbot_engine_tokens_total", kind=kind): n for kind, n in tokens.items()},
        _series("paperbot_engine_steps_total"): load.steps,
        _series("paperbot_engine_step_overhead_seconds"): load.step_overhead_us / 1e6,
    }


def _series(name: str, **labels: str) -> Series:
    return Series(name, tuple(labels.items()))


def _escape(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
