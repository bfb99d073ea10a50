"""llama.cpp's own server as a peer: the same tokens, asked for over HTTP.

Reading its events costs this process time that a client in C++ would not need; it is stated beside
the figures (`client_cpu_s`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from httpx_sse import SSEError, connect_sse
from pydantic import BaseModel, NonNegativeInt, ValidationError

from bot.errors import PeerUnusable

_TIMEOUT = httpx.Timeout(600.0, connect=5.0)  # sixteenth in line, a token may take a while


class _Props(BaseModel):
    model_path: str
    total_slots: NonNegativeInt


class _Event(BaseModel):
    """One event of a streamed completion; it counts the tokens until now."""

    tokens_predicted: NonNegativeInt = 0
    error: object = None


@dataclass(frozen=True, slots=True)
class PeerFacts:
    """What a server says of itself: the model file's path on its machine, and its slots."""

    model_path: str
    slots: int

    def doubts(self, model: Path, readers: int) -> Iterator[str]:
        """Yield what makes a comparison with our use of `model` unfair."""
        theirs = Path(self.model_path)
        if theirs.name != model.name and not _same_size(theirs, model):
            yield f"The peer serves another file ({theirs.name}) than the one measured here."
        elif theirs.is_file() and not _same_size(theirs, model):
            yield f"The peer's file {theirs.name} has another size than the one measured here."
        if self.slots < readers:
            yield f"The peer has {self.slots} slots for {readers} readers: some wait in line."


class Peer:
    """A llama-server at an address. A `bot.evaluation.readers.Writer`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def facts(self) -> PeerFacts:
        """Ask the server what it serves. Raises PeerUnusable."""
        with _told():
            answer = self._client.get("/props").raise_for_status()
            props = _Props.model_validate_json(answer.content)
        return PeerFacts(props.model_path, props.total_slots)

    def write(self, prompt: Sequence[int], tokens: int) -> Iterator[int]:
        """Continue a prompt. Raises PeerUnusable."""
        body = {
            "prompt": list(prompt),
            "n_predict": tokens,
            "ignore_eos": True,
            "cache_prompt": False,
            "temperature": 0,
            "stream": True,
        }
        written = 0
        with (
            _told(),
            connect_sse(self._client, "POST", "/completion", json=body) as source,
        ):
            source.response.raise_for_status()
            for event in source.iter_sse():
                new = _new_tokens(_Event.model_validate_json(event.data), written)
                written += new
                if new:
                    yield new


@contextmanager
def open_peer(url: str) -> Iterator[Peer]:
    """Open the way to a server; it is used for as many requests at once as there are readers."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    with _told():
        client = httpx.Client(base_url=url, timeout=_TIMEOUT, limits=limits, trust_env=False)
    with client:
        yield Peer(client)


def _new_tokens(event: _Event, written: int) -> int:
    """Return how many tokens an event brings.

    Its own list would leave out those that end within a character and are told of later.
    """
    if event.error is not None:
        raise _unusable(f"it reported {event.error}")
    return event.tokens_predicted - written


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, SSEError) as error:
        raise _unusable(f"it could not be asked ({error})") from error
    except ValidationError as error:
        raise _unusable("what it answers has not the form of llama-server's answers") from error


def _same_size(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.stat().st_size == other.stat().st_size


def _unusable(why: str) -> PeerUnusable:
    return PeerUnusable(
        f"The server to compare with cannot be used: {why}.",
        remedy="Start `llama-server -m FILE --parallel 16`, and give its address with --peer.",
    )
