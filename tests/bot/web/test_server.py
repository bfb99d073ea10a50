"""The real server, as `paperbot serve` starts it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.errors import AddressRefused
from bot.web.server import listen

PAPERBOT = (sys.executable, "-c", "from bot.cli import main; main()")


@pytest.fixture(scope="module")
def server(
    starter_library: Path, models_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["subprocess.Popen[str]"]:
    """Start a server on a free port; it is stopped by the last test, or here."""
    home = shutil.copytree(starter_library, tmp_path_factory.mktemp("served") / "home")
    with subprocess.Popen(  # noqa: S603 (our own)
        [*PAPERBOT, "serve", "--port", "0", "--home", home],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PAPERBOT_MODELS_FOLDER": str(models_folder)},
    ) as process:
        yield process
        process.kill()


@pytest.fixture(scope="module")
def client(server: "subprocess.Popen[str]") -> Iterator[httpx.Client]:
    """Return a client of the address that the server said."""
    assert server.stdout is not None
    line = server.stdout.readline()
    assert line.startswith("paperbot is at http://127.0.0.1:")
    with httpx.Client(base_url=line.split()[3], trust_env=False, timeout=60) as opened:
        yield opened


@pytest.mark.model
def test_the_server_answers(client: httpx.Client) -> None:
    """The health check, the page, and a question to its last event."""
    assert client.get("/healthz").status_code == 200
    page = client.get("/")
    assert page.status_code == 200
    assert "paperbot" in page.text
    reply = client.post("/api/ask", json={"question": "What is SPANN?"})
    *_, name, data = reply.text.strip().splitlines()
    assert name == "event: answered"
    assert json.loads(data.removeprefix("data: "))["claims"]


@pytest.mark.model
def test_ctrl_c_ends_the_server_though_a_page_is_open(
    server: "subprocess.Popen[str]", client: httpx.Client
) -> None:
    """An open stream is cut after a moment; the status is 0 and nothing was complained of."""
    with client.stream("GET", "/gradio_api/heartbeat/none"):
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")


def test_an_address_is_taken_once() -> None:
    """The second listener is told the port and what to do, before anything slow began."""
    with listen("127.0.0.1", 0) as first:
        port = first.socket.getsockname()[1]
        assert first.url == f"http://127.0.0.1:{port}"
        with pytest.raises(AddressRefused, match=rf"port {port}: Address already in use\. "):
            listen("127.0.0.1", port).__enter__()
    with closing(socket.create_server(("127.0.0.1", port))):
        pass  # given back


@pytest.mark.parametrize("host", ["999.1.1.1", "no host", "x" * 300])
def test_a_host_that_is_none_is_refused(host: str) -> None:
    """The message has the host."""
    with pytest.raises(AddressRefused, match=host), listen(host, 0):
        pass
