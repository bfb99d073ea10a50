"""A lock that serves in order of arrival.

`threading.Lock` may let a newcomer in before one who waits: a reader whose question came first
could starve. May be released by another thread than the one that took it (a generator can be
closed anywhere).
"""

import threading
from collections import deque


class Turnstile:
    """Lets one caller through at a time, first come, first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def __enter__(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            turn.wait()
        except BaseException:  # an interrupt while waiting must not leave a dead place in the queue
            self._leave(turn)
            raise

    def __exit__(self, *_: object) -> None:
        with self._guard:
            self._pass_on()

    def _leave(self, turn: threading.Event) -> None:
        with self._guard:
            if turn.is_set():  # it was our turn already
                self._pass_on()
            else:
                self._waiting.remove(turn)

    def _pass_on(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._taken = False
