"""Connects to Chroma, in a folder or on a server, and translates what it raises.

Its telemetry stays off, its own embedder is never loaded (it downloads), and it is never served:
the HTTP server of versions 1.0.0 to 1.5.9 has an unfixed hole (CVE-2026-45829).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from chromadb.api.client import AdminClient, Client
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError, NotFoundError

from vectorstore.errors import IndexOutOfDate, LibraryError, StorageFailed
from vectorstore.remote_chroma import RemoteChroma, Verdict, answered, greet

# Chroma takes 5,461 records a call (SQLite's 32,766 parameters by 6).
_MAX_EMBEDDED = 5_000
# What the hosted service takes and returns; of 384 dimensions 0.6 MB, where nginx takes 1 MB.
_MAX_REMOTE = 300
_MAX_RESULTS = 1_000_000
# What stands in the place of an embedding function where there is none.
_NO_CODE = {"legacy", "unknown"}
# Chroma has one error for a full disk and for damage, and in it the words of SQLite or the system.
_DISK = {
    "disk is full": "the disk is full",
    "No space": "the disk is full",
    "disk I/O": "the disk reported an error",
}


@dataclass(frozen=True, slots=True)
class Connection:
    """An open client; how many records one call may write, and one query return."""

    client: Client
    max_records: int
    max_results: int = _MAX_RESULTS
    address: str | None = None

    @contextmanager
    def reported(self) -> Iterator[None]:
        """Raise IndexOutOfDate or StorageFailed for what Chroma raises in this block."""
        with self.answered():
            try:
                yield
            except ChromaError as error:
                raise _failure(error) from error

    def answered(self) -> AbstractContextManager[None]:
        """Raise StorageFailed where a server does not answer."""
        return nullcontext() if self.address is None else answered(self.address)

    def close(self) -> None:
        """Release the folder, or the connections to the server."""
        sessions = [] if self.address is None else _servers(self.client)
        with ExitStack() as closing:
            for server in sessions:
                closing.callback(server._session.close)  # noqa: SLF001 (Chroma leaves them open)
            self.client.close()


def connect(place: Path | RemoteChroma) -> Connection:
    """Open Chroma in a folder or on a server. Raises IndexOutOfDate, StorageFailed."""
    if isinstance(place, RemoteChroma):
        return _connect_remote(place)
    settings = Settings(
        is_persistent=True, persist_directory=str(place), anonymized_telemetry=False
    )
    try:
        return Connection(Client(settings=settings), _MAX_EMBEDDED)
    except (ChromaError, ValueError) as error:
        # Chroma keeps what it could not start and would hand it out again for this folder.
        SharedSystemClient._identifier_to_system.pop(str(place), None)  # noqa: SLF001 (no other way)
        raise _failure(error) from error


def without_code(collection: Collection) -> None:
    """Make sure that a collection names no embedding function. Raises IndexOutOfDate.

    Chroma's client makes, at the first writing, whichever one the server names: that may download
    a model and run its code.
    """
    model = collection._model  # noqa: SLF001 (its `schema` makes the functions it names)
    parts: list[object] = [model.configuration_json, model.serialized_schema]
    while parts:
        part = parts.pop()
        if isinstance(part, dict):
            function = part.get("embedding_function") or {}
            if not isinstance(function, dict) or function.get("type", "legacy") not in _NO_CODE:
                raise out_of_date("names an embedding function to be run, and is none of ours")
            parts.extend(part.values())
        elif isinstance(part, list):
            parts.extend(part)


def out_of_date(what: str) -> IndexOutOfDate:
    """Return the error of an index that can only be made anew."""
    return IndexOutOfDate(f"The vector index {what}.", remedy="Run `paperbot reindex`.")


def _connect_remote(place: RemoteChroma) -> Connection:
    rooms = greet(place)
    settings = Settings(
        chroma_api_impl="chromadb.api.fastapi.FastAPI",
        chroma_server_host=place.address,
        chroma_server_http_port=0,  # demanded, and not used beside a whole address
        chroma_server_ssl_verify=True,  # whatever the environment says
        chroma_server_headers=place.headers(),
        anonymized_telemetry=False,
    )
    with answered(place.address):
        client = Client(settings=settings, tenant=rooms.tenant, database=rooms.database)
    session = _servers(client)[0]._session  # noqa: SLF001 (the one way to a timeout: it has none)
    session.timeout = place.timeout
    session.event_hooks = {"response": [Verdict(place.address)]}
    most = _MAX_REMOTE if place.hosted else _MAX_RESULTS
    connection = Connection(client, _MAX_REMOTE, most, place.address)
    try:
        with connection.reported():
            limit = client.get_max_batch_size()
    except BaseException:
        connection.close()
        raise
    return replace(connection, max_records=min(limit, _MAX_REMOTE) if limit > 0 else _MAX_REMOTE)


def _servers(client: Client) -> list[FastAPI]:
    """Return what sends a remote client's requests: the second asked for tenant and database."""
    asking = (client, cast("AdminClient", client._admin_client))  # noqa: SLF001 (shown nowhere)
    return [cast("FastAPI", part._server) for part in asking]  # noqa: SLF001 (likewise)


def _failure(error: Exception) -> LibraryError:
    text = str(error)
    for words, why in _DISK.items():
        if words in text:
            return StorageFailed(
                f"The vector index cannot be written: {why}.",
                remedy="Free some disk space and run the command again: nothing is lost.",
            )
    state = "missing" if isinstance(error, NotFoundError) else "missing or damaged"
    return out_of_date(f"is {state} ({text})")
