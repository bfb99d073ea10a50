"""The smaller measurements, on writers without a model: what is asked, and what is told of it."""

from pathlib import Path

import pytest

from bot.errors import GenerationFailed
from bot.evaluation.beside_add import measure_beside
from bot.evaluation.fairness import measure_fairness
from bot.evaluation.figure_sections import (
    beside_section,
    fairness_section,
    overhead_section,
    prefix_section,
    speculation_section,
)
from bot.evaluation.prefix import measure_prefix
from bot.evaluation.section import Section, rounded
from bot.evaluation.speculation import measure_speculation, summary_prompts
from bot.evaluation.texts import PromptSource, read_papers
from tests.fakes.token_writer import EMPTY, CountingModel, TokenWriter
from vectorstore.fakes import HashedEmbedder


def _is_table(section: Section) -> bool:
    return {len(row) for row in section.rows} == {len(section.columns)}


def _prompts() -> PromptSource:
    return PromptSource(range(5000))


def test_a_shared_prefix_is_asked_for_twice() -> None:
    """Each time with another ending; every prefix is new."""
    writer = TokenWriter()
    figures = measure_prefix(writer, _prompts(), prefix_tokens=100, repeats=3)
    prompts = [prompt for prompt, _ in writer.asked]
    assert len(prompts) == 6
    for cold, shared in zip(prompts[::2], prompts[1::2], strict=True):
        assert cold[:100] == shared[:100]
        assert cold[100:] != shared[100:]
    assert len({prompt[0] for prompt in prompts}) == 3
    assert figures.ratio == figures.shared_s / figures.cold_s
    assert _is_table(prefix_section(figures))


def test_a_prefix_that_cannot_be_read_ends_the_measurement() -> None:
    """With the engine's own reason."""
    with pytest.raises(GenerationFailed, match="132 tokens was not answered: It broke"):
        measure_prefix(TokenWriter(failing=[0]), _prompts(), prefix_tokens=100, repeats=1)


@pytest.mark.parametrize("wrong", [False, True])
def test_drafts_that_change_the_tokens_are_counted(*, wrong: bool) -> None:
    """Speed is nothing where the words are others."""
    figures = measure_speculation(CountingModel(wrong=wrong), "any", [[11], [23], [37]])
    assert (figures.outputs, figures.written_tokens) == (3, 9 + 7 + 3)
    assert figures.differing == (3 if wrong else 0)
    assert figures.acceptance == 0.0
    assert _is_table(speculation_section([figures]))


def test_summaries_are_asked_for_as_the_assistant_does(starter_page: Path) -> None:
    """With its own prompts, around clauses and around whole abstracts."""
    papers = read_papers(starter_page, most=2)
    asked = summary_prompts(papers)
    assert {len(messages) for messages in asked.values()} == {2}
    shortened = asked["abstract, shortened"][0]
    assert [message.role for message in shortened] == ["system", "user"]
    assert papers[0].abstract in shortened[1].content
    assert len(asked["sentence, shortened"][0][1].content) < len(shortened[1].content)


def test_a_long_prompt_arrives_when_others_are_being_answered() -> None:
    """What they waited for meanwhile is in milliseconds and in steps."""
    writer = TokenWriter()
    figures = measure_fairness(writer, _prompts(), lambda: 2, long_tokens=900, new_tokens=20)
    assert len(writer.asked) == 5
    assert sorted(len(prompt) for prompt, _ in writer.asked) == [64, 64, 64, 64, 900]
    assert (figures.readers, figures.failed, figures.longest_gap_steps) == (4, 0, 2)
    assert _is_table(fairness_section(figures))


def test_readers_that_fail_do_not_keep_the_long_prompt_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is sent once patience has run out, and the failures are told."""
    monkeypatch.setattr("bot.evaluation.fairness._PATIENCE_S", 0.0)
    figures = measure_fairness(
        TokenWriter(failing=range(5)), _prompts(), lambda: 0, long_tokens=900, new_tokens=4
    )
    assert figures.failed == 5


def test_a_reader_and_the_embedder_are_measured_alone_and_together() -> None:
    """Both as rates, and what each keeps."""
    figures = measure_beside(
        TokenWriter(), HashedEmbedder(), ["an abstract"] * 40, _prompts(), tokens=50
    )
    assert figures.reader_alone_per_s > 0
    assert figures.embedder_alone_per_s > 0
    assert figures.reader_share == figures.reader_beside_per_s / figures.reader_alone_per_s
    assert _is_table(beside_section(figures))


def test_overhead_is_the_engine_s_own_word() -> None:
    """In microseconds a step."""
    section = overhead_section(EMPTY)
    assert section.rows[0] == ("Python a step", "250 us")
    assert section.values == {"step_overhead_us": 250.0, "steps": 0, "kv_bytes": 0}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234.5678, 1235.0),
        (0.000123456, 0.0001235),
        (float("inf"), None),
        (12345, 12345),
        ({"a": [1.23456, "x", None, True]}, {"a": [1.235, "x", None, True]}),
    ],
)
def test_figures_are_rounded_to_what_they_are_worth(value: object, expected: object) -> None:
    """Four digits; whole numbers and words stay; what is no number in JSON is null."""
    assert rounded(value) == expected
