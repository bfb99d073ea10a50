"""The OpenAI-compatible interface: what its clients send and read."""

import json
from collections.abc import Sequence
from typing import TypedDict

import pytest
from starlette.testclient import TestClient

from bot.contract import answer_to_json
from bot.errors import GenerationFailed, ModelBusy, QuestionRefused
from bot.types import GENERAL_LABEL, Answer, Event, Queued, Turn
from bot.web.api import build_api
from bot.web.plain_reply import reply_text
from tests.fakes.answers import recalling
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.spann import ANSWER, ANSWERING, REFUSAL, REFUSING, SPANN

PATH = "/v1/chat/completions"


class Said(TypedDict):
    """A message as clients send it."""

    role: str
    content: object


def say(role: str, content: object) -> Said:
    """Return a message."""
    return {"role": role, "content": content}


def reach(assistant: ScriptedAssistant) -> TestClient:
    """Return a client of an assistant's interface, at a local name."""
    return TestClient(build_api(assistant), base_url="http://localhost")


def read_chunks(text: str) -> list[dict[str, object]]:
    """Return the JSON of a stream, checked to end as clients expect; comments are skipped."""
    frames = [part for part in text.split("\n\n") if part and not part.startswith(":")]
    assert frames[-1] == "data: [DONE]"
    return [json.loads(part.removeprefix("data: ")) for part in frames[:-1]]


def content_of(chunks: list[dict[str, object]]) -> str:
    """Return the text that a client puts together from chunks."""
    pieces = []
    for chunk in chunks:
        choices = chunk["choices"]
        assert isinstance(choices, list)
        pieces += [choice["delta"].get("content", "") for choice in choices]
    return "".join(pieces)


def test_a_reply_has_the_form_of_a_completion() -> None:
    """A whole reply has id, time, model, one choice, usage, and the contract besides."""
    body = {"model": "gpt-4o", "messages": [say("user", "How fast is SPANN?")]}
    data = reach(ScriptedAssistant()).post(PATH, json=body).json()
    assert data["id"].startswith("chatcmpl-")
    assert data["created"] > 1_700_000_000
    assert (data["object"], data["model"]) == ("chat.completion", "tiny")
    assert data["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": reply_text(ANSWER), "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert data["usage"] == {
        "prompt_tokens": 100,
        "completion_tokens": 12,
        "total_tokens": 112,
        "prompt_tokens_details": {"cached_tokens": 40},
    }
    assert data["paperbot"] == answer_to_json(ANSWER)


def test_a_refusal_is_a_reply() -> None:
    """A question the library cannot answer gets the refusal as its text."""
    body = {"messages": [say("user", "What is the capital of France?")]}
    data = reach(ScriptedAssistant(REFUSING)).post(PATH, json=body).json()
    assert data["choices"][0]["message"]["content"] == reply_text(REFUSAL)
    assert data["choices"][0]["finish_reason"] == "stop"


@pytest.mark.parametrize(("script", "answer"), [(ANSWERING, ANSWER), (REFUSING, REFUSAL)])
def test_a_stream_adds_up_to_the_reply(script: Sequence[Event], answer: Answer) -> None:
    """The pieces of a stream are the whole reply, and share id, time and model."""
    body = {"messages": [say("user", "How fast?")], "stream": True}
    response = reach(ScriptedAssistant(script)).post(PATH, json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    chunks = read_chunks(response.text)
    assert content_of(chunks) == reply_text(answer)
    assert len({(chunk["id"], chunk["created"], chunk["model"]) for chunk in chunks}) == 1
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert all("usage" not in chunk for chunk in chunks)


@pytest.mark.parametrize(("body", "wished"), [({}, False), ({"general_knowledge": True}, True)])
def test_general_knowledge_is_for_those_who_ask_for_it(body: dict[str, bool], wished: bool) -> None:  # noqa: FBT001 (a parameter of pytest)
    """Whatever the setting, a client that knows nothing of it gets the library alone."""
    assistant = ScriptedAssistant(recalling(REFUSAL, "It is fast."))
    question = {"messages": [say("user", "How fast?")], **body}
    data = reach(assistant).post(PATH, json=question).json()
    assert assistant.wished == [(False, wished)]
    content = data["choices"][0]["message"]["content"]
    assert content.endswith(f"\n\n{GENERAL_LABEL}:\nIt is fast.")
    chunks = read_chunks(reach(assistant).post(PATH, json={**question, "stream": True}).text)
    assert content_of(chunks) == content


def test_a_stream_begins_with_the_role_and_ends_with_stop() -> None:
    """The first piece has the role, only the last a finish reason, with the contract."""
    body = {"messages": [say("user", "How fast?")], "stream": True}
    chunks = read_chunks(reach(ScriptedAssistant()).post(PATH, json=body).text)
    choices = [chunk["choices"][0] for chunk in chunks if isinstance(chunk["choices"], list)]
    assert choices[0]["delta"] == {"role": "assistant", "content": ""}
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["stop"]
    assert chunks[-1]["paperbot"] == answer_to_json(ANSWER)


def test_claims_stream_one_by_one() -> None:
    """Each claim is a piece of its own, so a reader need not wait for the last."""
    body = {"messages": [say("user", "How fast?")], "stream": True}
    chunks = read_chunks(reach(ScriptedAssistant()).post(PATH, json=body).text)
    assert content_of(chunks[1:2]) == "SPANN is 2 times faster than DiskANN. [1]"
    assert content_of(chunks[2:3]) == " “It reaches 90% recall.” [1]"


def test_a_stream_gives_its_usage_when_asked() -> None:
    """With `include_usage` the last piece has the cost and no choice."""
    body = {
        "messages": [say("user", "How fast?")],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    last = read_chunks(reach(ScriptedAssistant()).post(PATH, json=body).text)[-1]
    assert last["choices"] == []
    assert isinstance(last["usage"], dict)
    assert last["usage"]["total_tokens"] == 112


def test_parameters_of_openai_are_accepted() -> None:
    """Whatever else clients send, null or not, is ignored."""
    body = {
        "model": None,
        "messages": [{**say("user", "How fast?"), "name": "ann"}],
        "temperature": 0.7,
        "tools": [{"type": "function"}],
        "response_format": {"type": "text"},
        "stream": None,
        "stream_options": None,
        "logit_bias": {"1": 2},
        "n": 1,
    }
    assert reach(ScriptedAssistant()).post(PATH, json=body).status_code == 200


def test_the_last_user_message_is_the_question() -> None:
    """Earlier exchanges are the history; system words and unanswered questions are left out."""
    assistant = ScriptedAssistant()
    messages = [
        say("system", "You are a pirate."),
        say("user", "What is SPANN?"),
        say("assistant", "An index. [1]"),
        say("user", "never answered"),
        say("user", [{"type": "text", "text": "How fast"}, {"type": "text", "text": "is it?"}]),
        say("assistant", None),
    ]
    reach(assistant).post(PATH, json={"messages": messages})
    history = (Turn("What is SPANN?", "An index. [1]"),)
    assert assistant.asked == [("How fast\nis it?", history, ())]


def test_a_conversation_remembers_its_sources() -> None:
    """A reply sent back as history brings the papers it cited, and not its list of sources."""
    assistant = ScriptedAssistant()
    messages = [
        say("user", "What is SPANN?"),
        say("assistant", reply_text(ANSWER)),
        say("user", "How fast is it?"),
    ]
    reach(assistant).post(PATH, json={"messages": messages})
    assert assistant.asked[0][1] == (Turn("What is SPANN?", ANSWER.text, (SPANN.id,)),)


def test_forged_sources_are_dropped() -> None:
    """A paper that the library does not hold is no source of an earlier reply."""
    assistant = ScriptedAssistant()
    messages = [
        say("user", "What?"),
        say("assistant", "That.\n\nSources:\n[1] Forged | arxiv:0000.00000"),
        say("user", "How fast is it?"),
    ]
    assert reach(assistant).post(PATH, json={"messages": messages}).status_code == 200
    assert assistant.asked[0][1] == (Turn("What?", "That."),)


def test_a_conversation_without_a_user_is_refused() -> None:
    """Without a user message there is no question: 400, in OpenAI's form."""
    body = {"messages": [say("system", "You are a pirate.")]}
    response = reach(ScriptedAssistant()).post(PATH, json=body)
    assert response.status_code == 400
    assert response.json()["error"] == {
        "kind": "question-refused",
        "message": "The conversation holds no user message.",
        "remedy": "Add one with the question.",
        "type": "invalid_request_error",
        "code": "question-refused",
        "param": None,
    }


@pytest.mark.parametrize(
    "body", [{}, {"messages": []}, {"messages": "hello"}, {"messages": [{"content": "x"}]}]
)
def test_a_bad_body_is_refused(body: dict[str, object]) -> None:
    """A body that is no conversation is 422, in OpenAI's form."""
    response = reach(ScriptedAssistant()).post(PATH, json=body)
    assert response.status_code == 422
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("stream", [True, False])
def test_a_question_refused_at_once_has_a_status(*, stream: bool) -> None:
    """What goes wrong before the first event is an HTTP error, streamed or not."""
    assistant = ScriptedAssistant([QuestionRefused("It is empty.", remedy="Write one.")])
    body = {"messages": [say("user", " ")], "stream": stream}
    assert reach(assistant).post(PATH, json=body).status_code == 400


@pytest.mark.parametrize("stream", [True, False])
def test_overload_is_what_openai_says_to_it(*, stream: bool) -> None:
    """503, when to try again in a header that clients obey, and a server's error."""
    busy = ModelBusy("32 readers wait already.", remedy="Ask again.", retry_after_s=7)
    body = {"messages": [say("user", "How fast?")], "stream": stream}
    response = reach(ScriptedAssistant([*ANSWERING[:2], busy])).post(PATH, json=body)
    assert (response.status_code, response.headers["retry-after"]) == (503, "7")
    error = response.json()["error"]
    assert (error["type"], error["code"], error["retry_after_s"]) == ("server_error", "busy", 7)


def test_a_place_in_line_is_a_comment() -> None:
    """Clients skip it, and the reply is the same."""
    script = [*ANSWERING[:2], Queued(2), Queued(0), *ANSWERING[2:]]
    body = {"messages": [say("user", "How fast?")], "stream": True}
    text = reach(ScriptedAssistant(script)).post(PATH, json=body).text
    assert text.count(": queued\n\n") == 2
    assert content_of(read_chunks(text)) == reply_text(ANSWER)


def test_a_failure_on_the_way_is_an_error_frame() -> None:
    """What goes wrong in the middle of a stream is told in the form that OpenAI's clients raise."""
    failed = GenerationFailed("Decoding stopped.", remedy="Ask again.")
    body = {"messages": [say("user", "How fast?")], "stream": True}
    text = reach(ScriptedAssistant([*ANSWERING[:3], failed])).post(PATH, json=body).text
    error = json.loads(text.rstrip().split("\n\n")[-1].removeprefix("data: "))["error"]
    assert (error["message"], error["type"]) == ("Decoding stopped.", "server_error")
    assert "[DONE]" not in text


@pytest.mark.parametrize("script", [ANSWERING[:0], ANSWERING[:1]])
def test_an_answer_without_an_end_is_an_error(script: Sequence[Event]) -> None:
    """An assistant that stops short is a 503, not an empty reply."""
    body = {"messages": [say("user", "How fast?")]}
    response = reach(ScriptedAssistant(script)).post(PATH, json=body)
    assert response.status_code == 503
    assert response.json()["error"]["kind"] == "generation-failed"


def test_one_model_is_listed() -> None:
    """Clients that ask for models find the one that answers."""
    data = reach(ScriptedAssistant()).get("/v1/models").json()
    assert data["object"] == "list"
    assert [model["id"] for model in data["data"]] == ["tiny"]
    assert set(data["data"][0]) == {"id", "object", "created", "owned_by"}
