"""Whatever arrives when, each request gets what it would get alone.

The decoder is `tests.fakes.list_decoder`, of which every token depends on all tokens before it: one
lost, repeated or crossed between readers changes everything that follows.
"""

from collections.abc import Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.engine.ports import Limits
from bot.engine.request import Request
from bot.errors import DeadlinePassed, GenerationFailed
from bot.ports import Usage
from tests.fakes.list_decoder import VOCABULARY
from tests.fakes.list_room import BEGINNINGS, CONTEXT, POISON, Asked, Room

_PROMPTS = st.builds(
    lambda beginning, length, rest: beginning[:length] + rest,
    st.sampled_from(BEGINNINGS),
    st.sampled_from([0, 1, 20, 40, 89, 90]),
    st.lists(st.integers(0, VOCABULARY - 1), min_size=1, max_size=3),
)


class _Readers(RuleBasedStateMachine):
    """Readers come, leave and run out of time in any order, and steps fail."""

    @initialize(
        sequences=st.integers(1, 4),
        batch_tokens=st.sampled_from([4, 16, 64]),
        can_cut=st.booleans(),
        fails_at=st.frozensets(st.integers(0, 60), max_size=3),
    )
    def open(
        self,
        sequences: int,
        batch_tokens: int,
        can_cut: bool,  # noqa: FBT001 -- given by name
        fails_at: frozenset[int],
    ) -> None:
        """Open a room."""
        limits = Limits(sequences, CONTEXT, batch_tokens, can_cut)
        self.room = Room(limits, fails_at=fails_at)
        self.fails_at = fails_at

    @rule(
        prompt=_PROMPTS,
        most=st.integers(1, 30),
        ends=st.sampled_from([frozenset[int](), frozenset({3})]),
        within_s=st.none() | st.floats(0, 8),
        speculate=st.booleans(),
        begun=st.booleans(),
    )
    def arrive(
        self,
        *,
        prompt: list[int],
        most: int,
        ends: frozenset[int],
        within_s: float | None,
        speculate: bool,
        begun: bool,
    ) -> None:
        """Somebody asks."""
        self.room.ask(prompt, most, ends=ends, within_s=within_s, speculate=speculate, begun=begun)

    @rule(beginning=st.sampled_from(BEGINNINGS), length=st.integers(0, 80))
    def arrive_with_poison(self, beginning: list[int], length: int) -> None:
        """Somebody asks what cannot be decoded."""
        self.room.ask([*beginning[:length], POISON, *beginning[:3]])

    @rule(beginning=st.sampled_from(BEGINNINGS))
    def ask_again(self, beginning: list[int]) -> None:
        """Somebody goes on from what was answered."""
        ended = [asked for asked in self.room.asked if asked.reader.usage is not None]
        tokens = ended[-1].request.tokens if ended else beginning
        self.room.ask([*tokens, 1][: CONTEXT - 1])

    @precondition(lambda self: self.room.asked)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """Somebody leaves; a reader who has the end already may too."""
        data.draw(st.sampled_from(self.room.asked)).request.cancelled = True

    @rule(times=st.integers(1, 8))
    def step(self, times: int) -> None:
        """Take some steps, and see that they are fair."""
        for _ in range(times):
            self._step()

    @invariant()
    def the_books_are_right(self) -> None:
        """Compare what is believed to be held with what is."""
        assert self.room.batcher.held_tokens == sum(map(len, self.room.decoder.held))

    def teardown(self) -> None:
        """Let everybody come to an end, and look at what each got."""
        if not hasattr(self, "room"):
            return
        self.room.finish()
        assert not self.room.batcher.active
        for asked in self.room.asked:
            assert asked.draw.closed == 1
            assert asked.reader.ended_already
            self._look_at(asked)
        unlucky = [
            asked
            for asked in self.room.asked
            if isinstance(asked.reader.error, GenerationFailed)
            and POISON not in asked.request.order.prompt
        ]
        assert len(unlucky) <= len(self.fails_at)

    def _look_at(self, asked: Asked) -> None:
        request, reader = asked.request, asked.reader
        order = request.order
        late = order.deadline_at is not None and order.deadline_at <= self.room.now
        whole = [] if POISON in order.prompt else asked.alone
        assert reader.got == whole[: len(reader.got)]
        if isinstance(reader.error, DeadlinePassed):
            assert late
            assert not reader.got
        elif reader.error is None and not request.cancelled:
            assert reader.usage is not None
            assert POISON not in order.prompt
            finish = reader.usage.finish
            expected = Usage(len(order.prompt), request.reused, len(reader.got), finish)
            assert reader.usage == expected
            assert late if finish == "deadline" else reader.got == whole
            if finish != "deadline":
                full = len(whole) == order.max_tokens or len(request.tokens) >= CONTEXT
                assert finish == ("length" if full else "stop")

    def _step(self) -> None:
        room = self.room
        lines = [asked.request for asked in room.asked if asked.request.sequence < 0]
        writers = {
            asked.request: len(asked.reader.got)
            for asked in room.asked
            if asked.request in room.batcher.active and asked.request.unread == 1
        }
        calm = not any(request.alone for request in room.batcher.active)
        taken = len(room.decoder.steps)
        room.batcher.step()
        for asked in room.asked:
            assert asked.request.over or not asked.request.cancelled
        self._admitted_in_order([request for request in lines if not request.over])
        if calm and taken not in room.decoder.failed:
            for asked in room.asked:
                if asked.request in writers and not asked.reader.ended_already:
                    assert len(asked.reader.got) > writers[asked.request]

    def _admitted_in_order(self, line: Sequence[Request]) -> None:
        """Those with a place now came before those without; what had begun came first."""
        in_order = sorted(line, key=lambda request: not request.order.begun)
        placed = [request.sequence >= 0 for request in in_order]
        assert placed == sorted(placed, reverse=True)


TestReaders = _Readers.TestCase
TestReaders.settings = settings(max_examples=200, stateful_step_count=30)
