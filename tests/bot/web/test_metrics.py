"""Counts: every question once, by how it ended."""

from collections.abc import Generator
from dataclasses import replace

import pytest

from bot.errors import GenerationFailed
from bot.types import Event
from bot.web.metrics import Metrics
from tests.fakes.answers import LOAD, MODEL
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.spann import ANSWERING, REFUSING


def ask(metrics: Metrics, assistant: ScriptedAssistant) -> Generator[Event, None, None]:
    """Ask a question that is counted."""
    return metrics.counted(assistant.ask("How fast?"))


def lines_of(metrics: Metrics) -> list[str]:
    """Return the counts as printed."""
    return metrics.render(papers=2, model=MODEL, load=None).splitlines()


def test_events_pass_through_unchanged() -> None:
    """Counting adds and drops no event."""
    assert tuple(ask(Metrics(), ScriptedAssistant())) == ANSWERING


def test_an_answer_is_counted_with_its_cost() -> None:
    """An answer adds its claims, its tokens and its times in seconds."""
    metrics = Metrics()
    for _ in range(2):
        list(ask(metrics, ScriptedAssistant()))
    samples = [line for line in lines_of(metrics) if not line.startswith("#")]
    assert samples == [
        'paperbot_questions_total{outcome="answered"} 2',
        'paperbot_claims_total{fate="quoted"} 2',
        'paperbot_claims_total{fate="removed"} 2',
        'paperbot_claims_total{fate="supported"} 2',
        'paperbot_tokens_total{kind="completion"} 24',
        'paperbot_tokens_total{kind="prompt"} 200',
        'paperbot_tokens_total{kind="reused"} 80',
        'paperbot_stage_seconds_count{stage="first_token"} 2',
        'paperbot_stage_seconds_count{stage="search"} 2',
        'paperbot_stage_seconds_count{stage="total"} 2',
        'paperbot_stage_seconds_sum{stage="first_token"} 0.50012',
        'paperbot_stage_seconds_sum{stage="search"} 0.02008',
        'paperbot_stage_seconds_sum{stage="total"} 3',
        "paperbot_papers 2",
        'paperbot_model_info{model="tiny",quant="Q4_1"} 1',
    ]


def test_a_refusal_is_counted_apart() -> None:
    """A refused question is no answered one."""
    metrics = Metrics()
    list(ask(metrics, ScriptedAssistant(REFUSING)))
    assert 'paperbot_questions_total{outcome="refused"} 1' in lines_of(metrics)


def test_a_reader_who_leaves_is_counted_and_closes_the_source() -> None:
    """A question abandoned on the way is counted so, and the assistant stops."""
    metrics, assistant = Metrics(), ScriptedAssistant()
    events = ask(metrics, assistant)
    next(events)
    events.close()
    assert assistant.closed == ["How fast?"]
    assert 'paperbot_questions_total{outcome="abandoned"} 1' in lines_of(metrics)


def test_a_reader_who_leaves_after_the_end_has_had_an_answer() -> None:
    """A stream closed after its last event is answered, not abandoned."""
    metrics = Metrics()
    events = ask(metrics, ScriptedAssistant())
    for _ in ANSWERING:
        next(events)
    events.close()
    assert 'paperbot_questions_total{outcome="answered"} 1' in lines_of(metrics)


def test_an_error_is_counted_and_passed_on() -> None:
    """A question that ends in an error is failed, and the error goes on."""
    metrics = Metrics()
    failed = GenerationFailed("Decoding stopped.", remedy="Ask again.")
    with pytest.raises(GenerationFailed):
        list(ask(metrics, ScriptedAssistant([ANSWERING[0], failed])))
    assert 'paperbot_questions_total{outcome="failed"} 1' in lines_of(metrics)


def test_what_the_model_does_is_told_where_it_knows() -> None:
    """Readers, memory and tokens of the engine are as it says them."""
    text = Metrics().render(papers=2, model=MODEL, load=LOAD)
    samples = [line for line in text.splitlines() if not line.startswith("#")]
    assert samples[2:] == [
        'paperbot_readers{state="answering"} 8',
        'paperbot_readers{state="waiting"} 3',
        "paperbot_kv_sequences 12",
        'paperbot_kv_tokens{state="free"} 29768',
        'paperbot_kv_tokens{state="used"} 3000',
        "paperbot_kv_bytes 754974720",
        'paperbot_engine_tokens_total{kind="accepted"} 300',
        'paperbot_engine_tokens_total{kind="decoded"} 5000',
        'paperbot_engine_tokens_total{kind="drafted"} 400',
        'paperbot_engine_tokens_total{kind="prompt"} 9000',
        'paperbot_engine_tokens_total{kind="reused"} 6000',
        "paperbot_engine_steps_total 700",
        "paperbot_engine_step_overhead_seconds 0.00025",
    ]


def test_every_family_is_described_before_its_samples() -> None:
    """The text has a help and a type line for each family, and ends its last line."""
    text = Metrics().render(papers=0, model=MODEL, load=None)
    assert text.endswith("\n")
    described = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]
    helped = [line.split()[2] for line in text.splitlines() if line.startswith("# HELP")]
    assert described == helped
    assert "# TYPE paperbot_questions_total counter" in text.splitlines()


def test_a_hostile_name_stays_in_its_label() -> None:
    """Quotes, backslashes and line breaks of a model's name are escaped."""
    text = Metrics().render(papers=0, model=replace(MODEL, name='a"b\\c\nd'), load=None)
    assert 'paperbot_model_info{model="a\\"b\\\\c\\nd",quant="Q4_1"} 1' in text.splitlines()
