"""A load, ours and a peer's in turn, and its report."""

from bot.evaluation.ceiling import Ceiling
from bot.evaluation.load import LoadTask, Sides, measure_load
from bot.evaluation.load_section import load_section
from bot.evaluation.texts import PromptSource
from tests.fakes.token_writer import TokenWriter

_TASK = LoadTask(readers=(1, 3), prompt_tokens=8, new_tokens=6, repeats=2)


def test_both_are_asked_the_same_new_prompts() -> None:
    """Each prompt once by each, and none twice."""
    ours, peer = TokenWriter(), TokenWriter()
    results = measure_load(Sides(ours, peer=peer), None, PromptSource(range(2000)), _TASK)
    assert [result.readers for result in results] == [1, 3]
    assert sorted(ours.asked) == sorted(peer.asked)
    assert len({prompt for prompt, _ in ours.asked}) == len(ours.asked) == 8
    assert all(result.ours and result.peer and result.ours.failed == 0 for result in results)


def test_the_report_has_ratios_where_there_is_something_to_compare() -> None:
    """To the peer for each figure, to the ceiling for the two rates it knows."""
    asked = []

    def ceiling() -> tuple[Ceiling, ...]:
        asked.append(1)
        return (Ceiling(3, 1.0, 2.0, 4.0),)

    prompts = PromptSource(range(2000))
    results = measure_load(
        Sides(TokenWriter(), peer=TokenWriter(failing=[1])), ceiling, prompts, _TASK
    )
    one, three = results
    assert asked == [1, 1]  # the median of as many as ours
    assert (one.ceiling, three.ceiling) == (None, Ceiling(3, 1.0, 2.0, 4.0))
    assert three.failures == ("It broke. Ask again.",)
    section = load_section(_TASK, results, ["a doubt"])
    assert {len(row) for row in section.rows} == {len(section.columns)}
    assert [row[1] for row in section.rows] == [
        *("ours", "peer", "ours/peer"),
        *("ours", "peer", "ceiling", "ours/peer", "ours/ceiling"),
    ]
    values = section.values
    assert isinstance(values, dict)
    assert values["doubts"] == ["a doubt"]
    first, second = values["results"]
    assert first["to_ceiling"] is None
    assert second["to_ceiling"]["tokens_per_s"] == three.ours.tokens_per_s / 4 if three.ours else 0


def test_a_load_that_nobody_survives_is_reported_too() -> None:
    """With the reasons, and no figures."""
    task = LoadTask(readers=(2,), prompt_tokens=8, new_tokens=6, repeats=1)
    (result,) = measure_load(
        Sides(TokenWriter(failing=[0, 1])), None, PromptSource(range(2000)), task
    )
    assert result.ours is None
    assert result.failures == ("It broke. Ask again.",)
    assert load_section(task, [result]).rows == (("2", "ours", "all", *[""] * 6),)


def test_as_shipped_it_is_measured_beside() -> None:
    """Speculating is a row of its own, with prompts that nobody has read before."""
    prompts = PromptSource(range(2000))
    task = LoadTask(readers=(2,), prompt_tokens=8, new_tokens=6, repeats=1)
    (result,) = measure_load(
        Sides(TokenWriter(), TokenWriter(), TokenWriter()), None, prompts, task
    )
    assert result.speculating is not None
    rows = load_section(task, [result]).rows
    assert [row[1] for row in rows] == [
        *("ours", "speculating", "peer", "ours/peer", "speculating/peer"),
    ]
