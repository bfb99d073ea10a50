"""Who may ask, and how much they may send."""

import json
from collections.abc import Collection, Iterator

import pytest
from starlette.testclient import TestClient

from bot.web.admission import BODY_BYTES_MOST, LOCAL_HOSTS, hosts_for
from bot.web.api import build_api
from tests.fakes.scripted_assistant import ScriptedAssistant


def reach(
    assistant: ScriptedAssistant | None = None,
    *,
    allowed_hosts: Collection[str] | None = LOCAL_HOSTS,
) -> TestClient:
    """Return a client of an assistant's interface."""
    api = build_api(assistant or ScriptedAssistant(), allowed_hosts=allowed_hosts)
    return TestClient(api, base_url="http://127.0.0.1:7860")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]", "[::1]:7860"]
)
def test_local_names_are_served(host: str) -> None:
    """The names of this machine are accepted, whatever the port or the case."""
    assert reach().get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:7860",
        "",
        "[::1",
        "192.168.1.7",
    ],
)
@pytest.mark.parametrize("path", ["/healthz", "/api/papers", "/", "/nothing"])
def test_a_rebound_name_is_refused(host: str, path: str) -> None:
    """A name that another site points at this machine gets 403 everywhere, the page included."""
    response = reach().get(path, headers={"host": host})
    assert response.status_code == 403
    assert response.json()["error"]["kind"] == "host-refused"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "file://", "http://[::1"])
def test_a_page_of_another_site_may_not_post(origin: str) -> None:
    """A blind request from another site's page never reaches the assistant."""
    assistant = ScriptedAssistant()
    response = reach(assistant).post(
        "/api/ask", json={"question": "Work for me"}, headers={"origin": origin}
    )
    assert response.status_code == 403
    assert assistant.asked == []


def test_our_own_page_may_post() -> None:
    """The page's own requests carry a local origin."""
    headers = {"origin": "http://127.0.0.1:7860"}
    assert reach().post("/api/ask", json={"question": "x"}, headers=headers).status_code == 200


def test_a_refusal_under_v1_has_openai_fields() -> None:
    """OpenAI's clients find what they read in a refusal, too."""
    error = reach().get("/v1/models", headers={"host": "evil.example"}).json()["error"]
    assert (error["type"], error["code"]) == ("invalid_request_error", "host-refused")


def test_names_can_be_added_or_all_allowed() -> None:
    """Who serves a network lists its names, or allows any."""
    headers = {"host": "papers.example"}
    assert reach(allowed_hosts=["papers.example"]).get("/healthz", headers=headers).is_success
    assert reach(allowed_hosts=None).get("/healthz", headers=headers).is_success


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_loopback_serves_local_names_only(address: str) -> None:
    """Bound to loopback, only local names are expected."""
    assert hosts_for(address) == LOCAL_HOSTS


def test_another_loopback_address_is_a_name_too() -> None:
    """Bound to 127.0.0.2, that is a name to be called by."""
    assert hosts_for("127.0.0.2") == {*LOCAL_HOSTS, "127.0.0.2"}


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.7", "papers.example"])  # noqa: S104 - a value to judge, nothing is bound
def test_a_network_may_use_any_name(address: str) -> None:
    """Bound to a network, the machine's names are not known."""
    assert hosts_for(address) is None


def test_a_long_body_is_refused() -> None:
    """A body over the limit is 413, with a remedy."""
    assistant = ScriptedAssistant()
    body = json.dumps({"question": "x" * BODY_BYTES_MOST})
    response = reach(assistant).post("/api/ask", content=body)
    assert response.status_code == 413
    assert response.json()["error"]["kind"] == "body-too-large"
    assert assistant.asked == []


def test_a_long_body_without_a_length_is_refused() -> None:
    """A body that comes in pieces is counted as it comes."""

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 65_536

    assert reach().post("/v1/chat/completions", content=pieces()).status_code == 413


def test_a_body_in_pieces_is_put_together() -> None:
    """A body under the limit arrives whole, however it was sent."""
    assistant = ScriptedAssistant()
    headers = {"content-type": "application/json"}
    pieces = iter([b'{"question":', b' "How fast?"', b"}"])
    response = reach(assistant).post("/api/ask", content=pieces, headers=headers)
    assert response.status_code == 200
    assert assistant.asked == [("How fast?", (), ())]
