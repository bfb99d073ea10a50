"""The engine's decisions, one by one; `test_crowd.py` has them all at once."""

import pytest

from bot.engine.ports import Limits
from bot.errors import DeadlinePassed, GenerationFailed
from tests.fakes.list_room import BEGINNINGS, CONTEXT, POISON, Room


def _room(*, sequences: int = 4, batch_tokens: int = 64, can_cut: bool = True) -> Room:
    return Room(Limits(sequences, CONTEXT, batch_tokens, can_cut))


def test_a_failing_request_fails_alone() -> None:
    """The others come to their full end, and the sequences are free again."""
    room = _room()
    good = [room.ask(beginning[:20]) for beginning in BEGINNINGS]
    bad = room.ask([*BEGINNINGS[0][:20], POISON])
    room.finish()
    assert isinstance(bad.reader.error, GenerationFailed)
    assert bad.reader.got == []
    assert [asked.reader.got for asked in good] == [asked.alone for asked in good]
    assert not room.batcher.active


def test_a_prompt_that_two_bring_at_once_is_read_once() -> None:
    """The second waits for the first, copies what it has read, and reads the last token."""
    room = _room()
    prompt = BEGINNINGS[0]
    both = [room.ask(prompt, most=1) for _ in range(2)]
    room.finish()
    assert sum(len(run.tokens) for step in room.decoder.steps for run in step) == len(prompt) + 1
    assert [asked.reader.got for asked in both] == [asked.alone for asked in both]
    assert both[1].request.reused == len(prompt) - 1


def test_who_waits_for_another_goes_on_when_that_one_leaves() -> None:
    """What was read until then is used."""
    room = _room(batch_tokens=50)
    first, second = (room.ask(BEGINNINGS[0]) for _ in range(2))
    room.batcher.step()
    first.request.cancelled = True
    room.finish()
    assert second.reader.got == second.alone
    assert second.request.reused == 50


def test_a_long_prompt_does_not_hold_up_who_is_written_to() -> None:
    """Each step gives a token to the one, and reads a part for the other."""
    room = _room(batch_tokens=8)
    written_to = room.ask([1, 2], most=40)
    room.batcher.step()
    reading = room.ask(BEGINNINGS[0])
    while not reading.reader.got:
        before = len(written_to.reader.got)
        room.batcher.step()
        assert len(written_to.reader.got) == before + 1
    assert reading.request.reused == 0


def test_guesses_that_come_true_save_steps() -> None:
    """A text that repeats itself takes fewer steps than tokens, and is the same text."""
    steps = []
    for speculate in (True, False):
        room = _room()
        asked = room.ask(BEGINNINGS[2], most=36, speculate=speculate)
        room.finish()
        assert asked.reader.got == asked.alone
        tally = room.batcher.tally
        assert (tally.accepted_tokens > 0) == speculate
        assert tally.accepted_tokens <= tally.drafted_tokens
        assert tally.decoded_tokens == 36
        steps.append(tally.steps)
    assert steps[0] < steps[1]


def test_a_token_comes_at_every_step() -> None:
    """Also while a long prompt is read beside; a step that fails and is tried again counts."""
    room = _room(sequences=2, batch_tokens=16)
    room.ask([1, 2], most=30)
    room.batcher.step()
    room.ask(BEGINNINGS[0])
    room.finish()
    assert room.batcher.tally.longest_gap_steps == 1


def test_a_cancelled_request_is_gone_after_one_step() -> None:
    """In line, reading and writing; what was read stays for the next who can use it."""
    room = _room(sequences=2, batch_tokens=16)
    writing = room.ask([1, 2], most=99)
    room.batcher.step()
    reading, waiting = room.ask(BEGINNINGS[0]), room.ask(BEGINNINGS[1])
    room.batcher.step()
    for asked in (writing, reading, waiting):
        assert not asked.request.over
        asked.request.cancelled = True
    room.batcher.step()
    assert not room.batcher.busy
    assert all(asked.reader.usage for asked in room.asked)
    again = room.ask(BEGINNINGS[0])
    room.finish()
    assert again.request.reused > 0
    assert again.reader.got == again.alone


def test_time_that_runs_out_ends_an_answer_or_refuses_it() -> None:
    """With words there already they stand; without any there is an error."""
    room = _room(sequences=1)
    begun, waiting = (room.ask([1, 2], most=99, within_s=1) for _ in range(2))
    room.finish()
    assert begun.reader.usage is not None
    assert begun.reader.usage.finish == "deadline"
    assert begun.reader.got == begun.alone[: len(begun.reader.got)] != []
    assert isinstance(waiting.reader.error, DeadlinePassed)


def test_the_context_ends_an_answer() -> None:
    """A guess does not reach beyond it either."""
    room = _room()
    asked = room.ask(BEGINNINGS[2], most=99)
    room.finish()
    assert asked.reader.got == asked.alone
    assert len(asked.request.tokens) == CONTEXT
    assert asked.reader.usage is not None
    assert asked.reader.usage.finish == "length"
    assert room.batcher.tally.accepted_tokens > 0


def test_an_empty_prompt_is_a_mistake() -> None:
    """There is nothing to draw a token behind: it would never come to an end."""
    with pytest.raises(ValueError, match="empty prompt"):
        _room().ask([])


def test_a_conversation_that_goes_on_reads_what_is_new() -> None:
    """Its own sequence is used again, the answer included."""
    room = _room()
    first = room.ask(BEGINNINGS[0][:40], most=10)
    room.finish()
    said = [*first.request.tokens, 1, 2, 3]
    second = room.ask(said, most=10)
    room.finish()
    assert second.request.reused == len(said) - 4  # the last token drawn was never decoded
    assert second.reader.got == second.alone


def test_a_decoder_past_asking_takes_nobody_with_it_for_good() -> None:
    """After a fault of any kind everybody is told, and the next request is served."""
    room = _room(sequences=1)
    asked = [room.ask([1, 2]), room.ask([3, 4])]
    room.batcher.step()
    error = GenerationFailed("It broke.", remedy="Ask again.")
    room.batcher.abandon(error)
    assert [one.reader.error for one in asked] == [error, error]
    assert [one.draw.closed for one in asked] == [1, 1]
    later = room.ask([1, 2])
    room.finish()
    assert later.reader.got == later.alone
