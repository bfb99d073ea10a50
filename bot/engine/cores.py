"""Who may keep the processor busy: readers first, other work in the gaps.

Decoding and embedding side by side starve each other: both wait for all their threads after every
operation, and two cores have room for one of them (docs/decisions.md, "one owner of the cores").
So work that nobody waits for goes in short pieces, and rests after each while readers are served.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

# While readers are served, other work has at most 1 / (1 + _REST) of the time.
_REST = 2.0


class Cores:
    """Tells other work when to rest. Safe to use from any thread."""

    def __init__(self, *, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._free = threading.Event()
        self._free.set()

    def take(self) -> None:
        """Say that readers are being served from now on."""
        self._free.clear()

    def give_back(self) -> None:
        """Say that nobody is being served any more."""
        self._free.set()

    @contextmanager
    def piece(self) -> Iterator[None]:
        """Do a piece of other work, a tenth of a second or so, and rest as long as that calls for.

        The rest ends early when no reader is served any more.
        """
        began = self._clock()
        yield
        self._free.wait(timeout=_REST * (self._clock() - began))
