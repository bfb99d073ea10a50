"""Many readers of the page at once: who waits for the model holds up nobody else."""

import asyncio
import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI

from bot.web.api import build_api
from bot.web.page import mount_page
from tests.fakes.patience import wait_until
from tests.fakes.scripted_assistant import InLine, ScriptedAssistant
from tests.fakes.serving import serving

# More than the 40 threads that Gradio, and the server besides, has unless told otherwise.
CROWD = 44


@dataclass(frozen=True)
class Visitor:
    """A reader of the page without a browser: speaks Gradio's own protocol."""

    client: httpx.Client
    session: str
    config: dict[str, list[dict[str, object]]] = field(repr=False)

    def press(self, part: str, event: str, values: list[object]) -> None:
        """Set off the callback of a part's event."""
        ids = {
            component["id"]: props.get("elem_id")
            for component in self.config["components"]
            if isinstance(props := component["props"], dict)
        }
        places = [
            place
            for place, callback in enumerate(self.config["dependencies"])
            if isinstance(targets := callback["targets"], list)
            and any((ids.get(target), name) == (part, event) for target, name in targets)
        ]
        body = {"fn_index": places[0], "data": values, "session_hash": self.session}
        self.client.post("/gradio_api/queue/join", json=body).raise_for_status()

    def hear(self) -> Generator[str, None, None]:
        """Yield what the server sends, up to the end of a callback."""
        with self.client.stream(
            "GET", "/gradio_api/queue/data", params={"session_hash": self.session}
        ) as response:
            for line in response.iter_lines():
                yield line
                if "process_completed" in line:
                    return


@pytest.fixture
def line() -> InLine:
    """Return the script of those who wait until the test is over."""
    return InLine(3)


@pytest.fixture
def assistant(line: InLine) -> ScriptedAssistant:
    """Return an assistant at which everybody waits."""
    return ScriptedAssistant(line)


@pytest.fixture
def client(assistant: ScriptedAssistant, line: InLine) -> Iterator[httpx.Client]:
    """Serve page and interface for programs; return a client of them."""

    async def build() -> FastAPI:  # outside of a loop, Gradio opens loops that it never closes
        return mount_page(build_api(assistant), assistant)

    with (
        serving(asyncio.run(build())) as url,
        httpx.Client(base_url=url, timeout=5, trust_env=False) as opened,
    ):
        yield opened
        line.over.set()


def visit(client: httpx.Client, name: str) -> Visitor:
    """Return a new reader of the page."""
    return Visitor(client, name, client.get("/config").json())


def test_readers_in_line_hold_up_nobody(client: httpx.Client, assistant: ScriptedAssistant) -> None:
    """With 44 readers of the page in line, another finds papers, and programs are answered."""
    for place in range(CROWD):
        visit(client, f"reader{place}").press(
            "question", "submit", ["How fast?", None, None, False]
        )
    assert wait_until(lambda: len(assistant.asked) == CROWD, timeout_s=10)
    for path in ("/", "/healthz", "/api/papers", "/api/search?q=disk"):
        assert client.get(path).is_success
    other = visit(client, "other")
    other.press("words", "submit", ["spann", None])
    assert "SPANN: Highly-efficient" in "".join(other.hear())


def test_leaving_the_page_in_line_frees_the_place(
    client: httpx.Client, assistant: ScriptedAssistant
) -> None:
    """A tab that is closed while its reader waits is noticed within a second."""
    reader = visit(client, "leaving")
    with client.stream("GET", f"/gradio_api/heartbeat/{reader.session}") as heartbeat:
        beats = heartbeat.iter_lines()  # kept: httpx hangs up once nobody holds it
        next(beats)
        reader.press("question", "submit", ["How fast?", None, None, False])
        with closing(reader.hear()) as frames:
            waiting = next(frame for frame in frames if "ahead of you" in frame)
    assert json.loads(waiting.removeprefix("data: "))["msg"] == "process_generating"
    assert wait_until(lambda: assistant.closed, timeout_s=1)
