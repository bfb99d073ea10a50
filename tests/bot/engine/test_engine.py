"""The engine's thread: readers in threads of their own, the line's bound, and the way out."""

import logging
import random
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest

from bot.engine.cores import Cores
from bot.engine.engine import Engine
from bot.engine.ports import Limits, Run
from bot.engine.request import Order, Request
from bot.errors import DeadlinePassed, GenerationFailed, ModelBusy
from bot.ports import Usage, Waiting
from tests.fakes.list_decoder import VOCABULARY, ListDecoder, ListDraw, written_alone
from tests.fakes.list_room import BEGINNINGS, CONTEXT
from tests.fakes.patience import wait_until

HALT = VOCABULARY + 1
Steps = Generator[Waiting | Sequence[int], None, Usage]


@dataclass
class _Clock:
    """A clock that stands still unless it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class _Desk:
    """An engine whose steps wait while its `gate` is closed; the token `HALT` closes it."""

    sequences: int = 1
    line: int = 8
    clock: _Clock = field(default_factory=_Clock)
    cores: Cores = field(default_factory=Cores)

    def __post_init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        limits = Limits(self.sequences, CONTEXT, batch_tokens=32)
        self.decoder = ListDecoder(limits, watch=self._pass_gate)
        self.engine = Engine(
            self.decoder, line=self.line, kv_bytes=7, cores=self.cores, clock=self.clock
        )
        self.draws: list[ListDraw] = []

    def ask(
        self,
        prompt: Sequence[int],
        most: int = 12,
        *,
        within_s: float | None = None,
        begun: bool = False,
    ) -> tuple[Steps, Request]:
        """Put a request in line; return what follows and the request."""
        self.draws.append(ListDraw(self.decoder))
        deadline_at = None if within_s is None else self.clock() + within_s
        order = Order(prompt, most, self.draws[-1], deadline_at=deadline_at, begun=begun)
        ticket, request = self.engine.submit(order)
        return ticket.follow(request), request

    def idle(self) -> bool:
        """Say whether nobody is served or waits."""
        return (self.engine.load.answering, self.engine.load.waiting) == (0, 0)

    def _pass_gate(self, runs: Sequence[Run]) -> None:
        if any(HALT in run.tokens for run in runs):
            self.gate.clear()
        assert self.gate.wait(timeout=20)


@contextmanager
def _opened(desk: _Desk) -> Iterator[_Desk]:
    with desk.engine:
        try:
            yield desk
        finally:
            desk.gate.set()
    assert all(draw.closed == 1 for draw in desk.draws)


def _read(steps: Steps) -> tuple[list[int], Usage]:
    got: list[int] = []
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            return got, end.value
        if not isinstance(step, Waiting):
            got += step


def test_many_readers_get_what_each_would_alone() -> None:
    """Sixteen threads ask and leave at random; none sees another's tokens, all places are free."""
    with _opened(_Desk(sequences=3, line=64)) as desk:

        def read_and_leave(seed: int) -> None:
            dice = random.Random(seed)  # noqa: S311 -- for variety
            for _ in range(12):
                prompt = [*dice.choice(BEGINNINGS)[: dice.randrange(90)], dice.randrange(8)]
                patience = dice.choice([0, 1, 3, 99])
                steps, request = desk.ask(prompt, most=20)
                got: list[int] = []
                with closing(steps):
                    for _, step in zip(range(patience), steps, strict=False):
                        got += [] if isinstance(step, Waiting) else step
                alone = written_alone(prompt, most=20, context_tokens=CONTEXT)
                assert got == alone[: len(got)]
                assert patience < 99 or got == alone
                request.cancelled = request.cancelled or patience == 0  # never begun to follow

        with ThreadPoolExecutor(16) as threads:
            list(threads.map(read_and_leave, range(16)))
        assert wait_until(desk.idle)


def test_places_in_line_rise_and_fall() -> None:
    """Who comes later stands behind, who has begun goes before, who leaves makes room."""
    with _opened(_Desk()) as desk:
        desk.gate.clear()
        _, first = desk.ask([1], most=1)
        assert wait_until(lambda: desk.engine.load.answering == 1)
        (second_steps, second), (_, third) = desk.ask([2]), desk.ask([3])
        assert [desk.engine.place(request) for request in (first, second, third)] == [0, 1, 2]
        assert next(second_steps) == Waiting(1)
        _, going_on = desk.ask([4], begun=True)
        waiting = (going_on, second, third)
        assert [desk.engine.place(request) for request in waiting] == [1, 2, 3]
        second_steps.close()
        desk.gate.set()
        assert wait_until(lambda: second.over and desk.idle())
        assert [desk.engine.place(request) for request in waiting] == [0, 0, 0]


def test_a_full_line_says_when_to_come_again() -> None:
    """Beyond the line there is an error with a time; work that was begun is let in."""
    with _opened(_Desk(line=1)) as desk:
        desk.gate.clear()
        served, waiting = desk.ask([1]), desk.ask([2])
        with pytest.raises(ModelBusy, match="1 readers and 1 more") as refused:
            desk.ask([3])
        assert refused.value.retry_after_s >= 1
        assert f"{refused.value.retry_after_s} s" in refused.value.remedy
        going_on = desk.ask([4], begun=True)
        desk.gate.set()
        for steps, _ in (served, waiting, going_on):
            assert len(_read(steps)[0]) == 12
        assert len(_read(desk.ask([3])[0])[0]) == 12


def test_idle_time_is_no_wait() -> None:
    """An engine that nobody asked anything for an hour does not send readers away for one."""
    with _opened(_Desk(line=1)) as desk:
        desk.clock.now = 3600
        desk.gate.clear()
        first, _ = desk.ask([1])
        desk.ask([HALT])
        desk.gate.set()
        _read(first)
        assert wait_until(lambda: not desk.gate.is_set())
        desk.ask([2])
        with pytest.raises(ModelBusy) as refused:
            desk.ask([3])
        assert refused.value.retry_after_s < 10


def test_closing_ends_everybody() -> None:
    """Readers at work and in line are told, the thread ends, and later ones are refused."""
    desk = _Desk()
    desk.gate.clear()
    with _opened(desk):
        served, waiting = desk.ask([1], most=99), desk.ask([2])
        assert wait_until(lambda: desk.engine.load.answering == 1)
        closing_thread = threading.Thread(target=desk.engine.close)
        closing_thread.start()
        desk.gate.set()
        for steps, request in (served, waiting):
            with pytest.raises(GenerationFailed, match="closed"):
                _read(steps)
            assert request.over
        closing_thread.join(timeout=5)
        assert not closing_thread.is_alive()
        with pytest.raises(GenerationFailed, match="closed"):
            desk.ask([3])
    assert "paperbot-engine" not in {thread.name for thread in threading.enumerate()}


def test_time_may_run_out_in_line() -> None:
    """Who waited in vain is told so; who was served is not concerned."""
    with _opened(_Desk()) as desk:
        desk.gate.clear()
        served, _ = desk.ask([1])
        assert wait_until(lambda: desk.engine.load.answering == 1)
        late, _ = desk.ask([2], within_s=5)
        desk.clock.now = 6
        desk.gate.set()
        with pytest.raises(DeadlinePassed, match="before its first word"):
            _read(late)
        assert len(_read(served)[0]) == 12


def test_the_engine_outlives_a_broken_decoder(caplog: pytest.LogCaptureFixture) -> None:
    """A fault that no port foresees fails who is there, is logged, and the next are served."""
    with _opened(_Desk()) as desk, caplog.at_level(logging.CRITICAL, "paperbot.engine"):
        desk.decoder.broken = RuntimeError("out of order")
        with pytest.raises(GenerationFailed, match="broke"):
            _read(desk.ask([1])[0])
        desk.decoder.broken = None
        steps, _ = desk.ask([1])
        assert _read(steps)[0] == written_alone([1], most=12, context_tokens=CONTEXT)


def test_the_load_is_told() -> None:
    """What is done now, and what has been."""
    with _opened(_Desk(sequences=2)) as desk:
        desk.gate.clear()
        asked = [desk.ask([1, 2, seed], most=5) for seed in range(3)]
        assert wait_until(lambda: desk.engine.load.answering == 2)
        load = desk.engine.load
        assert (load.waiting, load.sequences) == (1, 2)
        assert (load.kv_bytes, load.kv_tokens) == (7, 2 * CONTEXT)
        desk.gate.set()
        for steps, _ in asked:
            assert _read(steps)[1].completion == 5
        assert wait_until(desk.idle)
        load = desk.engine.load
        assert load.decoded_tokens == 15
        assert load.prompt_tokens == 9
        assert 0 < load.kv_tokens_used <= load.kv_tokens
        assert load.steps > 0


def test_other_work_rests_while_readers_are_served() -> None:
    """The cores are taken with the first request, and free when nobody is left."""
    seconds = iter([0, 3600])
    cores = Cores(clock=lambda: next(seconds))
    with _opened(_Desk(cores=cores)) as desk:
        desk.gate.clear()
        steps, _ = desk.ask([1])
        assert wait_until(lambda: desk.engine.load.answering == 1)

        def work() -> None:
            with cores.piece():
                pass

        resting = threading.Thread(target=work)
        resting.start()
        assert resting.is_alive()
        desk.gate.set()
        _read(steps)
        resting.join(timeout=5)
        assert not resting.is_alive()
