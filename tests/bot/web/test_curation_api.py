"""Adding, marking and deleting over HTTP, and who may not."""

import json
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.contract import paper_to_json
from bot.web import uploads
from bot.web.api import build_api
from bot.web.curation import Curator
from tests.fakes.patience import wait_until
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.spann import SLASHED, SPANN
from vectorstore.errors import SourceUnreadable
from vectorstore.records import Paper

OURS = {"X-Paperbot": "test"}
NEW = Paper(id="arxiv:2409.13740", title="New", abstract="It is new.")
LINES = b"""{"title": "One paper", "abstract": "It says one thing."}
{"title": "No abstract"}
{"title": "Another paper", "abstract": "It says another."}
"""


@pytest.fixture
def assistant() -> ScriptedAssistant:
    """Return an assistant whose network has one paper and one failure."""
    failure = SourceUnreadable("hf:daily cannot be reached.", remedy="Try again.")
    return ScriptedAssistant(network={"arxiv:2409.13740": [NEW], "hf:daily": failure})


@pytest.fixture(autouse=True)
def upload_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep uploads in a folder of the test's, which must be empty again at its end."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.iterdir()) == []


def reach(assistant: ScriptedAssistant, *, read_only: bool = False) -> TestClient:
    """Return a client of an assistant's interface, open to any host as behind `--host`."""
    curator = Curator(assistant, read_only=read_only)
    api = build_api(assistant, curator=curator, allowed_hosts=None)
    return TestClient(api, raise_server_exceptions=False)


def test_papers_are_added_by_id(assistant: ScriptedAssistant) -> None:
    """An arXiv number is enough; the report is that of `paperbot add`."""
    response = reach(assistant).post("/api/papers", json={"source": "2409.13740"})
    assert response.json() == {
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": [],
        "ids": [NEW.id],
    }
    assert assistant.added == ["arxiv:2409.13740"]


@pytest.mark.parametrize("form", [True, False])
def test_a_file_is_uploaded(assistant: ScriptedAssistant, *, form: bool) -> None:
    """In a form or as the whole body; what is no paper is told by the file's own name."""
    client = reach(assistant)
    if form:
        response = client.post("/api/papers", headers=OURS, files={"file": ("../p.jsonl", LINES)})
    else:
        response = client.post("/api/papers?name=../p.jsonl", headers=OURS, content=LINES)
    report = response.json()
    assert (report["added"], len(report["ids"])) == (2, 2)
    (rejected,) = report["rejected"]
    assert (rejected["source"], rejected["where"]) == ("p.jsonl", "line 2")
    assert assistant.count() == 4


def test_several_files_are_one_addition(assistant: ScriptedAssistant) -> None:
    """Files of one name are kept apart, a hidden one is read, and one that is none is told."""
    files = [
        ("file", ("a.jsonl", LINES)),
        ("file", ("A.jsonl", LINES.replace(b"One", b"Third"))),
        ("file", (".b.txt", b"\xff\xfe\x00nothing of the kind")),
    ]
    report = reach(assistant).post("/api/papers", headers=OURS, files=files).json()
    assert report["added"] == 3
    assert {item["source"] for item in report["rejected"]} == {"a.jsonl", "2 A.jsonl", "b.txt"}


@pytest.mark.parametrize(
    "source", ["/etc/passwd", "samples", "file:///etc/passwd", "http://127.0.0.1:22/", ""]
)
def test_nothing_of_the_server_is_read(assistant: ScriptedAssistant, source: str) -> None:
    """Paths and the server's own ports are refused before the library hears of them."""
    response = reach(assistant).post("/api/papers", json={"source": source})
    assert response.status_code == 400
    assert response.json()["error"]["kind"] == "source-refused"
    assert assistant.added == []


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "text/plain; application/json",
        None,
    ],
)
def test_another_sites_form_adds_nothing(
    assistant: ScriptedAssistant, content_type: str | None
) -> None:
    """Whatever a form of another site can send lacks the header, and is refused."""
    headers = {"content-type": content_type} if content_type else {}
    body = b'--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n--x--'
    for content in (body, json.dumps({"source": "2409.13740"}).encode()):
        response = reach(assistant).post("/api/papers", headers=headers, content=content)
        assert response.status_code == 403
        assert response.json()["error"]["kind"] == "header-missing"
    assert assistant.added == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_other_sites_get_no_leave_to_send_more(assistant: ScriptedAssistant, method: str) -> None:
    """A browser that asks first (for JSON, our header, PATCH, DELETE) gets no permission."""
    asks = {
        "origin": "https://evil.example",
        "access-control-request-method": method,
        "access-control-request-headers": "x-paperbot,content-type",
    }
    response = reach(assistant).options(f"/api/papers/{SPANN.id}", headers=asks)
    assert response.status_code == 405
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_an_upload_has_a_limit(
    assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it the upload is cut off, whether it says its length or not."""
    bounded = uploads.received
    monkeypatch.setattr(
        "bot.web.curation_api.received", lambda request: bounded(request, most_bytes=100)
    )
    client = reach(assistant)
    pieces = (b"x" * 60 for _ in range(3))
    for response in (
        client.post("/api/papers", headers=OURS, content=LINES),
        client.post("/api/papers", headers=OURS, content=pieces),
        client.post("/api/papers", headers=OURS, files={"file": ("a", LINES)}),
    ):
        assert response.status_code == 413
        assert response.json()["error"]["kind"] == "upload-too-large"
    assert assistant.added == []


def test_uploads_are_not_held_to_the_limit_of_questions(assistant: ScriptedAssistant) -> None:
    """A file may have more than a megabyte, JSON may not."""
    client = reach(assistant)
    big = LINES + b'{"title": "Big", "abstract": "x"}\n' * 60_000
    assert client.post("/api/papers", headers=OURS, content=big).json()["added"] == 3
    assert client.post("/api/papers", json={"source": "x" * 2_000_000}).status_code == 413


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ({"other": ("a", LINES)}, "source-refused"),
        ({"file": ("a", b"")}, "source-unreadable"),
        ({"file": ("a", b"\x00\x01\x02 nothing")}, "source-unreadable"),
    ],
)
def test_an_upload_that_is_none_is_told(
    assistant: ScriptedAssistant, files: dict[str, tuple[str, bytes]], kind: str
) -> None:
    """No file, an empty one, one of no known format: with a remedy, and no path of the server."""
    response = reach(assistant).post("/api/papers", headers=OURS, files=files)
    assert response.status_code in {400, 422}
    assert response.json()["error"]["kind"] == kind
    assert "paperbot-upload" not in response.text


def test_a_form_that_is_cut_off_is_told(assistant: ScriptedAssistant) -> None:
    """Half a form is refused with what to send."""
    headers = {**OURS, "content-type": "multipart/form-data"}
    response = reach(assistant).post("/api/papers", headers=headers, content=b"--x")
    assert response.status_code == 400
    assert "`file`" in response.json()["error"]["remedy"]


def test_a_source_that_fails_says_so(assistant: ScriptedAssistant) -> None:
    """The library's error comes with its remedy, and the next addition is not held up."""
    client = reach(assistant)
    response = client.post("/api/papers", json={"source": "hf:daily"})
    assert response.status_code == 422
    assert response.json()["error"]["message"] == "hf:daily cannot be reached."
    assert client.post("/api/papers", json={"source": "2409.13740"}).status_code == 200


def test_one_addition_at_a_time() -> None:
    """A second one, and a deletion, are refused meanwhile; reading and asking are not."""
    gate = threading.Event()
    assistant = ScriptedAssistant(network={"arxiv:2409.13740": [NEW]}, gate=gate)
    client = reach(assistant)
    adding = threading.Thread(
        target=client.post, args=("/api/papers",), kwargs={"json": {"source": "2409.13740"}}
    )
    adding.start()
    assert wait_until(lambda: client.get("/api/addition").json()["done"], timeout_s=5)
    for refused in (
        client.post("/api/papers", json={"source": "2409.13740"}),
        client.post("/api/papers", headers=OURS, content=LINES),
        client.delete(f"/api/papers/{SPANN.id}"),
    ):
        assert refused.status_code == 409
        assert refused.json()["error"]["kind"] == "adding"
    assert client.get("/api/papers").json()["total"] == 2
    assert client.patch(f"/api/papers/{SPANN.id}", json={"tags": ["a"]}).status_code == 200
    assert client.get("/api/addition").json()["running"] is True
    gate.set()
    adding.join(timeout=5)
    after = client.get("/api/addition").json()
    assert (after["running"], after["report"]["added"]) == (False, 1)


def test_tags_and_notes_are_set_apart(assistant: ScriptedAssistant) -> None:
    """What is left out stays; what is given is cleaned, kept and returned."""
    client = reach(assistant)
    client.patch(f"/api/papers/{SPANN.id}", json={"tags": ["to read", "To  Read", "\u202eevil"]})
    response = client.patch(f"/api/papers/{SPANN.id}", json={"notes": "Ask\r\nMira.\x00 "})
    assert response.json() == paper_to_json(assistant.paper(SPANN.id))
    assert response.json()["tags"] == ["to read", "evil"]
    assert response.json()["notes"] == "Ask\nMira."


@pytest.mark.parametrize(
    "body", [{"tags": "a"}, {"tags": ["\ud800"]}, {"title": "Mine"}, {"notes": None, "x": 1}]
)
def test_marks_that_cannot_be_meant_are_refused(
    assistant: ScriptedAssistant, body: dict[str, object]
) -> None:
    """A word for a list, half a sign, or a field that is not the reader's."""
    response = reach(assistant).patch(f"/api/papers/{SPANN.id}", content=json.dumps(body))
    assert response.status_code == 422
    assert assistant.paper(SPANN.id) == SPANN


def test_a_paper_is_deleted(assistant: ScriptedAssistant) -> None:
    """By its id, slashes and all; it is unknown from then on."""
    client = reach(assistant)
    assert client.delete(f"/api/papers/{SLASHED.id}").json() == {"deleted": [SLASHED.id]}
    assert client.get(f"/api/papers/{SLASHED.id}").status_code == 404
    assert client.delete(f"/api/papers/{SLASHED.id}").status_code == 404


def test_a_read_only_library_stays_as_it_is(assistant: ScriptedAssistant) -> None:
    """Every change is refused with what the owner can do; reading is as ever."""
    client = reach(assistant, read_only=True)
    for refused in (
        client.post("/api/papers", json={"source": "2409.13740"}),
        client.post("/api/papers", headers=OURS, content=LINES),
        client.patch(f"/api/papers/{SPANN.id}", json={"notes": "x"}),
        client.delete(f"/api/papers/{SPANN.id}"),
    ):
        assert refused.status_code == 403
        assert refused.json()["error"]["kind"] == "read-only"
    assert client.get("/api/papers").json()["total"] == 2
    assert client.get("/api/addition").json()["read_only"] is True
    assert (assistant.added, assistant.paper(SPANN.id)) == ([], SPANN)
