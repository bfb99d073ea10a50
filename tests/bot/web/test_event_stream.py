"""Streams over a real socket: events arrive as they happen, and leaving stops the work."""

import asyncio
import inspect
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect
from starlette.types import Message

from bot.web.api import build_api
from bot.web.event_stream import comment, frame, open_stream
from tests.fakes.scripted_assistant import ANSWERING, ScriptedAssistant

QUESTION = {"question": "How fast?"}
CHAT = {"messages": [{"role": "user", "content": "How fast?"}]}


@contextmanager
def serving(assistant: ScriptedAssistant) -> Iterator[httpx.Client]:
    """Serve an assistant on a free port of this machine, and return a client of it."""
    config = uvicorn.Config(build_api(assistant), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=5) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@pytest.mark.parametrize(
    ("path", "body", "second"),
    [
        ("/api/ask", QUESTION, "event: reading"),
        ("/v1/chat/completions", {**CHAT, "stream": True}, ": reading"),
    ],
)
def test_events_arrive_while_the_work_goes_on(
    path: str, body: dict[str, object], second: str
) -> None:
    """The first event is read before the assistant has gone on to the second."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with serving(assistant) as client, client.stream("POST", path, json=body) as response:
        lines = response.iter_lines()
        next(lines)
        assert assistant.yielded == 1
        gate.set()
        assert second in list(lines)
    assert assistant.yielded == len(ANSWERING)


@pytest.mark.parametrize(
    ("path", "body"),
    [("/api/ask", QUESTION), ("/v1/chat/completions", {**CHAT, "stream": True})],
)
def test_leaving_closes_the_generator(path: str, body: dict[str, object]) -> None:
    """A reader who goes away in the middle stops the work after the step that is running."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with serving(assistant) as client:
        with client.stream("POST", path, json=body) as response:
            next(response.iter_lines())
        assert not assistant.closed.is_set()
        time.sleep(0.05)  # the server is told of the disconnect while the step still runs
        gate.set()
        assert assistant.closed.wait(timeout=5)
        assert assistant.yielded <= 2
        outcomes = client.get("/metrics").text
    assert 'paperbot_questions_total{outcome="abandoned"} 1' in outcomes


def test_leaving_a_whole_reply_closes_the_generator() -> None:
    """A client that gives up on a reply that is not streamed stops the work as well."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with serving(assistant) as client:
        with pytest.raises(httpx.ReadTimeout):
            client.post("/v1/chat/completions", json=CHAT, timeout=0.2)
        gate.set()
        assert assistant.closed.wait(timeout=5)
        assert assistant.yielded <= 3


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
        stream = await open_stream(events, iter, CapacityLimiter(1))
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
        with pytest.raises(ClientDisconnect):
            await stream(scope, wait, refuse)

    events = count()
    asyncio.run(respond())
    assert inspect.getgeneratorstate(events) == inspect.GEN_CLOSED


def test_questions_that_wait_leave_the_server_free() -> None:
    """With 44 questions held up, more than the server's 40 threads, other addresses answer."""
    gate = threading.Event()
    assistant = ScriptedAssistant(gate=gate)
    with serving(assistant) as client:
        threads = [
            threading.Thread(target=client.post, args=("/api/ask",), kwargs={"json": QUESTION})
            for _ in range(44)
        ]
        for thread in threads:
            thread.start()
        try:
            deadline = time.monotonic() + 5
            while len(assistant.asked) < 16 and time.monotonic() < deadline:
                time.sleep(0.01)
            assert client.get("/healthz", timeout=2).is_success
            assert client.get("/api/papers", timeout=2).is_success
        finally:
            gate.set()
            for thread in threads:
                thread.join()
    assert len(assistant.asked) == 44


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
