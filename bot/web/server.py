"""One server for the page and the HTTP API. Knows no model and no store."""

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import uvicorn

from bot.assistant import Assistant
from bot.errors import AddressRefused
from bot.web.admission import hosts_for
from bot.web.api import build_api
from bot.web.curation import Curator
from bot.web.metrics import Metrics
from bot.web.page import mount_page
from bot.web.work import ANSWERS_AT_ONCE

# A page that is open in a browser keeps its stream open: it must not hold up the end for ever.
_FAREWELL_S = 2
# Whoever comes when the line is full must still reach the model, to be told so.
_TO_BE_REFUSED = 8


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that takes connections already; they are answered once the server runs."""

    socket: socket.socket
    host: str

    @property
    def url(self) -> str:
        """The address to open in a browser."""
        port = self.socket.getsockname()[1]
        return f"http://[{self.host}]:{port}" if ":" in self.host else f"http://{self.host}:{port}"


@contextmanager
def listen(host: str, port: int) -> Iterator[Listener]:
    """Take an address, before anything slow is done for it; port 0 takes any that is free.

    Raises AddressRefused.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.create_server(address, family=family)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(
            f"The page cannot be served at {host}, port {port}: {_reason(error)}.",
            remedy="Choose another port with --port (0 takes a free one), or another --host.",
        ) from error
    with bound:
        yield Listener(bound, host)


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, UnicodeError):
        return "that is no host name"
    # `create_server` adds the address to the system's words; a resolver's errors have their own
    known = error.errno is not None and error.errno > 0
    return os.strerror(error.errno or 0) if known else str(error.strerror)


def run(assistant: Assistant, listener: Listener, *, line: int, read_only: bool) -> None:
    """Serve until interrupted; `line` is how many readers the model lets wait.

    A `read_only` library is changed neither from the page nor over HTTP.
    """
    load = assistant.load
    answers_at_once = load.sequences + line + _TO_BE_REFUSED if load else ANSWERS_AT_ONCE
    metrics = Metrics()
    curator = Curator(assistant, read_only=read_only)
    api = build_api(
        assistant,
        metrics=metrics,
        curator=curator,
        allowed_hosts=hosts_for(listener.host),
        answers_at_once=answers_at_once,
    )
    mount_page(api, assistant, metrics=metrics, curator=curator, answers_at_once=answers_at_once)
    config = uvicorn.Config(
        api, log_level="warning", timeout_graceful_shutdown=_FAREWELL_S, server_header=False
    )
    server = uvicorn.Server(config)
    # Streams that are cut off at the end are no errors; each would log 60 lines.
    logging.getLogger("uvicorn.error").addFilter(lambda _record: not server.should_exit)
    with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has closed everything
        server.run(sockets=[listener.socket])
