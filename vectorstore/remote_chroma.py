"""A Chroma server elsewhere: its address and keys, and what it says when it will not do a thing.

It is asked who we are and for our database before Chroma's own client is made, because that
client waits for ever and tells a wrong tenant and a wrong certificate alike.
"""

import ipaddress
import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import httpx

from vectorstore.errors import StorageFailed

# A server on the way to which packets are dropped would be waited for 2 minutes by the system.
_CONNECT_S = 5.0
_API = "/api/v2"
_HOSTED = "api.trychroma.com"
_REJECTED = {401, 403}
_TOO_LARGE = 413
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class RemoteChroma:
    """Where the vectors of one library are, on a server.

    `address` is http(s)://host[:port][/path]; tenant and database are those that the server
    gives the token if not named. `unencrypted` lets the token go to another machine without TLS.
    `library` is the id of the one home that may use the collection.
    """

    address: str
    token: str | None = field(default=None, repr=False)
    tenant: str | None = None
    database: str | None = None
    collection: str | None = None
    unencrypted: bool = False
    library: str = ""
    answer_s: float = 60.0

    @property
    def collection_name(self) -> str:
        """Return the collection's name, the library's own unless one is set."""
        return self.collection or f"paperbot-{self.library}"

    @property
    def hosted(self) -> bool:
        """Return whether this is the hosted service, which has limits of its own."""
        return urlsplit(self.address).hostname == _HOSTED

    @property
    def timeout(self) -> httpx.Timeout:
        """Return how long the server is waited for."""
        return httpx.Timeout(self.answer_s, connect=_CONNECT_S)

    def headers(self) -> dict[str, str]:
        """Return the headers that carry the token: Chroma's own, and what proxies know."""
        if self.token is None:
            return {}
        own = {"X-Chroma-Token": self.token}
        return own if self.hosted else own | {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True, slots=True)
class Rooms:
    """Which tenant's database the server lets us into."""

    tenant: str
    database: str


def greet(place: RemoteChroma) -> Rooms:
    """Make sure that the server can be reached and lets us in. Raises StorageFailed."""
    _refuse_open_token(place)
    with (
        answered(place.address),
        httpx.Client(headers=place.headers(), timeout=place.timeout) as session,
    ):
        session.event_hooks = {"response": [Verdict(place.address)]}
        rooms = _rooms(place, _object(session.get(f"{place.address}{_API}/auth/identity")))
        tenant, database = (quote(name, safe="") for name in (rooms.tenant, rooms.database))
        for path, what, name in (
            (f"/tenants/{tenant}", "tenant", rooms.tenant),
            (f"/tenants/{tenant}/databases/{database}", "database", rooms.database),
        ):
            if not session.get(f"{place.address}{_API}{path}").is_success:
                raise StorageFailed(
                    f"The Chroma server at {place.address} has no {what} {name!r}.",
                    remedy=f"Set chroma_{what} to one that this token may use.",
                )
    return rooms


@dataclass(frozen=True, slots=True)
class Verdict:
    """Tells an answer that is a failure as ours, apart from "not found", which Chroma words well.

    A hook of httpx, because Chroma raises a bare Exception for words it does not know.
    """

    address: str

    def __call__(self, response: httpx.Response) -> None:
        """Raise StorageFailed for a failure."""
        if response.is_success:
            return
        response.read()
        kind, message = _chroma_error(response)
        if kind == "NotFoundError":
            return
        status = response.status_code
        if status in _REJECTED or kind in {"AuthError", "AuthorizationError"}:
            raise StorageFailed(
                f"The Chroma server at {self.address} does not let us in (status {status}).",
                remedy="Check chroma_token, and that it may use the tenant and the database.",
            )
        if status == _TOO_MANY or kind in {"RateLimitError", "QuotaError"}:
            raise StorageFailed(
                f"The Chroma server at {self.address} has a limit: {message}.",
                remedy="Wait, or have the limit raised, and run the command again.",
            )
        if status == _TOO_LARGE:
            raise StorageFailed(
                f"The Chroma server at {self.address} takes no request of this size.",
                remedy="Let its proxy take bodies of 1 MB (nginx: client_max_body_size).",
            )
        if kind is None and response.is_redirect | (status == httpx.codes.NOT_FOUND):
            raise _no_chroma(self.address, f"status {status} for {response.url.path}")
        raise StorageFailed(
            f"The Chroma server at {self.address} failed (status {status}: {message}).",
            remedy="Look into its log; run the command again once it is well: nothing is lost.",
        )


@contextmanager
def answered(address: str) -> Iterator[None]:
    """Tell a server that does not answer, or not safely. Raises StorageFailed."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise StorageFailed(
            f"The Chroma server at {address} does not answer in time.",
            remedy="Check the address in the setting chroma and the way to it; nothing is lost.",
        ) from error
    except httpx.TransportError as error:
        failure = _tls_failure(error)
        if failure is not None:
            raise StorageFailed(
                f"No safe connection to the Chroma server at {address}: {failure}.",
                remedy="Use the name in its certificate, name the authority that signed it with "
                "SSL_CERT_FILE, or write http:// if it has no TLS.",
            ) from error
        raise StorageFailed(
            f"The Chroma server at {address} cannot be reached ({error}).",
            remedy="Start it, or mend the address in the setting chroma; nothing is lost.",
        ) from error


def _refuse_open_token(place: RemoteChroma) -> None:
    parts = urlsplit(place.address)
    if place.token and parts.scheme == "http" and not place.unencrypted:
        if _is_loopback(parts.hostname or ""):
            return
        raise StorageFailed(
            f"The token would go to {place.address} unencrypted.",
            remedy="Use https://, or set chroma_unencrypted if the network between is your own.",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _object(response: httpx.Response) -> dict[str, object]:
    """Return the JSON object of an answer. Raises StorageFailed: something else answers there."""
    try:
        values = response.json()
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise _no_chroma(str(response.url.copy_with(path="/")), "the answer is no JSON object")
    return values


def _rooms(place: RemoteChroma, identity: dict[str, object]) -> Rooms:
    """Return the rooms that are set or, like Chroma's CloudClient, the only ones of the token."""
    tenant, databases = identity.get("tenant"), identity.get("databases")
    only = databases[0] if isinstance(databases, list) and len(databases) == 1 else None
    return Rooms(
        place.tenant or _named(tenant) or "default_tenant",
        place.database or _named(only) or "default_database",
    )


def _named(value: object) -> str | None:
    return value if isinstance(value, str) and value != "*" else None


def _chroma_error(response: httpx.Response) -> tuple[str | None, str]:
    """Return Chroma's name for an error, None if it is not Chroma's, and its words."""
    try:
        values = json.loads(response.text)
        return str(values["error"]), str(values["message"]).rstrip(".")
    except (ValueError, KeyError, TypeError):
        return None, response.reason_phrase or "no reason given"


def _no_chroma(address: str, why: str) -> StorageFailed:
    return StorageFailed(
        f"What answers at {address} is no Chroma server of version 1 ({why}).",
        remedy="Mend the setting chroma, with the port and any path of a proxy, or update it.",
    )


def _tls_failure(error: BaseException | None) -> str | None:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message
        if isinstance(error, ssl.SSLError):
            return error.reason or str(error)
        error = error.__cause__ or error.__context__
    return None
