"""llama-server as a peer, played by a server on this machine."""

from pathlib import Path

import pytest

from bot.errors import PeerUnusable
from bot.evaluation.peer import PeerFacts, open_peer
from bot.evaluation.readers import Request, read_together
from tests.fakes.llama_server import LlamaServer
from tests.fakes.serving import serving


def test_the_same_tokens_are_asked_for_and_counted() -> None:
    """Greedy, nothing reused, never ending early; a token told of late is still counted."""
    server = LlamaServer()
    with serving(server.app()) as url, open_peer(url) as peer:
        traces = read_together(peer, [Request([n, n + 1], tokens=5) for n in range(3)])
    assert [trace.tokens for trace in traces] == [5, 5, 5]
    assert [arrival.tokens for arrival in traces[0].arrivals] == [1, 2, 1, 1]
    assert sorted(body["prompt"] for body in server.asked) == [[0, 1], [1, 2], [2, 3]]
    body = server.asked[0]
    assert (body["n_predict"], body["temperature"]) == (5, 0)
    assert (body["ignore_eos"], body["cache_prompt"]) == (True, False)


def test_what_makes_a_comparison_unfair_is_told(tmp_path: Path) -> None:
    """Another file, and fewer slots than readers; the same size under another name passes."""
    ours, copy, other = (tmp_path / name for name in ("ours.gguf", "copy.gguf", "other.gguf"))
    for path, size in ((ours, 5), (copy, 5), (other, 6)):
        path.write_bytes(b"x" * size)
    assert list(PeerFacts(str(ours), slots=4).doubts(ours, readers=4)) == []
    assert list(PeerFacts(str(copy), slots=4).doubts(ours, readers=4)) == []
    assert list(PeerFacts("/elsewhere/ours.gguf", slots=4).doubts(ours, readers=4)) == []
    different, slots = PeerFacts(str(other), slots=1).doubts(ours, readers=4)
    assert "another file (other.gguf)" in different
    assert "1 slots for 4 readers" in slots


def test_the_server_says_what_it_serves() -> None:
    """Its model's path and its slots."""
    with serving(LlamaServer(slots=7).app()) as url, open_peer(url) as peer:
        assert peer.facts() == PeerFacts("/models/tiny.gguf", 7)


@pytest.mark.parametrize(
    ("server", "words"),
    [(LlamaServer(status=503), "503"), (LlamaServer(fault="no slot"), "no slot")],
)
def test_a_peer_that_fails_says_why(server: LlamaServer, words: str) -> None:
    """By its status, or in its events."""
    with serving(server.app()) as url, open_peer(url) as peer:
        (trace,) = read_together(peer, [Request([1], tokens=5)])
    assert words in trace.failure
    assert "llama-server" in trace.failure


def test_a_server_of_another_kind_is_refused() -> None:
    """And so is nobody at all."""
    server = LlamaServer(model_path="")
    api = server.app()
    with serving(api) as url, open_peer(f"{url}nowhere") as peer, pytest.raises(PeerUnusable):
        peer.facts()
    with open_peer(url) as peer, pytest.raises(PeerUnusable, match="could not be asked"):
        peer.facts()
