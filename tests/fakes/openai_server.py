"""An OpenAI-compatible server on this machine that answers by a script and notes what it was asked.

It speaks HTTP over a real socket, so that what only a socket can do (break, be cut, stay silent,
split a letter over two packets) can be played.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

_STREAM = {"Content-Type": "text/event-stream"}


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: `steps` are sent one chunk each, then it ends, breaks off, or waits.

    `broken` closes the connection without the end of the body. `held` waits until the client hangs
    up. `silent` does so before anything is said, the status included.
    """

    steps: Sequence[bytes] = ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: _STREAM)
    broken: bool = False
    held: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]  # JSON: the tests look into it


class OpenAIServer(AbstractContextManager["OpenAIServer"]):
    """Gives its replies in turn, the last one ever after."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = replies
        self.asked: list[Asked] = []
        self.arrived = threading.Event()  # a request that is held has come
        self.left = threading.Event()  # a client has hung up on it
        self._guard = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def note(self, asked: Asked) -> Reply:
        """Remember a request; return what it is answered with."""
        with self._guard:
            self.asked.append(asked)
            return self.replies[min(len(self.asked), len(self.replies)) - 1]


def _handler_of(server: OpenAIServer) -> type[BaseHTTPRequestHandler]:
    """Return what http.server makes for every connection: it takes a class, not a function."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            reply = server.note(Asked(self.path, dict(self.headers), body))
            self.close_connection = True
            try:
                if not reply.silent:
                    self._play(reply)
                if reply.silent or reply.held:
                    server.arrived.set()
                    self.connection.recv(1)
                    server.left.set()
            except OSError:  # the client may leave whenever it likes
                server.left.set()

        def _play(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for step in reply.steps:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(step), step))
                self.wfile.flush()
            if not reply.held and not reply.broken:
                self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    return Handler


def event(value: object) -> bytes:
    """Return a server-sent event with a JSON value."""
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def says(text: str, **delta: str) -> bytes:
    """Return the event for a piece of the answer, and of other fields beside it."""
    return event({"choices": [{"index": 0, "delta": {"content": text, **delta}}]})


def ends(reason: str = "stop") -> bytes:
    """Return the event that ends the answer."""
    return event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


def costs(prompt: int, reused: int, completion: int) -> bytes:
    """Return the event with the tokens."""
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "prompt_tokens_details": {"cached_tokens": reused},
    }
    return event({"choices": [], "usage": usage})


DONE = b"data: [DONE]\n\n"


def answers(*pieces: str) -> Reply:
    """Return a whole and ordinary answer."""
    return Reply((*map(says, pieces), ends(), costs(34, 24, len(pieces)), DONE))


def refuses(status: int, error: object = None, **headers: str) -> Reply:
    """Return a refusal; `Retry_After` stands for the header Retry-After."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps({"error": error or {"message": "no", "type": "none", "code": status}})
    return Reply((body.encode(),), status, {"Content-Type": "application/json", **named})
