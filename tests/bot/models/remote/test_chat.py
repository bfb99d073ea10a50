"""A chat model on a server: what is asked of it, what comes back, and every way it can fail."""

import gzip
import logging
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack

import pytest

from bot.errors import (
    ContextOverflow,
    DeadlinePassed,
    GenerationFailed,
    GrammarInvalid,
    ModelBusy,
    ModelError,
    SettingsInvalid,
)
from bot.models.remote.chat import RemoteChat
from bot.ports import ChatModel, Message, Piece, Sampling, Usage
from tests.fakes.openai_server import (
    DONE,
    OpenAIServer,
    Reply,
    answers,
    ends,
    event,
    refuses,
    says,
)

KEY = "sk-d0-not-tell"
COLOURS = [Message("system", "Be brief."), Message("user", "Name three colours.")]
PLAIN = Sampling()


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Close at the end of a test whatever it opened."""
    with ExitStack() as stack:
        yield stack


Open = Callable[..., RemoteChat]


@pytest.fixture
def chat(opened: ExitStack) -> Open:
    """Return a function that opens a chat model on the server of an address."""

    def open_chat(url: str, *, retries: int = 3, read_timeout_s: float = 30) -> RemoteChat:
        return opened.enter_context(
            RemoteChat(
                url,
                model="qwen3-4b",
                api_key=KEY,
                context_tokens=2048,
                read_timeout_s=read_timeout_s,
                retries=retries,
            )
        )

    return open_chat


@pytest.fixture
def play(opened: ExitStack) -> Callable[..., OpenAIServer]:
    """Return a function that starts a server with a script."""

    def start(*replies: Reply) -> OpenAIServer:
        return opened.enter_context(OpenAIServer(*replies))

    return start


Play = Callable[..., OpenAIServer]


def _finish(stream: Generator[Piece, None, Usage]) -> tuple[list[Piece], Usage]:
    costs = []

    def pieces() -> Iterator[Piece]:
        costs.append((yield from stream))

    said = list(pieces())
    return said, costs[0]


def _say(model: ChatModel, sampling: Sampling = PLAIN) -> tuple[str, Usage]:
    pieces, usage = _finish(model.stream(COLOURS, sampling))
    return "".join(map(str, pieces)), usage


def _fault(model: ChatModel, sampling: Sampling = PLAIN) -> ModelError:
    """Return what a stream that must fail fails with; the key is never in it."""
    with pytest.raises(ModelError) as caught:
        _say(model, sampling)
    assert KEY not in str(caught.value)
    return caught.value


def test_an_answer_streams_in_pieces_and_tells_its_cost(play: Play, chat: Open) -> None:
    """Pieces come as they were sent, the cost from the server's last event."""
    server = play(answers("red, ", "green, ", "blue"))
    pieces, usage = _finish(chat(server.url).stream(COLOURS, Sampling()))
    assert pieces == ["red, ", "green, ", "blue"]
    assert usage == Usage(prompt=34, reused=24, completion=3, finish="stop")


def test_nothing_is_asked_before_the_stream_is_read(play: Play, chat: Open) -> None:
    """Opening a model, counting, and asking for a stream contact nobody."""
    server = play(answers("red"))
    model = chat(server.url)
    model.count("red")
    model.stream(COLOURS, Sampling()).close()
    assert server.asked == []


def test_a_request_has_the_messages_the_model_and_the_key(play: Play, chat: Open) -> None:
    """At the address of chat completions."""
    server = play(answers("red"))
    _say(chat(server.url))
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    assert asked.body["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Name three colours."},
    ]
    assert asked.body["model"] == "qwen3-4b"


def test_without_a_key_no_header_is_sent(play: Play) -> None:
    """A server on this machine seldom wants one."""
    server = play(answers("red"))
    with RemoteChat(server.url, model="m", api_key=None, context_tokens=512) as model:
        _say(model)
    assert "Authorization" not in server.asked[0].headers


def test_letters_split_over_packets_stay_whole(play: Play, chat: Open) -> None:
    """Whatever the network makes of the bytes, even one at a time."""
    stream = b"".join(answers("naïve ", "Ångström 🙂").steps)
    server = play(Reply([bytes([byte]) for byte in stream]))
    assert _say(chat(server.url))[0] == "naïve Ångström 🙂"


def test_a_charset_other_than_that_of_events_is_passed_over(play: Play, chat: Open) -> None:
    """Events are UTF-8, whatever a server's headers say."""
    headers = {"Content-Type": "text/event-stream; charset=latin-1"}
    server = play(Reply(answers("Ångström").steps, headers=headers))
    assert _say(chat(server.url))[0] == "Ångström"


def test_thoughts_are_hidden(play: Play, chat: Open) -> None:
    """In tags split over events, and in fields of their own."""
    steps = [
        says("", reasoning_content="Which colours?"),
        says("", reasoning="Hm."),
        *map(says, ["<thi", "nk>green?</th", "ink>\n\n", "red <", "b"]),
        ends(),
        DONE,
    ]
    assert _say(chat(play(Reply(steps)).url))[0] == "red <b"


def test_comments_and_empty_events_are_passed_over(play: Play, chat: Open) -> None:
    """Servers send them to keep a connection open."""
    server = play(Reply([b": ping\n\n", b"data:\n\n", *answers("red").steps]))
    assert _say(chat(server.url))[0] == "red"


def test_the_limit_of_tokens_is_told(play: Play, chat: Open) -> None:
    """An answer cut at `max_tokens` says so."""
    server = play(Reply([says("red"), ends("length"), DONE]))
    assert _say(chat(server.url))[1].finish == "length"


def test_a_cost_that_is_not_told_is_estimated(play: Play, chat: Open) -> None:
    """A server that knows no `stream_options` leaves the counting to us."""
    server = play(Reply([says("red"), says(" green"), ends()]))
    assert _say(chat(server.url))[1] == Usage(prompt=8, reused=0, completion=2)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([says("red"), event({"error": {"message": "out of memory", "code": 500}})], "of memory"),
        ([says("red"), event({"object": "error", "message": "out of memory"})], "of memory"),
        ([says("red"), event({"error": "out of memory"})], "of memory"),
        ([says("red")], "before it was whole"),
        ([], "before it was whole"),
        ([says("red"), b"data: {red}\n\n", ends(), DONE], "no chunk"),
        ([says("red"), b"data: [1]\n\n", ends(), DONE], "no chunk"),
        ([says("red"), event({"choices": [{"delta": {"content": 1}}]})], "no chunk"),
        ([says("red"), b"data: " + b"[" * 100_000 + b"\n\n"], "no chunk"),
        ([b"\xff\xfe\x00" * 100], "before it was whole"),
        ([says("red"), ends("abort"), DONE], "broke its answer off: abort"),
    ],
)
def test_a_stream_that_goes_wrong_fails(
    play: Play, chat: Open, steps: list[bytes], words: str
) -> None:
    """An error in it, no end, or something of another form: what came is no answer."""
    fault = _fault(chat(play(Reply(steps)).url))
    assert isinstance(fault, GenerationFailed)
    assert words in fault.message


def test_a_connection_that_breaks_after_the_first_token_is_not_taken_up(
    play: Play, chat: Open
) -> None:
    """What has been shown cannot be begun anew."""
    server = play(Reply([says("red")], broken=True), answers("green"))
    fault = _fault(chat(server.url))
    assert isinstance(fault, GenerationFailed)
    assert "broke the connection off" in fault.message
    assert len(server.asked) == 1


def test_a_connection_that_breaks_before_the_first_token_is_taken_up(
    play: Play, chat: Open
) -> None:
    """Nobody has seen anything yet."""
    server = play(Reply(broken=True), answers("green"))
    assert _say(chat(server.url))[0] == "green"


def test_a_connection_that_breaks_after_the_end_does_no_harm(play: Play, chat: Open) -> None:
    """The answer was whole; only its cost is missing."""
    server = play(Reply([says("red"), ends()], broken=True))
    assert _say(chat(server.url)) == ("red", Usage(prompt=8, reused=0, completion=1))


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_server_that_cannot_yet_is_asked_again(play: Play, chat: Open, status: int) -> None:
    """One that is starting or overloaded may answer a moment later."""
    server = play(refuses(status, Retry_After="0"), answers("red"))
    assert _say(chat(server.url))[0] == "red"
    assert len(server.asked) == 2


def test_a_server_that_stays_busy_says_when_to_come_back(play: Play, chat: Open) -> None:
    """After the last try, with the server's own figure where it names one."""
    server = play(*[refuses(429, Retry_After="0")] * 2, refuses(429, Retry_After="17"))
    fault = _fault(chat(server.url, retries=2))
    assert isinstance(fault, ModelBusy)
    assert fault.retry_after_s == 17
    assert len(server.asked) == 3


def test_nobody_is_kept_waiting_for_long(play: Play, chat: Open) -> None:
    """Asked to come back in an hour or later, the reader is told at once."""
    server = play(refuses(503, Retry_After="90000"))
    fault = _fault(chat(server.url))
    assert isinstance(fault, ModelBusy)
    assert fault.retry_after_s == 3600
    assert len(server.asked) == 1


def test_a_gateway_that_never_reaches_its_server_fails(play: Play, chat: Open) -> None:
    """That is no line of readers."""
    fault = _fault(chat(play(refuses(502)).url, retries=0))
    assert isinstance(fault, GenerationFailed)
    assert "502" in fault.message


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_is_told_without_it(play: Play, chat: Open, status: int) -> None:
    """The remedy names the setting; whatever the server says of the key is left out."""
    server = play(refuses(status, {"message": f"Invalid key {KEY[:6]}..."}))
    fault = _fault(chat(server.url))
    assert isinstance(fault, GenerationFailed)
    assert "server_key" in fault.remedy
    assert KEY[:6] not in str(fault)
    assert len(server.asked) == 1


def test_a_server_that_repeats_the_key_is_not_quoted_with_it(play: Play, chat: Open) -> None:
    """Neither from a refusal nor from an error in the stream."""
    echo = {"message": f"bad request by {KEY}\x1b[31m\n\nat once"}
    refused, broken = play(refuses(400, echo)), play(Reply([event({"error": echo})]))
    for server in (refused, broken):
        assert "bad request by *** [31m at once" in _fault(chat(server.url)).message


def test_the_key_is_in_no_description_and_no_log(
    play: Play, chat: Open, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even where everything is logged."""
    with caplog.at_level(logging.DEBUG):
        model = chat(play(answers("red")).url)
        _say(model)
    assert KEY not in f"{model!r} {model.info!r} {caplog.text}"


@pytest.mark.parametrize(
    "error",
    [
        {"type": "exceed_context_size_error", "message": "request (1531 tokens) exceeds ..."},
        {"type": "BadRequestError", "message": "maximum context length is 4096 tokens, not 1531"},
        {"code": "context_length_exceeded", "message": "1531 tokens"},
    ],
)
def test_a_prompt_too_long_for_the_server_is_told_with_its_numbers(
    play: Play, chat: Open, error: dict[str, str]
) -> None:
    """As llama-server, vLLM and OpenAI put it."""
    fault = _fault(chat(play(refuses(400, error)).url))
    assert isinstance(fault, ContextOverflow)
    assert "1531" in fault.message


def test_a_server_without_grammars_says_so(play: Play, chat: Open) -> None:
    """Whoever asked can then ask without one."""
    error = {"message": "Grammar is not supported by this backend", "type": "BadRequestError"}
    fault = _fault(chat(play(refuses(400, error)).url), Sampling(grammar='root ::= "a"'))
    assert isinstance(fault, GrammarInvalid)
    assert "not supported" in fault.message


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refuses(404, {"message": "no model qwen3-4b"}), "no model qwen3-4b"),
        (refuses(500), "answered 500"),
        (Reply([b"<html>" * 20_000], 500, {"Content-Type": "text/html"}), "answered 500"),
        (Reply([b"<html>"], 200, {"Content-Type": "text/html"}), "stream of events"),
        (refuses(307, Location="http://127.0.0.1:9/"), "a redirect"),
    ],
)
def test_any_other_answer_fails_with_its_reason(
    play: Play, chat: Open, reply: Reply, words: str
) -> None:
    """Once: asking again would not help, and a redirect is never followed."""
    server = play(reply)
    fault = _fault(chat(server.url))
    assert isinstance(fault, GenerationFailed)
    assert words in fault.message
    assert len(server.asked) == 1


def test_nobody_at_the_address_is_told_with_it(chat: Open) -> None:
    """The address is named, and that something should be started there."""
    fault = _fault(chat("http://127.0.0.1:9/v1", retries=0))
    assert isinstance(fault, GenerationFailed)
    assert "http://127.0.0.1:9 cannot be reached" in fault.message


def test_proxies_of_the_environment_are_not_used(
    play: Play, chat: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would be told the key and every question."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    assert _say(chat(play(answers("red")).url))[0] == "red"


def test_a_server_that_does_not_stop_is_left(play: Play, chat: Open) -> None:
    """Neither a line nor an answer without end fills the memory."""
    server = play(Reply([b"data: " + b"x" * 2**20] * 8, held=True))
    assert "does not stop" in _fault(chat(server.url), Sampling(max_tokens=8)).message
    assert server.left.wait(5)


def test_compressed_answers_are_not_unpacked(play: Play, chat: Open) -> None:
    """They were not asked for, and a small one may hold a large one."""
    headers = {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}
    packed = gzip.compress(b"".join(answers("red").steps))
    assert "before it was whole" in _fault(chat(play(Reply([packed], headers=headers)).url)).message


@pytest.mark.parametrize("reply", [Reply(silent=True), Reply(held=True)])
def test_a_deadline_before_the_first_token_is_an_error(
    play: Play, chat: Open, reply: Reply
) -> None:
    """Whether the server has said that it will answer or not; it is hung up on."""
    server = play(reply)
    start = time.monotonic()
    fault = _fault(chat(server.url), Sampling(deadline_s=0.2))
    assert isinstance(fault, DeadlinePassed)
    assert 0.2 <= time.monotonic() - start < 5
    assert server.left.wait(5)


def test_a_deadline_later_ends_the_answer_with_what_there_is(play: Play, chat: Open) -> None:
    """What was held back as a possible tag is given up as well."""
    server = play(Reply([says("red, "), says("green <t")], held=True))
    text, usage = _say(chat(server.url), Sampling(deadline_s=0.3))
    assert text == "red, green <t"
    assert usage.finish == "deadline"
    assert server.left.wait(5)


def test_a_pause_that_would_outlast_the_deadline_is_not_made(play: Play, chat: Open) -> None:
    """What was in the way is told at once instead."""
    server = play(refuses(503, Retry_After="20"), answers("red"))
    assert isinstance(_fault(chat(server.url), Sampling(deadline_s=5)), ModelBusy)


def test_a_deadline_that_has_passed_asks_nobody(play: Play, chat: Open) -> None:
    """It counts from the moment the stream was asked for."""
    server = play(answers("red"))
    assert isinstance(_fault(chat(server.url), Sampling(deadline_s=0)), DeadlinePassed)
    assert server.asked == []


def test_silence_is_not_borne_for_ever(play: Play, chat: Open) -> None:
    """The server may be stuck."""
    server = play(Reply([says("red")], held=True))
    fault = _fault(chat(server.url, read_timeout_s=0.2))
    assert "silent for 0.2 s" in fault.message


def test_closing_a_stream_hangs_up(play: Play, chat: Open) -> None:
    """The server learns at once that nobody reads any more."""
    server = play(Reply([says("red")], held=True))
    stream = chat(server.url).stream(COLOURS, Sampling())
    assert next(stream) == "red"
    stream.close()
    assert server.left.wait(5)


@pytest.mark.parametrize("reply", [Reply(silent=True), Reply([says("red")], held=True)])
def test_closing_the_model_ends_the_streams_of_other_threads(
    play: Play, chat: Open, reply: Reply
) -> None:
    """Also one that waits for its first token; nobody waits for a timeout."""
    server = play(reply)
    model = chat(server.url)
    faults = []
    reader = threading.Thread(target=lambda: faults.append(_fault(model)))
    reader.start()
    assert server.arrived.wait(5)
    model.close()
    reader.join(5)
    assert "has been closed" in faults[0].message
    assert server.left.wait(5)


def test_a_closed_model_says_so(play: Play, chat: Open) -> None:
    """Asking after closing is an error, not a crash; closing twice is none."""
    model = chat(play(answers("red")).url)
    model.close()
    model.close()
    assert "has been closed" in _fault(model).message


def test_readers_do_not_wait_for_each_other(play: Play, chat: Open) -> None:
    """Who is served first is the server's business."""
    server = play(Reply(silent=True), answers("red"))
    model = chat(server.url)
    slow = threading.Thread(target=lambda: _fault(model, Sampling(deadline_s=1)))
    slow.start()
    assert server.arrived.wait(5)
    assert _say(model)[0] == "red"
    slow.join()


def test_the_model_is_described(chat: Open) -> None:
    """What only the server knows is left open; another server or model is another fingerprint."""
    info = chat("http://127.0.0.1:9/v1/").info
    assert (info.name, info.quant, info.parameters) == ("qwen3-4b", "remote", 0)
    assert (info.context_tokens, info.vocabulary, info.small) == (2048, "estimate", False)
    assert chat("http://127.0.0.1:9").info.fingerprint == info.fingerprint
    assert chat("http://127.0.0.1:10").info.fingerprint != info.fingerprint


@pytest.mark.parametrize(
    ("name", "small"),
    [
        ("SmolLM2-135M-Instruct.Q4_1.gguf", True),
        ("Qwen/Qwen3-0.6B", True),
        ("gemma-3-270m-it", True),
        ("Qwen3-4B-Instruct-2507", False),
        ("Llama-3.1-8B", False),
        ("Qwen3.5-35B-A3B", False),
        ("gpt-oss-120b", False),
    ],
)
def test_a_small_model_is_known_by_its_name(name: str, small: bool) -> None:  # noqa: FBT001 (a case)
    """Nothing else tells how many parameters a server's model has."""
    with RemoteChat("http://127.0.0.1:9", model=name, api_key=None, context_tokens=512) as model:
        assert model.info.small is small


def test_a_key_that_no_header_can_carry_is_refused_unrepeated() -> None:
    """A copied line break in the middle, most likely; one at the end is cut off."""
    with pytest.raises(SettingsInvalid, match="server_key") as caught:
        RemoteChat("http://127.0.0.1:9", model="m", api_key="sk-a\nb", context_tokens=512)
    assert "sk-a" not in str(caught.value)
    RemoteChat("http://127.0.0.1:9", model="m", api_key=f"{KEY}\n", context_tokens=512).close()
