"""The interface for programs: addresses, answers as they come, and failures."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from bot.contract import (
    answer_to_json,
    error_to_json,
    event_to_json,
    hits_to_json,
    paper_to_json,
    record_to_json,
    summary_to_json,
)
from bot.errors import DeadlinePassed, GenerationFailed, ModelBusy, QuestionRefused
from bot.types import Answer, Event, Queued, Turn
from bot.web.api import build_api
from bot.web.metrics import Metrics
from tests.fakes.answers import LOAD, recalling
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.spann import (
    ANSWER,
    ANSWERING,
    REFUSAL,
    REFUSING,
    SENTENCES,
    SLASHED,
    SPANN,
    SUMMARY,
)
from vectorstore.errors import HomeInUse, ReportedError
from vectorstore.records import Filters, Record, Version

BUSY = ModelBusy("32 readers wait already.", remedy="Ask again in 7 s.", retry_after_s=7)


def reach(assistant: ScriptedAssistant, *, metrics: Metrics | None = None) -> TestClient:
    """Return a client of an assistant's interface, at a local name."""
    api = build_api(assistant, metrics=metrics)
    return TestClient(api, base_url="http://127.0.0.1:7860", raise_server_exceptions=False)


def read_events(text: str) -> list[tuple[str, object]]:
    """Return the names and data of a stream of server-sent events."""
    events = []
    for block in text.removesuffix("\n\n").split("\n\n"):
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def test_papers_come_in_pages() -> None:
    """A page of papers has whole records and says where it stands."""
    response = reach(ScriptedAssistant()).get("/api/papers", params={"offset": 1, "limit": 1})
    assert response.json() == {
        "papers": [paper_to_json(SLASHED)],
        "total": 2,
        "offset": 1,
        "limit": 1,
    }


@pytest.mark.parametrize(
    "query", ["offset=-1", "limit=0", "limit=201", "offset=99999999999999999999", "limit=many"]
)
def test_a_page_has_bounds(query: str) -> None:
    """A page that is negative, empty or huge is refused and the parameter named."""
    response = reach(ScriptedAssistant()).get(f"/api/papers?{query}")
    assert response.status_code == 422
    error = response.json()["error"]
    assert error["kind"] == "request-invalid"
    assert query.split("=", maxsplit=1)[0] in error["message"]


def test_a_paper_comes_with_numbered_sentences() -> None:
    """One paper has its abstract, sentences with their numbers, origins and older words."""
    older = Version(1, "SPANN", "SPANN is fast.", None, "2026-11-23T09:00:00Z")
    record = Record(SPANN, "2026-11-20T08:00:00Z", (), (older,))
    response = reach(ScriptedAssistant(records={SPANN.id: record})).get(f"/api/papers/{SPANN.id}")
    assert response.json() == record_to_json(record, SENTENCES)
    assert response.json()["older"][0]["abstract"] == "SPANN is fast."
    usual = reach(ScriptedAssistant()).get(f"/api/papers/{SPANN.id}").json()
    assert usual["origins"][0]["place"] == "papers.jsonl"


@pytest.mark.parametrize("written", [SLASHED.id, "doi:10.1000%2Fa%2Fb(1)"])
def test_a_doi_is_an_address(written: str) -> None:
    """A paper id with slashes is found, escaped or not."""
    response = reach(ScriptedAssistant()).get(f"/api/papers/{written}")
    assert response.json()["paper_id"] == SLASHED.id


def test_an_unknown_paper_is_not_found() -> None:
    """An unknown paper id is 404, with a remedy."""
    response = reach(ScriptedAssistant()).get("/api/papers/arxiv:0000.00000")
    assert response.status_code == 404
    assert response.json()["error"] == {
        "kind": "paper-unknown",
        "message": "No paper “arxiv:0000.00000”.",
        "remedy": "Search for it.",
    }


def test_a_search_passes_every_filter_on() -> None:
    """A search gives hits, and hands its filters to the library."""
    tagged = [replace(paper, tags=("to read",)) for paper in (SPANN, SLASHED)]
    assistant = ScriptedAssistant(shelf=tagged)
    found = hits_to_json(assistant.search("vector search", k=3), 0)["hits"]
    filters = {"after": "2021", "before": "2024-09-20", "author": "Chen", "category": "cs.DB"}
    filters["tag"] = "to read"
    response = reach(assistant).get(
        "/api/search", params={"q": "vector search", "k": 3, "source": "jsonl", **filters}
    )
    assert response.json()["hits"] == found
    assert response.json()["ms"] >= 0
    wanted = Filters("2021", "2024-09-20", "Chen", "cs.DB", "jsonl", "to read")
    assert assistant.searched[1:] == [("vector search", 3, wanted)]


@pytest.mark.parametrize("query", ["", "q=", "q=x&k=0", "q=x&k=101", "q=x&after=yesterday"])
def test_a_search_that_cannot_be_meant_is_refused(query: str) -> None:
    """No query, an absurd count or a date in words is 422."""
    assistant = ScriptedAssistant()
    assert reach(assistant).get(f"/api/search?{query}").status_code == 422
    assert assistant.searched == []


@pytest.mark.parametrize(
    ("script", "name", "answer"),
    [(ANSWERING, "answered", ANSWER), (REFUSING, "refused", REFUSAL)],
)
def test_a_question_streams_its_steps(script: Sequence[Event], name: str, answer: Answer) -> None:
    """Every event comes in order, one line of JSON each; the last has the whole contract."""
    response = reach(ScriptedAssistant(script)).post("/api/ask", json={"question": "How fast?"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["cache-control"] == "no-cache"
    events = read_events(response.text)
    assert events == [event_to_json(event) for event in script]
    assert events[-1] == (name, answer_to_json(answer))


def test_a_question_brings_its_conversation() -> None:
    """History and the papers a question is narrowed to reach the assistant."""
    assistant = ScriptedAssistant()
    turn = {"question": "What is SPANN?", "answer": "An index. [1]", "paper_ids": [SPANN.id]}
    body = {"question": "How fast is it?", "history": [turn], "paper_ids": [SPANN.id]}
    reach(assistant).post("/api/ask", json=body)
    history = (Turn("What is SPANN?", "An index. [1]", (SPANN.id,)),)
    assert assistant.asked == [("How fast is it?", history, (SPANN.id,))]


@pytest.mark.parametrize(
    ("body", "wished"),
    [
        ({}, (False, None)),
        ({"standalone": True, "general_knowledge": True}, (True, True)),
        ({"general_knowledge": False}, (False, False)),
    ],
)
def test_a_question_says_how_it_is_to_be_taken(
    body: dict[str, bool], wished: tuple[bool, bool | None]
) -> None:
    """As it stands, and with the model's own knowledge; unsaid, that is the setting's."""
    assistant = ScriptedAssistant()
    reach(assistant).post("/api/ask", json={"question": "How fast?", **body})
    assert assistant.wished == [wished]


def test_general_knowledge_streams_behind_the_refusal() -> None:
    """First why there is no answer, then what the model says; the last has both."""
    script = recalling(REFUSAL, "It is fast.")
    response = reach(ScriptedAssistant(script)).post("/api/ask", json={"question": "How fast?"})
    events = read_events(response.text)
    names = [name for name, _ in events]
    assert names == ["searching", "declined", "recalling", "recalling", "refused"]
    assert events[-1] == ("refused", answer_to_json(replace(REFUSAL, general="It is fast.")))


def test_a_question_needs_no_conversation() -> None:
    """History and papers may be left out, the paper ids of a turn too."""
    assistant = ScriptedAssistant()
    client = reach(assistant)
    client.post("/api/ask", json={"question": "a"})
    client.post("/api/ask", json={"question": "b", "history": [{"question": "a", "answer": "x"}]})
    assert assistant.asked == [("a", (), ()), ("b", (Turn("a", "x"),), ())]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (QuestionRefused("The question is empty.", remedy="Write one."), 400),
        (HomeInUse("The library is in use.", remedy="Close the other program."), 503),
    ],
)
def test_a_question_refused_at_once_has_a_status(error: ReportedError, status: int) -> None:
    """What goes wrong before the first event is an HTTP error, not a stream."""
    response = reach(ScriptedAssistant([error])).post("/api/ask", json={"question": " "})
    assert response.status_code == status
    assert response.json() == {
        "error": {"kind": error.kind, "message": error.message, "remedy": error.remedy}
    }


def test_a_failure_on_the_way_is_the_last_event() -> None:
    """What goes wrong once the model is at work ends the stream with the error's object."""
    failed = GenerationFailed("Decoding stopped.", remedy="Ask again.")
    assistant = ScriptedAssistant([*ANSWERING[:3], failed])
    response = reach(assistant).post("/api/ask", json={"question": "How fast?"})
    assert read_events(response.text)[-1] == (
        "error",
        {
            "error": {
                "kind": "generation-failed",
                "message": "Decoding stopped.",
                "remedy": "Ask again.",
            }
        },
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": "How fast?"}),
        ("/api/summaries", {"paper_id": SPANN.id, "level": "tldr"}),
    ],
)
@pytest.mark.parametrize("error", [BUSY, DeadlinePassed("Too late.", remedy="Ask again.")])
def test_a_model_that_takes_no_work_has_a_status(
    path: str, body: dict[str, object], error: ReportedError
) -> None:
    """Though the search went well: 503 with the time to wait, or 504, and the error's object."""
    assistant = ScriptedAssistant([*ANSWERING[:2], error], queued=[error])
    response = reach(assistant).post(path, json=body)
    busy = isinstance(error, ModelBusy)
    assert response.status_code == (503 if busy else 504)
    assert response.headers.get("retry-after") == ("7" if busy else None)
    assert response.json() == error_to_json(error)


def test_a_model_that_is_busy_later_says_so_in_the_stream() -> None:
    """The time to wait is in the error's object."""
    response = reach(ScriptedAssistant([*ANSWERING[:3], BUSY])).post(
        "/api/ask", json={"question": "How fast?"}
    )
    assert read_events(response.text)[-1] == ("error", error_to_json(BUSY))


def test_a_place_in_line_is_an_event_when_it_changes() -> None:
    """The same place again is a comment, to notice a client that has gone."""
    places = map(Queued, [0, 2, 2, 1, 0, 0])
    script = [*ANSWERING[:2], *places, *ANSWERING[2:]]
    text = reach(ScriptedAssistant(script)).post("/api/ask", json={"question": "How fast?"}).text
    blocks = [block for block in text.split("\n\n") if "queued" in block]
    assert blocks == [
        ": queued",
        'event: queued\ndata: {"place":2}',
        ": queued",
        'event: queued\ndata: {"place":1}',
        'event: queued\ndata: {"place":0}',
        ": queued",
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"question": 7}',
        b'{"question": "x", "history": "y"}',
        b'{"question": "\\ud800"}',
        b'{"question": "x", "paper_ids": ["\\ud800"]}',
    ],
)
def test_a_bad_body_is_refused_in_words(body: bytes) -> None:
    """A body that is no question is 422 and no question is asked."""
    assistant = ScriptedAssistant()
    headers = {"content-type": "application/json"}
    response = reach(assistant).post("/api/ask", content=body, headers=headers)
    assert response.status_code == 422
    assert set(response.json()["error"]) == {"kind", "message", "remedy"}
    assert assistant.asked == []


def test_a_refused_body_is_not_echoed() -> None:
    """An error names the field, it does not repeat what was sent."""
    body = {"question": "x", "paper_ids": "secret" * 1000}
    response = reach(ScriptedAssistant()).post("/api/ask", json=body)
    assert "secret" not in response.text


def test_an_overlong_question_reaches_the_assistant() -> None:
    """20,001 characters, escaped in JSON, pass the size limit: the assistant refuses them."""
    assistant = ScriptedAssistant([QuestionRefused("It is too long.", remedy="Shorten it.")])
    response = reach(assistant).post("/api/ask", json={"question": "\U0001f600" * 20_001})
    assert response.status_code == 400
    assert len(assistant.asked[0][0]) == 20_001


def test_a_summary_is_the_contract() -> None:
    """A summary is asked for by paper and level."""
    body = {"paper_id": SPANN.id, "level": "tldr"}
    response = reach(ScriptedAssistant()).post("/api/summaries", json=body)
    assert response.json() == summary_to_json(SUMMARY)


@pytest.mark.parametrize(("paper_id", "level", "status"), [("x", "tldr", 404), ("x", "long", 422)])
def test_a_summary_of_nothing_is_refused(paper_id: str, level: str, status: int) -> None:
    """An unknown paper is 404, an unknown level 422."""
    body = {"paper_id": paper_id, "level": level}
    assert reach(ScriptedAssistant()).post("/api/summaries", json=body).status_code == status


def test_health_names_model_and_library() -> None:
    """The health address says which model answers over how many papers."""
    assert reach(ScriptedAssistant()).get("/healthz").json() == {
        "status": "ok",
        "papers": 2,
        "model": {"name": "tiny", "quant": "Q4_1", "small": True},
        "readers": None,
    }


def test_health_counts_readers() -> None:
    """Where the model knows, it says how many it answers and how many wait."""
    health = reach(ScriptedAssistant(load=LOAD)).get("/healthz").json()
    assert health["readers"] == {"answering": 8, "waiting": 3}


def test_metrics_count_questions() -> None:
    """What was asked over HTTP is counted, together with what the page counts."""
    metrics = Metrics()
    assert list(metrics.counted(ScriptedAssistant(REFUSING).ask("on the page")))
    client = reach(ScriptedAssistant(), metrics=metrics)
    client.post("/api/ask", json={"question": "over HTTP"})
    response = client.get("/metrics")
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = response.text.splitlines()
    assert 'paperbot_questions_total{outcome="answered"} 1' in lines
    assert 'paperbot_questions_total{outcome="refused"} 1' in lines


def test_a_fault_of_ours_shows_no_trace() -> None:
    """An unexpected exception is a plain 500 in the same form."""

    class Broken(ScriptedAssistant):
        def count(self) -> int:
            raise ZeroDivisionError("a secret detail")

    response = reach(Broken()).get("/healthz")
    assert response.status_code == 500
    assert response.json()["error"]["kind"] == "internal"
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("GET", "/api/nothing", 404, "not-found"),
        ("DELETE", "/api/papers", 405, "method-not-allowed"),
        ("GET", "/docs", 404, "not-found"),
    ],
)
def test_other_addresses_are_refused_alike(method: str, path: str, status: int, kind: str) -> None:
    """Unknown addresses and methods have the same form of error; the CDN's pages are off."""
    response = reach(ScriptedAssistant()).request(method, path)
    assert (response.status_code, response.json()["error"]["kind"]) == (status, kind)


def test_the_schema_names_every_address() -> None:
    """The interface describes itself."""
    paths = reach(ScriptedAssistant()).get("/api/openapi.json").json()["paths"]
    assert set(paths) == {
        "/api/papers",
        "/api/papers/{paper_id}",
        "/api/addition",
        "/api/search",
        "/api/ask",
        "/api/summaries",
        "/v1/chat/completions",
        "/v1/models",
        "/healthz",
        "/metrics",
    }


def test_other_sites_get_no_leave() -> None:
    """No CORS header invites another site's page to read answers."""
    response = reach(ScriptedAssistant()).get("/api/papers")
    assert not [name for name in response.headers if name.startswith("access-control")]
