"""Reading a source twice counts what came in, and what was known the second time."""

from pathlib import Path

from bot.evaluation.library.reading import measure_reading

SAMPLE = Path(__file__).parents[4] / "samples" / "hf-papers-page.txt"


def test_the_second_reading_finds_nothing_new() -> None:
    """All papers are added once; rates and sizes are figures of these."""
    figures = measure_reading(SAMPLE)
    assert (figures.papers, figures.rejected, figures.again_unchanged) == (66, 0, 66)
    assert figures.first_per_s > 0
    assert figures.again_per_s > 0
    assert 1_000 < figures.catalogue_bytes_per_paper < 50_000
