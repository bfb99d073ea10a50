"""Figures from what arrived when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.timeline import (
    Arrival,
    LoadFigures,
    Trace,
    gaps,
    load_figures,
    median_figures,
)


def _trace(*times: float) -> Trace:
    return Trace(tuple(Arrival(at_s, 1) for at_s in times))


def _served(traces: list[Trace], prompt_tokens: int) -> LoadFigures:
    figures = load_figures(traces, prompt_tokens)
    assert figures is not None
    return figures


def test_rates_are_of_all_readers_over_the_whole_time() -> None:
    """Prompts count in one, what was written in the other, what followed in the third."""
    figures = _served([_trace(1.0, 2.0, 3.0), _trace(2.0, 3.0, 4.0)], prompt_tokens=7)
    assert figures.wall_s == 4.0
    assert figures.written_per_s == 6 / 4
    assert figures.tokens_per_s == (6 + 14) / 4
    assert figures.decoding_per_s == 3 / 2  # at 3, 3 and 4: behind the last first token at 2
    assert (figures.first_token_median_s, figures.first_token_slowest_s) == (1.5, 2.0)
    assert figures.slowest_to_median == pytest.approx(4.0 / 3.5)


def test_a_failed_reader_counts_as_failed_only() -> None:
    """Its half of an answer makes no rate better."""
    figures = _served([_trace(1.0, 2.0), Trace((Arrival(0.5, 1),), "broke")], prompt_tokens=1)
    assert (figures.readers, figures.failed) == (2, 1)
    assert figures.tokens_per_s == 3 / 2
    assert load_figures([Trace((), "broke")], 1) is None


def test_of_several_runs_each_figure_is_the_median() -> None:
    """And failures are added up."""
    runs = [_served([_trace(first, 4.0), Trace((), "no")], 1) for first in (1.0, 3.0, 2.0)]
    joined = median_figures(runs)
    assert joined.first_token_median_s == 2.0
    assert joined.failed == 3
    assert median_figures(runs[:1]) == runs[0]


def test_gaps_lie_between_two_moments() -> None:
    """By the moment at which they end; each reader's own."""
    traces = [_trace(0.0, 1.0, 3.0), _trace(0.5, 9.0)]
    assert gaps(traces, after_s=1.0, until_s=3.0) == (2.0,)
    assert gaps(traces, after_s=0.0, until_s=9.0) == (1.0, 2.0, 8.5)


@given(
    st.lists(
        st.lists(st.floats(0.001, 100), min_size=1, max_size=8).map(sorted), min_size=1, max_size=5
    )
)
def test_figures_are_sane_whatever_arrived(times: list[list[float]]) -> None:
    """No rate is negative, no reader finishes before its first token."""
    figures = _served([_trace(*arrivals) for arrivals in times], prompt_tokens=3)
    assert figures.tokens_per_s >= figures.written_per_s > 0
    assert figures.decoding_per_s >= 0
    assert figures.slowest_to_median >= 1
    assert figures.first_token_median_s <= figures.first_token_slowest_s <= figures.wall_s
