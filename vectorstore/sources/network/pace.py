"""Keeps the gap between two requests to the same hosts, across runs of the program too.

A loop in a shell starts a process for every paper: the time of the last request is therefore kept
in a file as well. A file that cannot be read or written costs politeness between runs, no more.
"""

import json
import time
from pathlib import Path
from typing import Protocol

from vectorstore.sources.network.manners import Manners

_FORGET_S = 600.0


class Clock(Protocol):
    """Tells the time and lets it pass."""

    def now_s(self) -> float:
        """Return the seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""


class WallClock:
    """The machine's own clock."""

    def now_s(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        time.sleep(seconds)


class Pace:
    """Lets requests pass one at a time, each a gap after the last to the same hosts."""

    def __init__(self, manners: Manners, clock: Clock, file: Path | None) -> None:
        self._manners = manners
        self._clock = clock
        self._file = file
        self._last_s: dict[str, float] = {}

    def wait(self, host: str) -> None:
        """Return when `host` may be asked again, and count that as asked."""
        group, gap_s = self._manners.pace_of(host)
        last_s = {**self._remembered(), **self._last_s}
        if group in last_s:
            # A clock set back must not make us wait for hours.
            left_s = min(gap_s, last_s[group] + gap_s - self._clock.now_s())
            if left_s > 0:
                self._clock.sleep(left_s)
        now_s = self._clock.now_s()
        self._last_s[group] = now_s
        self._remember({name: at for name, at in last_s.items() if now_s - at < _FORGET_S})

    def forget(self, host: str) -> None:
        """Take back that `host` was asked: it was not reached."""
        group, _ = self._manners.pace_of(host)
        self._last_s.pop(group, None)
        self._remember({name: at for name, at in self._remembered().items() if name != group})

    def _remembered(self) -> dict[str, float]:
        if self._file is None:
            return {}
        try:
            told: object = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        pairs = told.items() if isinstance(told, dict) else ()
        return {name: float(at) for name, at in pairs if isinstance(at, int | float)}

    def _remember(self, others_s: dict[str, float]) -> None:
        if self._file is None:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json.dumps({**others_s, **self._last_s}), "utf-8")
        except OSError:
            return
