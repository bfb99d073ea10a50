"""Other work rests while readers are served, and only then."""

import threading
from itertools import count

import pytest

from bot.engine.cores import Cores
from tests.fakes.patience import wait_until

AN_HOUR_S = 3600


@pytest.fixture
def cores() -> Cores:
    """Return cores for which every piece of work takes an hour, and two of rest behind it."""
    hours = count(step=AN_HOUR_S)
    return Cores(clock=lambda: next(hours))


def _start_a_piece(cores: Cores) -> threading.Thread:
    done = threading.Event()

    def work() -> None:
        with cores.piece():
            done.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert done.wait(timeout=5)
    return thread


def test_work_does_not_rest_while_nobody_is_served(cores: Cores) -> None:
    """The next piece may follow at once; after readers have been served too."""
    for _ in range(2):
        thread = _start_a_piece(cores)
        thread.join(timeout=5)
        assert not thread.is_alive()
        cores.take()
        cores.give_back()


def test_rest_ends_when_nobody_is_served_any_more(cores: Cores) -> None:
    """Until then it lasts as long as the piece calls for."""
    cores.take()
    thread = _start_a_piece(cores)
    assert thread.is_alive()
    cores.give_back()
    thread.join(timeout=5)
    assert not thread.is_alive()


def test_rest_ends_by_itself() -> None:
    """Work that no reader leaves room for goes on all the same."""
    cores = Cores()
    cores.take()
    thread = _start_a_piece(cores)
    assert wait_until(lambda: not thread.is_alive())
