"""READ FIRST: requests in, steps of a decoder out. Every decision of the engine is taken here.

    line ─ place in a sequence ─ read, in shares ─┬─ draw a token ── end
           (reusing a beginning)                  └─ check a guess

A step lengthens every sequence at work: those that write by one token, or by a guess as well;
those that read by their share of what a step can hold. Continuous batching as in Orca (Yu et al.,
2022) with chunked reading as in Sarathi (Agrawal et al., 2023). No thread and no native code here:
the engine calls `step` from its own thread, tests from theirs.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.engine.drafting import DRAFT_TOKENS_MOST, worthwhile_depth
from bot.engine.pace import Pace
from bot.engine.placement import COPY_COSTS_TOKENS
from bot.engine.ports import DecodeFailed, Decoder, Run
from bot.engine.prefix_tree import common_length
from bot.engine.request import Request
from bot.engine.seats import Seats
from bot.engine.shares import share_out
from bot.engine.tally import Tally
from bot.errors import DeadlinePassed, GenerationFailed
from bot.ports import Finish
from vectorstore.errors import ReportedError

# While somebody is being written to, a step of reading takes about this long: longer only where
# more wait for their first word than for their next.
_PAUSE_S = 0.2
_READ_LEAST, _READ_UNMEASURED = 32, 128


@dataclass(frozen=True, slots=True)
class _Entry:
    """One request's part in a step."""

    request: Request
    run: Run


class Batcher:
    """The requests at work and in line, and the steps that serve them."""

    def __init__(self, decoder: Decoder, *, clock: Callable[[], float] = perf_counter) -> None:
        self.tally = Tally()
        self._decoder = decoder
        self._limits = decoder.limits
        self._clock = clock
        self._seats = Seats(decoder)
        self._active: list[Request] = []  # in order of arrival
        self._line: deque[Request] = deque()
        self._pace = Pace()

    @property
    def active(self) -> Sequence[Request]:
        """Return the requests at work, in order of arrival."""
        return self._active

    @property
    def busy(self) -> bool:
        """Whether a step has anything to do."""
        return bool(self._active or self._line)

    @property
    def held_tokens(self) -> int:
        """Return how many tokens all sequences hold, those at rest too."""
        return self._seats.held_tokens

    def add(self, request: Request) -> None:
        """Put a request in line."""
        self._line.insert(place_in_line(self._line, request), request)

    def step(self) -> None:
        """Compute one step: nobody's wait, cancelled or not, is longer than that."""
        began = self._clock()
        self._end_the_overdue()
        self._admit()
        entries = self._plan()
        if entries:
            decoding_s = self._compute(entries)
            self.tally.count_step(self._clock() - began - decoding_s)

    def abandon(self, error: ReportedError) -> None:
        """Fail every request and forget what the sequences hold; the decoder may be past asking."""
        for request in [*self._active, *self._line]:
            self._end(request)
            request.sink.failed(error)
        self._seats.forget()

    # -- who takes part ---------------------------------------------------------------------

    def _end_the_overdue(self) -> None:
        """End what was cancelled and what has run out of time, in line or at work."""
        now = self._clock()
        for request in [*self._active, *self._line]:
            deadline = request.order.deadline_at
            if request.cancelled:
                self._finish(request, "stop")
            elif deadline is not None and now >= deadline:
                if request.written:
                    self._finish(request, "deadline")
                else:
                    self._end(request)
                    request.sink.failed(_too_late())

    def _admit(self) -> None:
        """Give sequences at rest to those first in line."""
        while self._line and len(self._active) < self._limits.sequences:
            request = self._line[0]  # in line until it has a place: whatever fails, it is known
            self._seats.seat(request, {other.sequence for other in self._active})
            self._follow(request)
            self._active.append(self._line.popleft())

    def _follow(self, request: Request) -> None:
        """Find an earlier request that is reading more of this prompt's beginning just now."""
        if not self._limits.can_cut:
            return
        least = request.held + COPY_COSTS_TOKENS
        for other in self._active:
            common = common_length(other.order.prompt, request.order.prompt)
            common = min(common, len(request.order.prompt) - 1)
            if other.unread > 1 and common > max(other.held, least, request.led_tokens):
                request.leader, request.led_tokens = other, common

    def _is_led(self, request: Request) -> bool:
        """Say whether a request still waits for its leader; if not, take what it has read."""
        leader = request.leader
        if leader is None:
            return False
        if not leader.over and leader.held < request.led_tokens:
            return True
        request.leader = None
        self._seats.catch_up(request)
        return False

    # -- what a step computes ---------------------------------------------------------------

    def _plan(self) -> list[_Entry]:
        """Return this step's part of every request, in order of sequences."""
        suspect = [request for request in self._active if request.alone][:1]
        taking_part = [request for request in suspect or self._active if not self._is_led(request)]
        writers = [request for request in taking_part if request.unread == 1]
        readers = [request for request in taking_part if request.unread > 1]
        parts = share_out(
            self._room_to_read(len(writers), len(readers)), [request.unread for request in readers]
        )
        entries = [_read(request, part) for request, part in zip(readers, parts, strict=True)]
        depth = 0 if readers or suspect else self._guess(writers)
        entries += [_write(request, depth) for request in writers]
        return sorted(
            (entry for entry in entries if entry.run.tokens), key=lambda entry: entry.run.sequence
        )

    def _room_to_read(self, writers: int, readers: int) -> int:
        """Return how many prompt tokens fit in a step without holding up those who write.

        The more wait for their first word, the longer those who write may have to pause.
        """
        room = self._limits.batch_tokens - writers
        if not writers or not readers:
            return room
        rate = self._pace.read_tokens_per_s
        fitting = int(rate * _PAUSE_S) if rate else _READ_UNMEASURED
        return min(room, max(_READ_LEAST, fitting * readers // writers, fitting))

    def _guess(self, writers: Sequence[Request]) -> int:
        """Guess what follows each text; return how many tokens of the guesses to check."""
        for request in writers:
            room = min(
                DRAFT_TOKENS_MOST,
                request.order.max_tokens - request.written - 1,
                self._limits.context_tokens - len(request.tokens) - 1,
                self._limits.batch_tokens // len(writers) - 1,
            )
            usable = request.lookup is not None and room > 0 and self._limits.can_cut
            request.guess = request.lookup.guess(room) if usable and request.lookup else []
        offers = [(r.luck.chance, len(r.guess)) for r in writers if r.guess]
        return worthwhile_depth(offers, len(writers), self._pace) if offers else 0

    def _compute(self, entries: Sequence[_Entry]) -> float:
        """Decode, then draw; return the seconds spent decoding."""
        began = self._clock()
        try:
            self._decoder.decode([entry.run for entry in entries])
        except DecodeFailed as error:
            self._undo(entries, error)
            return self._clock() - began
        seconds = self._clock() - began
        self._learn(entries, seconds)
        row = 0
        for entry in entries:
            self._take(entry, row)
            row += entry.run.outputs
        return seconds

    def _learn(self, entries: Sequence[_Entry], seconds: float) -> None:
        lengths = [len(entry.run.tokens) for entry in entries]
        read = sum(length for length in lengths if length > 1)
        if all(length == entry.run.outputs for length, entry in zip(lengths, entries, strict=True)):
            self._pace.observe_writing(len(set(lengths)), sum(lengths), seconds)
        else:
            self._pace.observe_reading(read, lengths.count(1), seconds)

    def _undo(self, entries: Sequence[_Entry], error: DecodeFailed) -> None:
        """Take a failed step back: try its requests one by one, and fail the one that fails."""
        for entry in entries:
            self._seats.undo(entry.request)
            entry.request.alone = True
        if len(entries) == 1:
            (failed,) = (entry.request for entry in entries)
            self._seats.clear(failed)
            self._end(failed)
            failed.sink.failed(_broken(error))

    # -- what a step gave -------------------------------------------------------------------

    def _take(self, entry: _Entry, row: int) -> None:
        """Draw behind the run's outputs as long as they agree with the guess; hand that on."""
        request, run = entry.request, entry.run
        # where nothing can be cut a failure costs all that was read: then only a token proves it
        request.alone = request.alone and not (run.outputs or self._limits.can_cut)
        drafted = max(0, run.outputs - 1)
        sure = len(run.tokens) - drafted  # tokens that were there before this step
        drawn: list[int] = []
        right = 0
        finish: Finish | None = None
        for place_in_run in range(run.outputs):
            token = request.order.draw.next(row + place_in_run)
            if token in request.order.ends:
                finish = "stop"
                break
            drawn.append(token)
            if place_in_run >= drafted or token != request.guess[place_in_run]:
                break
            right += 1
        self._seats.advance(request, run.tokens, sure + right)
        if run.outputs:
            self._count_guess(request, drawn, drafted, right)
            self._hand_on(request, drawn, finish)

    def _hand_on(self, request: Request, drawn: Sequence[int], finish: Finish | None) -> None:
        if request.written:
            gap = self.tally.steps - request.served_at
            self.tally.longest_gap_steps = max(self.tally.longest_gap_steps, gap)
        request.served_at = self.tally.steps
        request.tokens.extend(drawn)
        if request.lookup is not None:
            request.lookup.extend(drawn)
        if drawn:
            request.sink.tokens(drawn)
        full = len(request.tokens) >= self._limits.context_tokens
        if finish is None and (full or request.written >= request.order.max_tokens):
            finish = "length"
        if finish is not None:
            self._finish(request, finish)

    def _count_guess(
        self, request: Request, drawn: Sequence[int], drafted: int, right: int
    ) -> None:
        """Learn from a guess, from one that was not checked too: its first token is known now."""
        if drafted:
            request.luck.observe(right, drafted)
        elif request.guess and drawn:
            request.luck.observe(int(drawn[0] == request.guess[0]), 1)
        request.guess = []
        self.tally.decoded_tokens += len(drawn)
        self.tally.drafted_tokens += drafted
        self.tally.accepted_tokens += right

    def _finish(self, request: Request, finish: Finish) -> None:
        self._end(request)
        request.sink.ended(request.usage(finish))

    def _end(self, request: Request) -> None:
        """Take a request out of line or work; its sequence rests with what it holds."""
        request.over = True
        if request in self._active:
            self._active.remove(request)
            self.tally.prompt_tokens += len(request.order.prompt)
            self.tally.reused_tokens += request.reused
            self._seats.rest(request, self._clock())
        else:
            self._line.remove(request)
        request.order.draw.close()


def place_in_line(line: Sequence[Request], request: Request) -> int:
    """Return where a request joins a line: at the end, or behind the others that have begun."""
    if not request.order.begun:
        return len(line)
    return sum(other.order.begun for other in line)


def _read(request: Request, part: int) -> _Entry:
    tokens = request.tokens[request.held : request.held + part]
    outputs = int(part == request.unread)
    return _Entry(request, Run(request.sequence, request.held, tokens, outputs))


def _write(request: Request, depth: int) -> _Entry:
    tokens = [request.tokens[-1], *request.guess[:depth]]
    return _Entry(request, Run(request.sequence, request.held, tokens, len(tokens)))


def _too_late() -> DeadlinePassed:
    return DeadlinePassed(
        "The time given for this answer was over before its first word.",
        remedy="Ask again when fewer readers are waiting, or allow more time.",
    )


def _broken(error: DecodeFailed) -> GenerationFailed:
    return GenerationFailed(
        f"The model stopped with an error: {error}.",
        remedy="Ask again; if it happens again, `paperbot doctor` shows the set-up.",
    )
