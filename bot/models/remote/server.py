"""An OpenAI-compatible server over HTTP: one request, and the events of its answer.

The only file of the remote model that imports httpx and httpx-sse; their exceptions end here.
Knows nothing of what events and refusals say. What holds for every request:

- Redirects are not followed, so the key goes to nobody but the address that the user named.
- Proxies of the environment and `.netrc` are not used: the server is the user's own, often on this
  machine, and a proxy would be sent the key and every question. Certificates of the environment
  (`SSL_CERT_FILE`) are, for servers with an institute's own.
- Each request has a connection of its own, which can be cut without harm to another's. That costs
  0.7 ms on one machine, an answer takes seconds.
"""

import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from httpx_sse import EventSource, SSEError

from bot.errors import ModelError, SettingsInvalid
from bot.models.remote.failures import ServerFailures
from bot.models.remote.line import Deadline, Line
from bot.models.remote.request import Body
from bot.models.remote.retry import Unavailable

_REFUSAL_BYTES = 64 * 1024  # of an error's body are read


class OutOfTime(Exception):
    """The deadline of a request came before the end of its answer."""


class RemoteServer:
    """One server and the key to it. Safe to use from any number of threads."""

    def __init__(
        self, url: str, *, api_key: str | None, connect_timeout_s: float, read_timeout_s: float
    ) -> None:
        """Take note of the address; nothing is contacted. Raises SettingsInvalid."""
        self.address = server_address(url)
        key = _checked(api_key)
        self.failures = ServerFailures(self.address, key)
        self._connect_timeout_s = connect_timeout_s
        self._read_timeout_s = read_timeout_s
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            headers=headers,
            verify=httpx.create_ssl_context(),
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )
        self._guard = threading.Lock()
        self._lines: set[Line] = set()
        self._closed = False

    def close(self) -> None:
        """Hang up on every answer in progress; closing twice does no harm."""
        with self._guard:
            self._closed = True
            lines = tuple(self._lines)
        for line in lines:
            line.hang_up()
        self._client.close()

    @contextmanager
    def ask(self, body: Body, *, limit_bytes: int, deadline: Deadline) -> Iterator[Iterator[str]]:
        """Send a request; give the data of each event as it comes, hang up at the block's end.

        An answer beyond `limit_bytes` fails. Raises, also while the events are read: Unavailable
        where asking again may help, OutOfTime at the deadline, ContextOverflow, GenerationFailed.
        """
        if deadline.left_s == 0:
            raise OutOfTime
        with self._line() as line, line.until(deadline):
            try:
                with self._client.stream(
                    "POST",
                    f"{self.address}/v1/chat/completions",
                    json=body,
                    timeout=self._timeout(deadline),
                    extensions={"trace": line.watch},
                ) as response:
                    if response.status_code != httpx.codes.OK:
                        raise self.failures.refusal(
                            response.status_code,
                            response.headers.get("Retry-After"),
                            _beginning(response),
                        )
                    yield self._events(response, limit_bytes)
            except httpx.HTTPError as error:
                if deadline.left_s == 0 and not self._closed:
                    raise OutOfTime from error
                raise self._told(error) from error

    @contextmanager
    def _line(self) -> Iterator[Line]:
        line = Line()
        with self._guard:
            if self._closed:
                raise self.failures.gone()
            self._lines.add(line)
        try:
            yield line
        finally:
            with self._guard:
                self._lines.discard(line)

    def _timeout(self, deadline: Deadline) -> httpx.Timeout:
        left_s = math.inf if deadline.left_s is None else deadline.left_s
        return httpx.Timeout(self._read_timeout_s, connect=min(self._connect_timeout_s, left_s))

    def _events(self, response: httpx.Response, limit_bytes: int) -> Iterator[str]:
        """Yield the data of each event; a server cannot make us read or keep more than allowed."""
        content_type = response.headers.get("Content-Type", "")
        bounded = httpx.Response(
            response.status_code,
            headers={"Content-Type": content_type},
            stream=_Bounded(response, limit_bytes, self.failures.failed("does not stop sending")),
        )
        bounded.encoding = "utf-8"  # whatever the server calls it: events have no other
        for event in EventSource(bounded).iter_sse():
            yield event.data

    def _told(self, error: httpx.HTTPError) -> ModelError | Unavailable:
        """Translate what came in the place of an answer."""
        if self._closed:
            return self.failures.gone()
        match error:
            case httpx.ConnectError() | httpx.ConnectTimeout():
                remedy = "Start it, or check server in the settings."
                return Unavailable(
                    self.failures.failed("cannot be reached", str(error), remedy=remedy)
                )
            case httpx.ReadTimeout():
                return self.failures.failed(f"has been silent for {self._read_timeout_s:g} s")
            case SSEError():
                return self.failures.failed(
                    "does not answer with a stream of events",
                    remedy="Set server to the address of an OpenAI-compatible server.",
                )
            case httpx.NetworkError() | httpx.RemoteProtocolError():
                return Unavailable(self.failures.failed("broke the connection off", str(error)))
            case _:
                return self.failures.failed("cannot be asked", str(error))


class _Bounded(httpx.SyncByteStream):
    """The bytes of a response, not decompressed, up to a limit."""

    def __init__(self, response: httpx.Response, limit_bytes: int, beyond: ModelError) -> None:
        self._response = response
        self._limit_bytes = limit_bytes
        self._beyond = beyond

    def __iter__(self) -> Iterator[bytes]:
        done = 0
        for step in self._response.iter_raw():
            done += len(step)
            if done > self._limit_bytes:
                raise self._beyond
            yield step


def server_address(url: str) -> str:
    """Return scheme, host and path, without `/v1` and `/` at the end.

    Raises SettingsInvalid, which never repeats the address: it may hold a password.
    """
    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise _no_address("it cannot be read as one") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise _no_address("it does not begin with http:// or https:// and a host")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise _no_address("it holds more than scheme, host, port and path")
    path = parsed.path.rstrip("/").removesuffix("/v1")
    return str(parsed.copy_with(path=path or "/")).rstrip("/")


def _no_address(why: str) -> SettingsInvalid:
    return SettingsInvalid(
        f"The setting server is no address of a server: {why}.",
        remedy="Write it like http://127.0.0.1:8080; a key is set as server_key.",
    )


def _checked(api_key: str | None) -> str:
    key = (api_key or "").strip()
    if not re.fullmatch(r"[!-~]*", key):
        raise SettingsInvalid(
            "The setting server_key holds a space or a letter that no HTTP header can carry.",
            remedy="Copy the key again.",
        )
    return key


def _beginning(response: httpx.Response) -> bytes:
    """Return the body of an error, or as much of it as anybody would read."""
    body = b""
    for step in response.iter_raw():
        body += step
        if len(body) > _REFUSAL_BYTES:
            break
    return body
