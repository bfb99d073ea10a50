"""ROUGE against references."""

import pytest

from bot.evaluation.evidence.overlap import measure_overlap


def test_the_nearest_reference_counts() -> None:
    """Equal words score 1, whatever the other references say."""
    overlap = measure_overlap([("fast graph search", ["something else", "Fast graph search."])])
    assert overlap is not None
    assert (overlap.rouge_1, overlap.rouge_2, overlap.rouge_l) == (1, 1, 1)


def test_figures_are_means() -> None:
    """One equal, one wholly other; none for no summaries."""
    overlap = measure_overlap([("a b", ["a b"]), ("c d", ["e f"])])
    assert overlap is not None
    assert overlap.rouge_1 == pytest.approx(0.5)
    assert measure_overlap([]) is None
