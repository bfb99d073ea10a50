"""The seam between what is said to a chat model and how it is run.

Knows no prompt, no native library and no server. Filled by `bot.models` (llama.cpp in this
process) and, in tests, by a scripted model.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt, before the model's own chat template is applied."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn. Temperature 0 is greedy; `seed` fixes the rest."""

    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a reader and `paperbot doctor` are told of a model.

    `vocabulary` says which route counts tokens: "tiktoken" (built from the file's own vocabulary)
    or "llama.cpp". `context_tokens` is the context the model was opened with. `fingerprint` changes
    with the weights: what one model wrote must not pass for another's. `small` models are given
    less to read and are named to the reader.
    """

    name: str
    fingerprint: str
    quant: str
    parameters: int
    size_bytes: int
    context_tokens: int
    vocabulary: str
    small: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one generation; `reused` counts prompt tokens that needed no decoding."""

    prompt: int
    reused: int
    completion: int


class ChatModel(Protocol):
    """A model that continues a conversation. Safe to call from several threads: calls queue."""

    @property
    def info(self) -> ModelInfo:
        """Describe the model."""

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[str, None, Usage]:
        """Yield pieces of the continuation as they are decoded; return what it cost.

        Closing the generator stops decoding. Raises ContextOverflow before anything is decoded,
        GenerationFailed when decoding fails.
        """
