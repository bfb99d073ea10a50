"""From the events of a streamed chat completion to the text a reader sees, and what it cost.

Knows the form of OpenAI's chunks as llama-server and vLLM send them; no HTTP. What a server sends
is not believed: anything of another form ends the answer with an error.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from pydantic import BaseModel, Field, NonNegativeInt, ValidationError

from bot.errors import GenerationFailed
from bot.models.text_stream import ThoughtFilter
from bot.ports import Finish, Usage

_DONE = "[DONE]"
_FINISHES: dict[str, Finish] = {"stop": "stop", "length": "length"}


class Failed(Protocol):
    """Makes the error for what a server `did`, put as "which ...", and what it `said` of it."""

    def __call__(self, did: str, said: str = "") -> GenerationFailed:
        """Return the error."""


class _Delta(BaseModel):
    """What one event adds. `reasoning_content`, `reasoning`: thoughts, which nobody is shown."""

    content: str | None = None
    reasoning_content: str | None = None  # llama-server, older vLLM
    reasoning: str | None = None  # vLLM


class _Choice(BaseModel):
    delta: _Delta = _Delta()
    finish_reason: str | None = None


class _PromptDetails(BaseModel):
    cached_tokens: NonNegativeInt | None = None


class _Tokens(BaseModel):
    prompt_tokens: NonNegativeInt
    completion_tokens: NonNegativeInt = 0
    prompt_tokens_details: _PromptDetails | None = None

    @property
    def reused(self) -> int:
        """Prompt tokens that needed no decoding, 0 where the server does not tell."""
        details = self.prompt_tokens_details
        return (details.cached_tokens if details else None) or 0


class Fault(BaseModel):
    """What a server says went wrong."""

    message: str = ""
    type: str | None = None
    code: int | str | None = None


class _Chunk(BaseModel):
    """One event; the last ones have no choices, but the tokens or an error."""

    choices: list[_Choice] = Field(default_factory=list)
    usage: _Tokens | None = None
    error: Fault | str | None = None
    object: str = ""
    message: str = ""  # beside object "error": older vLLM


class RemoteAnswer:
    """One answer as it arrives. `begun` once the model has written anything, thoughts included."""

    def __init__(self, failed: Failed, count: Callable[[str], int]) -> None:
        """Begin; `count` estimates tokens where the server does not tell."""
        self._failed = failed
        self._count = count
        self._thoughts = ThoughtFilter()
        self._written = 0
        self._tokens: _Tokens | None = None
        self._finish: Finish | None = None
        self.begun = False

    @property
    def finished(self) -> bool:
        """Whether the server said that its answer is whole; what may follow is its cost."""
        return self._finish is not None

    def pieces(self, events: Iterable[str]) -> Iterator[str]:
        """Yield text to show from the data of each event.

        Raises GenerationFailed for an error the server reports, an event of another form, and
        events that end before the answer did.
        """
        for data in events:
            if data.strip() == _DONE:
                self._finish = self._finish or "stop"
                break
            piece = self._take(self._read(data)) if data.strip() else ""
            if piece:
                yield piece
        if not self.finished:
            raise self._failed("ended its answer before it was whole")

    def rest(self) -> str:
        """Return what was held back because a tag might have begun in it."""
        return self._thoughts.finish()

    def usage(self, prompt: int) -> Usage:
        """Return the cost: as the server told it, else `prompt` and an estimate.

        An answer that did not finish was ended by its deadline.
        """
        finish = self._finish or "deadline"
        if self._tokens is None:
            return Usage(prompt=prompt, reused=0, completion=self._written, finish=finish)
        return Usage(
            prompt=self._tokens.prompt_tokens,
            reused=self._tokens.reused,
            completion=self._tokens.completion_tokens,
            finish=finish,
        )

    def _read(self, data: str) -> _Chunk:
        try:
            chunk = _Chunk.model_validate_json(data)
        except ValidationError as error:
            raise self._failed("sent something that is no chunk of a chat completion") from error
        if chunk.error is not None:
            said = chunk.error if isinstance(chunk.error, str) else chunk.error.message
            raise self._failed("reported an error", said)
        if chunk.object == "error":
            raise self._failed("reported an error", chunk.message)
        return chunk

    def _take(self, chunk: _Chunk) -> str:
        self._tokens = chunk.usage or self._tokens
        shown = ""
        for choice in chunk.choices[:1]:  # one was asked for
            delta = choice.delta
            thoughts = delta.reasoning_content or delta.reasoning or ""
            written = thoughts + (delta.content or "")
            if written:
                self.begun = True
                self._written += self._count(written)
            shown = self._thoughts.feed(delta.content or "")
            if choice.finish_reason:
                self._finish = self._ended(choice.finish_reason)
        return shown

    def _ended(self, reason: str) -> Finish:
        finish = _FINISHES.get(reason)
        if finish is None:
            raise self._failed("broke its answer off", reason)
        return finish
