"""A Chroma server is told from what is none, and every refusal says what to do."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import trustme
from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from tests.fakes.chroma_server import chroma_server, free_port, proxy
from tests.fakes.serving import serving
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.fakes import HashedEmbedder
from vectorstore.remote_chroma import RemoteChroma, Rooms, greet
from vectorstore.vectors import VectorIndex

TOKEN = "a token that nobody may see"  # noqa: S105 (of our own proxy)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real Chroma server without token or TLS."""
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Return an authority that signs certificates and that nobody trusts yet."""
    return trustme.CA()


@pytest.fixture(scope="module")
def guarded(server: str, authority: trustme.CA) -> Iterator[str]:
    """Return the address of a proxy before that server, with TLS, that asks for the token."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    with proxy(server, token=TOKEN, tls=tls) as address:
        yield address


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the authority, as a user would that has one of their own."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def refusal(place: RemoteChroma) -> StorageFailed:
    """Return why a place is refused; the token is in no message."""
    with pytest.raises(StorageFailed) as caught:
        greet(place)
    assert TOKEN not in f"{caught.value} {place!r}"
    return caught.value


def test_a_server_gives_its_default_rooms(server: str) -> None:
    """Nothing but its address has to be known."""
    assert greet(RemoteChroma(server)) == Rooms("default_tenant", "default_database")


@pytest.mark.usefixtures("trusted")
def test_token_and_tls_are_carried_all_the_way(guarded: str, embedder: HashedEmbedder) -> None:
    """An index behind a proxy works like any other."""
    place = RemoteChroma(guarded, token=TOKEN, library="guarded")
    index = VectorIndex.create(place, generation="one", embedder=embedder.fingerprint)
    with closing(index):
        index.upsert([("arxiv:1", 0)], embedder.embed_passages(["rivers and seas"]))
        (near,) = index.query(embedder.embed_query("rivers and seas"), 1)
    assert near.paper_id == "arxiv:1"


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("token", [None, "another"])
def test_a_wrong_token_is_told(guarded: str, token: str | None) -> None:
    """The remedy names the setting."""
    refused = refusal(RemoteChroma(guarded, token=token))
    assert "does not let us in (status 401)" in refused.message
    assert "chroma_token" in refused.remedy


def test_no_code_of_a_server_is_run(server: str) -> None:
    """An embedding function that it names is refused before Chroma's client makes it."""
    function = {"type": "known", "name": "sentence_transformer", "config": {"model_name": "evil"}}
    collection = {
        "name": "trapped",
        "metadata": {"library": "mine", "generation": "one"},
        "configuration": {"embedding_function": function},
    }
    rooms = "api/v2/tenants/default_tenant/databases/default_database"
    made = httpx.post(f"{server}/{rooms}/collections", json=collection)
    assert made.is_success
    with pytest.raises(IndexOutOfDate, match="embedding function"):
        VectorIndex.open(RemoteChroma(server, collection="trapped", library="mine"))


def test_an_untrusted_certificate_is_told(guarded: str) -> None:
    """Nothing is sent to whom we cannot know."""
    refused = refusal(RemoteChroma(guarded, token=TOKEN))
    assert "No safe connection" in refused.message
    assert "SSL_CERT_FILE" in refused.remedy


def test_tls_to_a_server_without_it_is_told(server: str) -> None:
    """The remedy says how the address would have to begin."""
    refused = refusal(RemoteChroma(server.replace("http://", "https://"), token=TOKEN))
    assert "No safe connection" in refused.message
    assert "http://" in refused.remedy


@pytest.mark.parametrize("what", ["tenant", "database"])
def test_an_unknown_room_is_told(server: str, what: str) -> None:
    """Tenant and database are told apart, odd letters and all."""
    named = {
        "tenant": RemoteChroma(server, tenant="no/such"),
        "database": RemoteChroma(server, database="no/such"),
    }
    refused = refusal(named[what])
    assert f"has no {what} 'no/such'" in refused.message
    assert f"chroma_{what}" in refused.remedy


def test_an_unreachable_server_is_told_at_once() -> None:
    """The address is named."""
    address = f"http://127.0.0.1:{free_port()}"
    refused = refusal(RemoteChroma(address))
    assert address in refused.message
    assert "cannot be reached" in refused.message


def test_a_server_that_never_answers_is_given_up() -> None:
    """A reader does not wait for ever."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        refused = refusal(RemoteChroma(address, answer_s=0.1))
    assert "does not answer in time" in refused.message


def test_a_server_that_goes_away_is_told(tmp_path: Path, embedder: HashedEmbedder) -> None:
    """An open index says so too, and goes on when the server is back."""
    with chroma_server(tmp_path) as address:
        place = RemoteChroma(address, library="leaving")
        index = VectorIndex.create(place, generation="one", embedder=embedder.fingerprint)
    with closing(index), pytest.raises(StorageFailed, match="cannot be reached"):
        index.query(embedder.embed_query("rivers"), 1)


def test_a_token_is_not_sent_in_the_open() -> None:
    """Another machine gets it by TLS only, unless the network between is said to be safe."""
    place = RemoteChroma("http://192.0.2.1:8000", token=TOKEN, answer_s=0.1)
    assert "chroma_unencrypted" in refusal(place).remedy
    local = replace(place, address=f"http://127.0.0.1:{free_port()}")
    assert "cannot be reached" in refusal(local).message


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (PlainTextResponse("hello"), "is no Chroma server"),
        (PlainTextResponse("moved", status_code=302), "is no Chroma server"),
        (PlainTextResponse("none", status_code=404), "is no Chroma server"),
        (PlainTextResponse("bad gateway", status_code=502), "failed (status 502"),
        (PlainTextResponse("slow down", status_code=429), "has a limit"),
        (PlainTextResponse("too large", status_code=413), "no request of this size"),
        (JSONResponse({"error": "QuotaError", "message": "300 a write"}, 400), "300 a write"),
        (JSONResponse({"error": "InternalError", "message": "no disk"}, 500), "no disk"),
        (JSONResponse({"error": "NewError", "message": "too new"}, 400), "too new"),
        (JSONResponse({"error": "AuthError", "message": "no"}, 400), "does not let us in"),
        (JSONResponse(["no", "object"]), "is no Chroma server"),
    ],
)
def test_what_is_no_chroma_server_or_fails_is_told(answer: Response, told: str) -> None:
    """Whatever answers there, a person learns what it was."""
    app = FastAPI()
    app.add_api_route("/api/v2/auth/identity", lambda: answer, methods=["GET"])
    with serving(app) as address:
        assert told in refusal(RemoteChroma(address.rstrip("/"))).message


def test_the_hosted_service_gets_its_own_header_only() -> None:
    """Others get the token as their proxies know it, too."""
    hosted = RemoteChroma("https://api.trychroma.com", token=TOKEN)
    assert hosted.headers() == {"X-Chroma-Token": TOKEN}
    own = RemoteChroma("https://chroma.example.org", token=TOKEN)
    assert own.headers()["Authorization"] == f"Bearer {TOKEN}"
    assert RemoteChroma("https://chroma.example.org").headers() == {}
