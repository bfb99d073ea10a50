"""A chat model that an OpenAI-compatible server runs (llama-server, vLLM).

Implements `bot.ports.ChatModel`. Nothing is contacted before a stream is read. A server keeps its
own line and tells nobody's place in it, so no `Waiting` is ever yielded; one that turns a request
away is asked again, until the first token: what has been shown is never begun anew.

Closing a stream hangs up at once, and the server stops decoding. A generator cannot be closed
while another thread waits in it for the next token: that wait ends with the token, at the
deadline, after `read_timeout_s` of silence, or when the model is closed.
"""

import hashlib
import itertools
import random
import re
import threading
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.errors import DeadlinePassed
from bot.models.remote.answer import RemoteAnswer
from bot.models.remote.line import Deadline
from bot.models.remote.request import Body, request_body
from bot.models.remote.retry import Unavailable, pause_s
from bot.models.remote.server import OutOfTime, RemoteServer
from bot.models.remote.token_estimate import TokenEstimate
from bot.ports import Load, Message, ModelInfo, Piece, Sampling, Usage

# An event carries a token at least, in 250 to 400 bytes (llama-server); the last one 700.
_EVENT_BYTES = 4096
_SPARE_EVENTS = 256
# Parameters in millions, as names have them: SmolLM2-135M, qwen3-0.6b.
_SMALL = re.compile(r"(?<![a-z0-9.])(\d{1,3}m|0?\.\d+b)(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Request:
    """What is asked, how much may come back, and until when."""

    body: Body
    limit_bytes: int
    deadline: Deadline


class RemoteChat(AbstractContextManager["RemoteChat"]):
    """A model on a server. Close it, or use it as a context manager."""

    def __init__(
        self,
        url: str,
        *,
        model: str,
        api_key: str | None,
        context_tokens: int,
        connect_timeout_s: float = 10,
        read_timeout_s: float = 120,
        retries: int = 3,
    ) -> None:
        """Name the server and the model as the server names it.

        `context_tokens` is what prompts are made to fit; only the server knows its own. Raises
        SettingsInvalid for a `url` that is no plain address or a key that no header can carry.
        """
        self._server = RemoteServer(
            url, api_key=api_key, connect_timeout_s=connect_timeout_s, read_timeout_s=read_timeout_s
        )
        self._retries = retries
        self._closing = threading.Event()
        self.counter = TokenEstimate()
        self._info = _describe(self._server.address, model, context_tokens)

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every stream with GenerationFailed, also those that wait for their first token."""
        self._closing.set()
        self._server.close()

    @property
    def info(self) -> ModelInfo:
        """Describe the model."""
        return self._info

    @property
    def load(self) -> Load | None:
        """None: what a server is doing for others is its own business."""
        return None

    def count(self, text: str) -> int:
        """Return an estimate, rather too many: the vocabulary is the server's."""
        return self.counter.count(text)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[Piece, None, Usage]:
        """Yield pieces of the text as they arrive; return what it cost.

        The deadline counts from this call. Raises, when read: ContextOverflow, ModelBusy and
        DeadlinePassed before the first piece, GenerationFailed at any.
        """
        request = _Request(
            body=request_body(self._info.name, messages, sampling),
            limit_bytes=(sampling.max_tokens + _SPARE_EVENTS) * _EVENT_BYTES,
            deadline=Deadline.after(sampling.deadline_s),
        )
        return self._generate(request, sum(self.count(message.content) for message in messages))

    def _generate(self, request: _Request, prompt: int) -> Generator[Piece, None, Usage]:
        answer = RemoteAnswer(self._server.failures.failed, self.count)
        for attempt in itertools.count():
            over = yield from self._attempt(request, answer, attempt)
            if over:
                break
        rest = answer.rest()
        if rest:
            yield rest
        return answer.usage(prompt)

    def _attempt(
        self, request: _Request, answer: RemoteAnswer, attempt: int
    ) -> Generator[Piece, None, bool]:
        """Ask once; return whether the answer is over, False where to ask again."""
        try:
            with self._server.ask(
                request.body, limit_bytes=request.limit_bytes, deadline=request.deadline
            ) as events:
                yield from answer.pieces(events)
        except OutOfTime as error:
            if not answer.begun:
                raise DeadlinePassed(
                    f"{self._info.name} had not begun its answer when its time was up.",
                    remedy="Ask again when fewer readers wait, or allow more time.",
                ) from error
        except Unavailable as failure:
            if answer.finished:
                return True
            if answer.begun or not self._waited(attempt, failure, request.deadline):
                raise failure.error from failure
            return False
        return True

    def _waited(self, attempt: int, failure: Unavailable, deadline: Deadline) -> bool:
        """Wait before asking again; False where that would be once too often, or too late."""
        if attempt >= self._retries:
            return False
        chance = random.random()  # noqa: S311 (spreads requests, keeps no secret)
        pause = pause_s(attempt, failure.told_s, chance)
        left_s = deadline.left_s
        if pause is None or (left_s is not None and pause >= left_s):
            return False
        self._closing.wait(pause)
        return True


def _describe(address: str, model: str, context_tokens: int) -> ModelInfo:
    return ModelInfo(
        name=model,
        fingerprint=hashlib.sha256(f"{address}\n{model}".encode()).hexdigest()[:16],
        quant="remote",
        parameters=0,
        size_bytes=0,
        context_tokens=context_tokens,
        vocabulary="estimate",
        small=_SMALL.search(model) is not None,
    )
