"""Bars held against a report."""

import pytest

from bot.evaluation.evidence.bars import BARS, hold


def test_a_bar_is_met_at_its_bound() -> None:
    """Least and most alike."""
    report = {"claims": {"wrong_numbers": 0, "citation_precision": 0.95}}
    assert [held.met for held in hold(report)] == [True, True]


@pytest.mark.parametrize(("figure", "met"), [(0.04, True), (0.06, False), (None, None)])
def test_only_figures_that_are_there_are_held(figure: float | None, met: bool | None) -> None:  # noqa: FBT001 -- expected
    """A part not run, or with nothing to count, has no bar."""
    held = hold({"answers": {"answerable": {"wrongly_refused": figure}}})
    assert [item.met for item in held] == ([] if met is None else [met])


def test_an_empty_report_meets_nothing() -> None:
    """And misses nothing."""
    assert hold({}) == ()
    assert hold({"claims": [], "answers": {"answerable": 3}}) == ()


def test_every_bar_is_of_another_figure() -> None:
    """No figure is held twice."""
    assert len({bar.path for bar in BARS}) == len(BARS)
