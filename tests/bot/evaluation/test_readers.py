"""Readers who ask at once."""

import threading

from bot.evaluation.readers import Request, read_together
from tests.fakes.token_writer import TokenWriter


def test_every_reader_is_timed_on_its_own() -> None:
    """In the order of the requests, from one common start."""
    writer = TokenWriter()
    traces = read_together(writer, [Request([n], tokens=n + 2) for n in range(5)])
    assert [trace.tokens for trace in traces] == [2, 3, 4, 5, 6]
    assert all(trace.whole for trace in traces)
    assert all(0 <= trace.asked_s <= trace.first_s <= trace.finish_s for trace in traces)
    assert sorted(writer.asked) == [((n,), n + 2) for n in range(5)]


def test_a_failure_is_kept_and_stops_nobody() -> None:
    """With what the reader had until then."""
    traces = read_together(TokenWriter(failing=[0]), [Request([1], 4), Request([2], 4)])
    broken, whole = sorted(traces, key=lambda trace: trace.whole)
    assert broken.failure == "It broke. Ask again."
    assert broken.tokens == 2
    assert whole.tokens == 4


def test_a_request_may_wait_for_what_others_hear() -> None:
    """It is sent when `ready` returns, and that moment is kept."""
    heard = threading.Semaphore(0)
    late = Request([2], 1, ready=heard.acquire)
    early, later = read_together(TokenWriter(), [Request([1], 3, heard=heard.release), late])
    assert later.asked_s >= early.first_s
