"""Streams over a real socket: events arrive as they happen, and leaving stops the work."""

import asyncio
import inspect
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import httpx
import pytest
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect
from starlette.types import Message

from bot.web.api import build_api
from bot.web.event_stream import comment, frame, open_stream
from bot.web.work import ANSWERS_AT_ONCE
from tests.fakes.patience import wait_until
from tests.fakes.scripted_assistant import InLine, ScriptedAssistant
from tests.fakes.serving import serving
from tests.fakes.spann import ANSWERING, SPANN

QUESTION = {"question": "How fast?"}
SUMMARY = {"paper_id": SPANN.id, "level": "tldr"}
CHAT = {"messages": [{"role": "user", "content": "How fast?"}]}


@contextmanager
def reach(
    assistant: ScriptedAssistant, *, answers_at_once: int = ANSWERS_AT_ONCE
) -> Iterator[httpx.Client]:
    """Serve an assistant on a free port of this machine, and return a client of it."""
    api = build_api(assistant, answers_at_once=answers_at_once)
    limits = httpx.Limits(max_connections=100)
    with (
        serving(api) as url,
        httpx.Client(base_url=url, timeout=10, limits=limits, trust_env=False) as client,
    ):
        yield client


@pytest.mark.parametrize(
    ("path", "body", "next_line"),
    [
        ("/api/ask", QUESTION, "event: checking"),
        ("/v1/chat/completions", {**CHAT, "stream": True}, ": checking"),
    ],
)
def test_events_arrive_while_the_work_goes_on(
    path: str, body: dict[str, object], next_line: str
) -> None:
    """The events up to the model's first are read before the assistant has gone on."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with reach(assistant) as client, client.stream("POST", path, json=body) as response:
        lines = response.iter_lines()
        next(lines)
        assert assistant.yielded == 3
        gate.set()
        assert next_line in list(lines)
    assert assistant.yielded == len(ANSWERING)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/ask", QUESTION), ("/v1/chat/completions", {**CHAT, "stream": True})],
)
def test_leaving_closes_the_generator(path: str, body: dict[str, object]) -> None:
    """A reader who goes away in the middle stops the work after the step that is running."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with reach(assistant) as client:
        with client.stream("POST", path, json=body) as response:
            next(response.iter_lines())
            assert not assistant.closed
        time.sleep(0.05)  # the server is told of the disconnect while the step still runs
        gate.set()
        assert wait_until(lambda: assistant.closed)
        assert assistant.yielded <= 4
        outcomes = client.get("/metrics").text
    assert 'paperbot_questions_total{outcome="abandoned"} 1' in outcomes


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/ask", QUESTION), ("/v1/chat/completions", {**CHAT, "stream": True})],
)
def test_leaving_the_line_frees_the_place(path: str, body: dict[str, object]) -> None:
    """Who goes away from a stream while waiting for the model waits no more."""
    assistant = ScriptedAssistant(InLine(3))
    with reach(assistant) as client:
        with client.stream("POST", path, json=body) as response:
            next(response.iter_lines())
        assert wait_until(lambda: assistant.closed, timeout_s=1)


@pytest.mark.parametrize(
    ("path", "body"), [("/api/summaries", SUMMARY), ("/v1/chat/completions", CHAT)]
)
def test_giving_up_in_line_frees_the_place(path: str, body: dict[str, object]) -> None:
    """Who gives up on a whole reply while waiting for the model waits no more."""
    line = InLine(3)
    assistant = ScriptedAssistant(line, queued=line.queued())
    with reach(assistant) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post(path, json=body, timeout=0.3)
        assert wait_until(lambda: assistant.closed, timeout_s=1)


def test_a_generator_that_someone_holds_is_closed() -> None:
    """Closing does not wait for the garbage collector: a held generator ends as well."""

    def count() -> Generator[str, None, None]:
        yield "data: 1\n\n"
        yield "data: 2\n\n"

    async def refuse(_message: Message) -> None:
        raise OSError("the reader has left")

    async def wait() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def respond() -> None:
        stream = await open_stream(events, iter, CapacityLimiter(1), until=bool)
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
        with pytest.raises(ClientDisconnect):
            await stream(scope, wait, refuse)

    events = count()
    asyncio.run(respond())
    assert inspect.getgeneratorstate(events) == inspect.GEN_CLOSED


def test_questions_that_wait_leave_the_server_free() -> None:
    """With 44 questions in line, more than the server's own 40 threads, other addresses answer."""
    line = InLine(3)
    assistant = ScriptedAssistant(line)
    with reach(assistant) as client:
        threads = [
            threading.Thread(target=client.post, args=("/api/ask",), kwargs={"json": QUESTION})
            for _ in range(44)
        ]
        for thread in threads:
            thread.start()
        try:
            assert wait_until(lambda: len(assistant.asked) == 44)
            for path in ("/healthz", "/metrics", "/api/papers", "/api/search?q=disk"):
                assert client.get(path, timeout=2).is_success
        finally:
            line.over.set()
            for thread in threads:
                thread.join()
    assert len(assistant.closed) == 44


def test_more_questions_than_may_be_under_way_are_answered_in_the_end() -> None:
    """Five questions get through where two are allowed at once."""
    assistant = ScriptedAssistant(pause_s=0.002)
    with reach(assistant, answers_at_once=2) as client:
        threads = [
            threading.Thread(target=client.post, args=("/api/ask",), kwargs={"json": QUESTION})
            for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(assistant.closed) == 5


def test_a_frame_is_one_line_of_ascii() -> None:
    """Line breaks of every kind stay inside the JSON."""
    text = frame({"text": "a\nb\r\u2028\x85c"}, event="shown")
    assert text == 'event: shown\ndata: {"text":"a\\nb\\r\\u2028\\u0085c"}\n\n'
    assert text.isascii()


def test_a_frame_may_have_no_name() -> None:
    """OpenAI's frames have data only."""
    assert frame([1]) == "data: [1]\n\n"


def test_a_comment_is_skipped_by_clients() -> None:
    """A comment starts with a colon."""
    assert comment("reading") == ": reading\n\n"
