"""Stop switches: how one request of a reader ends another that is running in its own thread."""

import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Switches:
    """One switch for each thing under way, by a key (a browser session and what it is doing)."""

    _running: dict[Hashable, threading.Event] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self, key: Hashable) -> Iterator[threading.Event]:
        """Hold the switch of `key` while the block runs; whatever ran under it is told to stop."""
        mine = threading.Event()
        with self._lock:
            before = self._running.get(key)
            self._running[key] = mine
        if before is not None:
            before.set()
        try:
            yield mine
        finally:
            with self._lock:
                if self._running.get(key) is mine:
                    del self._running[key]

    def is_running(self, key: Hashable) -> bool:
        """Say whether anything runs under `key`."""
        with self._lock:
            return key in self._running

    def press(self, key: Hashable) -> None:
        """Tell what runs under `key` to stop; nothing happens if nothing does."""
        with self._lock:
            switch = self._running.get(key)
        if switch is not None:
            switch.set()
