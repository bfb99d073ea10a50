"""The seam between what is said to a chat model and how it is run.

Knows no prompt, no native library and no server. Filled by `bot.models` (llama.cpp in this
process, or a server that speaks OpenAI's protocol) and, in tests, by a scripted model.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Finish: TypeAlias = Literal["stop", "length", "deadline"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt, before the model's own chat template is applied."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn, and for how long. Temperature 0 is greedy; `seed` fixes the rest.

    `grammar` is GBNF with a rule `root`; only what it derives can be drawn. After `deadline_s`
    seconds, waiting included, a generation ends with what there is. `speculate` off decodes one
    token a step; it changes the speed, never the tokens. `begun` says that this goes on with work
    of which the reader has seen a part: it is first in line and never refused.
    """

    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    grammar: str = ""
    deadline_s: float | None = None
    speculate: bool = True
    begun: bool = False


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
    """Tokens of one generation; `reused` counts prompt tokens that needed no decoding.

    `finish` says what ended it: the model or a stop string, the limit of tokens, or the deadline.
    """

    prompt: int
    reused: int
    completion: int
    finish: Finish = "stop"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request's place in the line before a busy model: 1 is next."""

    place: int


Piece: TypeAlias = str | Waiting


@dataclass(frozen=True, slots=True)
class Load:
    """What a model is doing now, and what it has done since it was opened.

    `answering` requests are being decoded and `waiting` stand in line. The memory of `sequences`
    kept conversations takes `kv_bytes`, `kv_tokens_used` of its `kv_tokens` cells hold something.
    `reused_tokens` of a prompt needed no decoding; `accepted_tokens` of those drafted were right.
    `longest_gap_steps` is the longest wait between two tokens of one request, 1 where each step
    brought one. `step_overhead_us` is what one step costs beside the decoding itself.
    """

    answering: int
    waiting: int
    sequences: int
    kv_tokens_used: int
    kv_tokens: int
    kv_bytes: int
    decoded_tokens: int
    prompt_tokens: int
    reused_tokens: int
    drafted_tokens: int
    accepted_tokens: int
    steps: int
    longest_gap_steps: int
    step_overhead_us: float


class ChatModel(Protocol):
    """A model that continues a conversation. Safe to call from any number of threads."""

    @property
    def info(self) -> ModelInfo:
        """Describe the model."""

    @property
    def load(self) -> Load | None:
        """Say what it is doing, None where that is not known (a remote server)."""

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[Piece, None, Usage]:
        """Yield places in line, then pieces of the text as they are decoded; return what it cost.

        Closing the generator stops the work within one step. Raises ContextOverflow and ModelBusy
        before anything is decoded, DeadlinePassed where it came before the first token, and
        GenerationFailed when decoding fails.
        """
