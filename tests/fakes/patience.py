"""Waiting for what another thread does."""

import time
from collections.abc import Callable


def wait_until(happened: Callable[[], object], timeout_s: float = 5) -> bool:
    """Look every 5 ms until `happened` gives something true; say whether it did in time."""
    deadline = time.monotonic() + timeout_s
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True
