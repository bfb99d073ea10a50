"""The connection of one request, which another thread can cut.

A blocked read ends neither when its generator is closed elsewhere (it is running) nor when its
socket is (Linux goes on waiting), only when the socket is shut down. httpcore fixes the timeout of
reads once an answer, so a deadline cannot be one: a timer cuts the line instead.
"""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

_CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock, None for never."""

    at: float | None

    @classmethod
    def after(cls, seconds: float | None) -> "Deadline":
        """Return the moment that many seconds from now."""
        return cls(None if seconds is None else time.monotonic() + seconds)

    @property
    def left_s(self) -> float | None:
        """Seconds until then, 0 once it has passed, None for never."""
        return None if self.at is None else max(self.at - time.monotonic(), 0.0)


class Line:
    """A connection from its first byte on. `cut` once somebody has hung up."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._socket: socket.socket | None = None
        self.cut = False

    # The values are httpcore's: an event's arguments, its result or its error.
    def watch(self, event: str, values: Mapping[str, Any]) -> None:
        """Take note of the socket; httpcore's `trace` extension calls this at every step."""
        if event in _CONNECTED:
            with self._guard:
                self._socket = values["return_value"].get_extra_info("socket")
                if self.cut:
                    self._shut_down()

    def hang_up(self) -> None:
        """End whatever reads from the connection, or is about to."""
        with self._guard:
            self.cut = True
            self._shut_down()

    @contextmanager
    def until(self, deadline: Deadline) -> Iterator[None]:
        """Hang up at the deadline if the block lasts so long."""
        if deadline.left_s is None:
            yield
            return
        timer = threading.Timer(deadline.left_s, self.hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _shut_down(self) -> None:
        if self._socket is not None:
            # the base class's: SSLSocket's own pulls its state from under the reading thread
            with suppress(OSError):  # closed already
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
