"""A real Chroma server on loopback, and a proxy before it that asks for a token over TLS.

Chroma's own server (1.5.9) knows neither tokens nor TLS: both are left to such a proxy.
"""

import http.client
import socket
import ssl
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

_START_S = 60.0


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Run `chroma run` over a folder on a free port; give its address."""
    port = free_port()
    program = Path(sysconfig.get_path("scripts")) / "chroma"
    command = [
        str(program),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        f"{port}",
    ]
    with subprocess.Popen(  # noqa: S603 (our own)
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as server:
        try:
            _wait_for(server, port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.kill()


def free_port() -> int:
    """Return a port on loopback that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def proxy(behind: str, *, token: str, tls: ssl.SSLContext) -> Iterator[str]:
    """Pass requests that carry the token on to `behind`, over TLS; give the proxy's address."""
    parts = urlsplit(behind)

    class Passing(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def do_DELETE(self) -> None:
            self._pass_on()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its parameter)
            """Say nothing."""

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("X-Chroma-Token") != token:
                return self._answer(401, b"<h1>401 Authorization Required</h1>", "text/html")
            onward = http.client.HTTPConnection(parts.hostname or "", parts.port)
            try:
                headers = {"Content-Type": "application/json"}
                onward.request(self.command, self.path, body, headers)
                answer = onward.getresponse()
                return self._answer(answer.status, answer.read(), "application/json")
            finally:
                onward.close()

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        assert server.poll() is None, "chroma run ended"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("chroma run did not listen in time")
