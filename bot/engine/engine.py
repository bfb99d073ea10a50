"""The one thread that decodes: it takes requests from readers' threads and works in steps.

Everything it decides is in `batcher`; here are the thread, the line's bound and the way out.
"""

import logging
import math
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import perf_counter

from bot.engine.batcher import Batcher
from bot.engine.cores import Cores
from bot.engine.ports import Decoder
from bot.engine.request import Order, Request
from bot.engine.ticket import Ticket
from bot.errors import GenerationFailed, ModelBusy
from bot.ports import Load

_LOG = logging.getLogger("paperbot.engine")
# How long until a place is free: guessed at first, then learnt while readers wait.
_GAP_PRIOR_S = 2.0
_GAP_MEMORY = 0.8
_GATHER_S = 0.003
# Waking 16 readers after every step costs a twelfth of the speed on two cores (docs/decisions.md):
# together they are woken 140 times a second, so 16 hear 9 times a second, and one at every step.
_WAKING_S = 0.007


class Engine(AbstractContextManager["Engine"]):
    """Serves as many readers at once as the decoder has sequences, and lets `line` more wait."""

    def __init__(
        self,
        decoder: Decoder,
        *,
        line: int = 32,
        kv_bytes: int = 0,
        cores: Cores | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        """Start the thread. `kv_bytes` is what the decoder's memory takes, to be told in `load`."""
        self._limits = decoder.limits
        self._batcher = Batcher(decoder, clock=clock)
        self._line = line
        self._kv_bytes = kv_bytes
        self._cores = cores or Cores()
        self._clock = clock
        self._changed = threading.Condition()
        self._open: list[Request] = []  # in order of arrival
        self._arrived: list[Request] = []
        self._gap_s = _GAP_PRIOR_S
        self._last_end = clock()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="paperbot-engine", daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every request, wait for the step under way, and stop the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    @property
    def load(self) -> Load:
        """Say what is being done, and what has been since the engine was opened."""
        tally, limits = self._batcher.tally, self._limits
        with self._changed:
            waiting = sum(request.sequence < 0 for request in self._open)
            answering = len(self._open) - waiting
        return Load(
            answering=answering,
            waiting=waiting,
            sequences=limits.sequences,
            kv_tokens_used=self._batcher.held_tokens,
            kv_tokens=limits.sequences * limits.context_tokens,
            kv_bytes=self._kv_bytes,
            decoded_tokens=tally.decoded_tokens,
            prompt_tokens=tally.prompt_tokens,
            reused_tokens=tally.reused_tokens,
            drafted_tokens=tally.drafted_tokens,
            accepted_tokens=tally.accepted_tokens,
            steps=tally.steps,
            longest_gap_steps=tally.longest_gap_steps,
            step_overhead_us=tally.step_overhead_us,
        )

    def submit(self, order: Order) -> tuple[Ticket, Request]:
        """Put an order in line; `ticket.follow(request)` gives what comes of it.

        Raises ModelBusy when the line is full and GenerationFailed after `close`; the order's draw
        is closed then too.
        """
        ticket = Ticket(self)
        request = Request(order, ticket)
        with self._changed:
            refusal = self._refusal(order)
            if refusal is None:
                self._open.append(request)
                if len(self._open) == self._limits.sequences:
                    self._last_end = self._clock()  # the line begins: idle time is no gap
                self._arrived.append(request)
                self._changed.notify()
        if refusal is not None:
            order.draw.close()
            raise refusal
        return ticket, request

    @property
    def pause_s(self) -> float:
        """Return how long to gather tokens before a reader's thread is woken for them."""
        return len(self._batcher.active) * _WAKING_S

    def place(self, request: Request) -> int:
        """Return a request's place in line, 0 when it is being worked on."""
        with self._changed:
            waiting = [other for other in self._open if other.sequence < 0]
        if request not in waiting:
            return 0
        before = waiting[: waiting.index(request)]
        behind = waiting[waiting.index(request) + 1 :]
        if request.order.begun:
            return 1 + sum(other.order.begun for other in before)
        return 1 + len(before) + sum(other.order.begun for other in behind)

    def cancel(self, request: Request) -> None:
        """Take a request out of line or work within a step."""
        request.cancelled = True

    def _refusal(self, order: Order) -> ModelBusy | GenerationFailed | None:
        if self._closed:
            return _closed()
        if order.begun or len(self._open) < self._limits.sequences + self._line:
            return None
        wait_s = max(1, math.ceil(self._gap_s))
        return ModelBusy(
            f"The model is answering {self._limits.sequences} readers and {self._line} more are "
            "waiting.",
            remedy=f"Try again in {wait_s} s.",
            retry_after_s=wait_s,
        )

    def _work(self) -> None:
        while self._take_arrivals():
            try:
                self._batcher.step()
            except Exception:  # noqa: BLE001 -- a fault must not leave readers waiting for ever
                _LOG.exception("a step of the engine failed")
                self._batcher.abandon(_stopped())
            self._clear_ended()
        self._batcher.abandon(_closed())
        self._clear_ended()
        self._cores.give_back()

    def _take_arrivals(self) -> bool:
        """Wait for something to do; return False when it is time to stop."""
        with self._changed:
            if not self._arrived and not self._batcher.busy:
                self._cores.give_back()
                self._changed.wait_for(lambda: self._arrived or self._closed)
                # readers who come together share the first step, which may take half a second
                self._changed.wait_for(lambda: self._closed, timeout=_GATHER_S)
            self._cores.take()
            for request in self._arrived:
                self._batcher.add(request)
            self._arrived.clear()
            return not self._closed

    def _clear_ended(self) -> None:
        """Free the places of requests that have ended, and learn how often that happens."""
        with self._changed:
            ended = sum(request.over for request in self._open)
            if not ended:
                return
            self._open = [request for request in self._open if not request.over]
            now = self._clock()
            if len(self._open) >= self._limits.sequences:  # somebody was waiting all the while
                gap_s = (now - self._last_end) / ended
                self._gap_s += (1 - _GAP_MEMORY) * (gap_s - self._gap_s)
            self._last_end = now


def _stopped() -> GenerationFailed:
    return GenerationFailed(
        "Something inside the engine broke.", remedy="Ask again; the log says what it was."
    )


def _closed() -> GenerationFailed:
    return GenerationFailed(
        "The model has been closed.", remedy="Open it again, or wait for the server to restart."
    )
