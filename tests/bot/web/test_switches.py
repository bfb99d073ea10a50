"""Stop switches."""

import pytest

from bot.web.switches import Switches


def test_a_press_reaches_what_runs() -> None:
    """Pressing a key sets the switch of what runs under it, and of nothing else."""
    switches = Switches()
    with switches.running("a") as mine, switches.running("b") as other:
        switches.press("a")
        assert mine.is_set()
        assert not other.is_set()


def test_pressing_an_idle_key_does_nothing() -> None:
    """A press without anything running is not kept for the next."""
    switches = Switches()
    switches.press("a")
    with switches.running("a") as mine:
        assert not mine.is_set()


def test_the_newer_stops_the_older() -> None:
    """What starts under a key tells what ran under it to stop, and survives the older's end."""
    switches = Switches()
    with switches.running("a") as newer_outlives:
        with switches.running("a") as newest:
            assert newer_outlives.is_set()
            assert not newest.is_set()
        assert not switches.is_running("a")


def test_a_switch_is_let_go_after_an_error() -> None:
    """An error inside leaves nothing running."""
    switches = Switches()
    with pytest.raises(ValueError, match="x"), switches.running("a"):
        raise ValueError("x")
    assert not switches.is_running("a")
