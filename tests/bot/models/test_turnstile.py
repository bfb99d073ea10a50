"""The queue in front of the model."""

import threading
import time

import pytest

from bot.models.turnstile import Turnstile


def test_callers_are_served_in_order_of_arrival() -> None:
    """Eight who wait get in as they came, one at a time."""
    turnstile = Turnstile()
    served: list[int] = []

    def pass_through(number: int) -> None:
        with turnstile:
            served.append(number)

    with turnstile:
        threads = [threading.Thread(target=pass_through, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
            time.sleep(0.02)  # long enough to have joined the queue
        assert served == []
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_an_error_inside_lets_the_next_one_in() -> None:
    """Leaving by an exception is leaving."""
    turnstile = Turnstile()
    with pytest.raises(ZeroDivisionError), turnstile:
        _ = 1 // 0
    with turnstile:
        pass
