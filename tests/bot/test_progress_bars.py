"""Bars tell how far long work is, on stderr, and only where somebody looks."""

import pytest

from bot import progress_bars


def test_bars_leave_no_trace_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal, counting prints nothing, nor does a download that never began."""
    with progress_bars.counting("papers") as count, progress_bars.fetching():
        count(1, None)
    assert capsys.readouterr() == ("", "")


def test_a_download_names_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr, with the bytes."""
    with progress_bars.fetching() as report:
        report("minilm: model.safetensors", 1_000_000, 2_000_000)
    out, err = capsys.readouterr()
    assert out == ""
    assert "minilm: model.safetensors" in err
