"""What the sequences hold: reused, copied, taken back and forgotten, as the decoder has it."""

import pytest

from bot.engine.placement import COPY_COSTS_TOKENS
from bot.engine.ports import Limits, Run
from bot.engine.request import Order, Request
from bot.engine.seats import Seats
from tests.fakes.list_decoder import ListDecoder, ListDraw
from tests.fakes.list_reader import ListReader

PROMPT = tuple(range(3 * COPY_COSTS_TOKENS))


@pytest.fixture
def decoder() -> ListDecoder:
    """Return a decoder of three sequences."""
    return ListDecoder(
        Limits(sequences=3, context_tokens=4 * len(PROMPT), batch_tokens=len(PROMPT) + 1)
    )


def _request(decoder: ListDecoder, prompt: tuple[int, ...]) -> Request:
    return Request(Order(prompt, 8, ListDraw(decoder)), ListReader())


def _read(seats: Seats, decoder: ListDecoder, request: Request, tokens: int) -> None:
    part = request.tokens[request.held : request.held + tokens]
    decoder.decode([Run(request.sequence, request.held, part, 0)])
    seats.advance(request, part, len(part))


def test_a_prompt_that_begins_alike_copies_the_beginning(decoder: ListDecoder) -> None:
    """From a sequence at work too; both go on by themselves."""
    seats = Seats(decoder)
    first, second = _request(decoder, (*PROMPT, 1)), _request(decoder, (*PROMPT, 2))
    seats.seat(first, set())
    _read(seats, decoder, first, len(PROMPT) + 1)
    seats.seat(second, {first.sequence})
    assert second.sequence != first.sequence
    assert second.held == second.reused == len(PROMPT)
    _read(seats, decoder, second, 1)
    assert seats.held_tokens == 2 * len(PROMPT) + 2


def test_what_a_step_left_half_done_is_taken_back(decoder: ListDecoder) -> None:
    """The sequence holds what it held before."""
    seats = Seats(decoder)
    request = _request(decoder, PROMPT)
    seats.seat(request, set())
    _read(seats, decoder, request, 10)
    decoder.decode([Run(request.sequence, 10, PROMPT[10:20], 0)])
    seats.undo(request)
    _read(seats, decoder, request, 10)
    assert (request.held, seats.held_tokens) == (20, 20)


def test_what_was_forgotten_is_not_reused(decoder: ListDecoder) -> None:
    """Nothing is trusted after a fault; the sequence is emptied when it is next used."""
    seats = Seats(decoder)
    request = _request(decoder, PROMPT)
    seats.seat(request, set())
    _read(seats, decoder, request, len(PROMPT))
    seats.rest(request, 1.0)
    seats.forget()
    again = _request(decoder, PROMPT)
    seats.seat(again, set())
    assert (again.reused, seats.held_tokens) == (0, 0)
    _read(seats, decoder, again, len(PROMPT))
