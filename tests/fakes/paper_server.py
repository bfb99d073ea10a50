"""A real HTTP server on loopback that answers as it was told, and notes what it was asked."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says; nothing at all, and the connection cut, for status 0."""

    body: str | bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its path with the query, unquoted, and its headers in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(slots=True)
class PaperServer:
    """Replies by path, given in turn and the last one again and again; 404 for any other."""

    address: str
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answers(self, path: str, *replies: Reply) -> str:
        """Set the replies of a path, and return its address."""
        self.replies[path] = list(replies)
        return f"{self.address}{path}"

    def next_reply(self, asked: Asked) -> Reply:
        """Note a request and return its reply: 304 where the client has the answer already."""
        self.asked.append(asked)
        waiting = self.replies.get(asked.path, [Reply("nothing here", 404)])
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        for name, condition in (("ETag", "if-none-match"), ("Last-Modified", "if-modified-since")):
            if name in reply.headers and asked.headers.get(condition) == reply.headers[name]:
                return Reply(status=304)
        return reply


@contextmanager
def paper_server() -> Iterator[PaperServer]:
    """Serve on a free port until the end of the block."""
    served = PaperServer("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ConnectionError):  # a client that heard enough
                super().handle()

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = served.next_reply(Asked(unquote(self.path), headers))
            self.close_connection = reply.status == 0
            if self.close_connection:
                return
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its parameter)
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
