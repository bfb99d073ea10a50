"""What a request must be before anything reads it: sent to a known name, and of bounded size.

A page of another site can point its own name at 127.0.0.1 (DNS rebinding) or post to it blindly;
its browser then still sends the site's name in `Host` or `Origin`. Knows no route but the prefixes
of the interface for programs.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.failures import failure

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# 20,000 characters escaped as surrogate pairs are 240 kB; the rest is room for a conversation.
BODY_BYTES_MOST = 1_048_576
_BOUNDED = ("/api/", "/v1/")
# Where files are uploaded: they are written to the disk as they come, up to a limit of their own.
ADDITIONS = "/api/papers"


def hosts_for(bound_to: str) -> Collection[str] | None:
    """Return the names to accept when bound to an address: local ones on loopback, else any."""
    if bound_to == "localhost":
        return LOCAL_HOSTS
    try:
        local = ipaddress.ip_address(bound_to).is_loopback
    except ValueError:
        local = False
    return LOCAL_HOSTS | {bound_to} if local else None


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """ASGI middleware that refuses a `Host` or `Origin` outside `allowed`, names in lower case."""

    app: ASGIApp
    allowed: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403."""
        stranger = self._stranger(scope)
        if stranger is None:
            await self.app(scope, receive, send)
            return
        response = failure(
            HTTPStatus.FORBIDDEN,
            "host-refused",
            f"The request's {stranger} header does not name this server.",
            "Use http://127.0.0.1 or http://localhost; for other machines, serve at another host.",
            path=scope["path"],
        )
        await response(scope, receive, send)

    def _stranger(self, scope: Scope) -> str | None:
        """Return the header that names an unknown host, None where all is well."""
        if scope["type"] not in ("http", "websocket"):
            return None
        headers = Headers(scope=scope)
        if _hostname("//" + headers.get("host", "")) not in self.allowed:
            return "Host"
        origin = headers.get("origin")
        if origin is not None and _hostname(origin) not in self.allowed:
            return "Origin"
        return None


@dataclass(frozen=True, slots=True)
class BodyLimit:
    """ASGI middleware that refuses long bodies on the interface for programs, declared or not.

    The body is read whole before the application starts: it is small, and an application never
    sees half of one. Uploaded files are left to `bot.web.uploads`; the page takes none.
    """

    app: ASGIApp
    most_bytes: int = BODY_BYTES_MOST

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its body, or answer 413."""
        if scope["type"] != "http" or not scope["path"].startswith(_BOUNDED) or _uploads(scope):
            await self.app(scope, receive, send)
            return
        body = await self._read(receive)
        if body is None:
            response = failure(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "body-too-large",
                f"The request's body has more than {self.most_bytes:,} bytes.",
                "Send a shorter question and less of the conversation.",
                path=scope["path"],
            )
            await response(scope, receive, send)
            return
        pending: list[Message] = [body]

        async def replay() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, replay, send)

    async def _read(self, receive: Receive) -> Message | None:
        """Return the body as one message (or the disconnect that came first), None if too long."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            body += message.get("body", b"")
            if len(body) > self.most_bytes:
                return None
            if not message.get("more_body", False):
                return {"type": "http.request", "body": bytes(body), "more_body": False}


def is_json(headers: Headers) -> bool:
    """Say whether a body is announced as JSON, as no form of a page can announce its own."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def _uploads(scope: Scope) -> bool:
    posted = scope["method"] == "POST" and scope["path"] == ADDITIONS
    return posted and not is_json(Headers(scope=scope))


def _hostname(address: str) -> str | None:
    """Return the name in an address, in lower case and without port, None if there is none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
