"""A chat model that llama.cpp runs in this process, one conversation at a time.

Implements `bot.ports.ChatModel`: the prompt is assembled from the file's own template, decoded in
batches, sampled token by token. Callers from several threads queue in order of arrival. What the
previous prompt has in common with the next one is not decoded again.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType

from gguf import LlamaFileType

from bot.errors import ContextOverflow, GenerationFailed
from bot.models.cores import usable_cores
from bot.models.fingerprint import weights_fingerprint
from bot.models.llama_library import llama_cpp
from bot.models.native import NativeModel, capture_log, refused
from bot.models.sampler import Sampler
from bot.models.template import ChatTemplate, Part, opens_thinking
from bot.models.text_stream import TextStream
from bot.models.turnstile import Turnstile
from bot.models.vocabulary import CounterChoice, choose_counter
from bot.ports import Message, ModelInfo, Sampling, Usage

_BATCH_TOKENS = 512  # one step of reading a prompt; larger is slower here (DESIGN, measured facts)
_SMALL_PARAMETERS = 1_000_000_000
_THOUGHT_TAGS = ("<think>", "</think>")


class LlamaChat(AbstractContextManager["LlamaChat"]):
    """An opened model. Close it, or use it as a context manager."""

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        context_tokens: int = 4096,
        threads: int | None = None,
        gpu_layers: int = 0,
    ) -> None:
        """Open `path` with at most the context it was trained for.

        `threads` None is one a physical core; `gpu_layers` below 0 is all of them. Raises
        ModelRefused for a file that llama.cpp will not load.
        """
        self._resources = ExitStack()
        with ExitStack() as opening:
            self._model = NativeModel(path, gpu_layers=gpu_layers)
            opening.callback(self._model.close)
            self._room = min(context_tokens, self._model.trained_tokens or context_tokens)
            self._context = _open_context(self._model, self._room, threads or usable_cores())
            opening.callback(llama_cpp.llama_free, self._context)
            self._memory = llama_cpp.llama_get_memory(self._context)
            self.counting: CounterChoice = choose_counter(self._model)
            self.template = _template(self._model)
            self._thought_tags = self._model.single_tokens(_THOUGHT_TAGS)
            self._resources = opening.pop_all()
        self._info = _describe(self._model, name, self._room, self.counting)
        self._turnstile = Turnstile()
        self._decoded: list[int] = []  # what the context holds, in order
        self._open = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Wait for the stream in progress, then free the context and the weights."""
        with self._turnstile:
            self._open = False
            self._resources.close()

    @property
    def info(self) -> ModelInfo:
        """Describe the model."""
        return self._info

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""
        return self.counting.counter.count(text)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[str, None, Usage]:
        """Yield pieces of the continuation as they are decoded; return what it cost.

        Raises ContextOverflow at once, before anything is decoded. A stream begun and neither
        finished nor closed keeps everyone else waiting.
        """
        self._check_open()
        parts = self.template.assemble(messages)
        prompt = self._tokens(parts)
        if len(prompt) >= self._room:
            raise ContextOverflow(
                f"The prompt takes {len(prompt)} tokens; {self._info.name} was opened with a "
                f"context of {self._room}.",
                remedy="Ask about fewer papers, shorten the question, or open a larger context.",
            )
        text = TextStream(sampling.stop, thinking=opens_thinking(parts))
        return self._generate(prompt, sampling, text)

    def _check_open(self) -> None:
        if not self._open:
            raise _failed(self._info.name, "it has been closed")

    def _tokens(self, parts: Sequence[Part]) -> list[int]:
        """Encode the template's parts with control tokens, all others as ordinary text."""
        tokens: list[int] = []
        for part in parts:
            if part.control:
                tokens += self._model.tokenise(part.text, control=True)
            else:
                tokens += self.counting.counter.encode(part.text)
        leading = self._model.leading_token
        if leading is not None and tokens[:1] != [leading]:
            tokens.insert(0, leading)
        return tokens

    def _generate(
        self, prompt: list[int], sampling: Sampling, text: TextStream
    ) -> Generator[str, None, Usage]:
        with self._turnstile:
            self._check_open()
            reused = self._rewind(prompt)
            self._decode(prompt[reused:])
            completion = 0
            for token in self._sample(sampling, self._room - len(prompt)):
                completion += 1
                piece = text.feed(self._model.piece(token, control=token in self._thought_tags))
                if piece:
                    yield piece
                if text.stopped:
                    break
            rest = text.finish()
            if rest:
                yield rest
        return Usage(prompt=len(prompt), reused=reused, completion=completion)

    def _sample(self, sampling: Sampling, room: int) -> Iterator[int]:
        """Draw tokens until the model ends, `max_tokens`, or the context is full.

        A token is decoded only when the next one is asked for: the last never is.
        """
        limit = min(sampling.max_tokens, room)
        with Sampler(sampling, self._model.vocabulary_tokens) as sampler:
            for drawn in range(limit):
                token = sampler.draw(self._context)
                if self._model.ends_generation(token):
                    return
                yield token
                if drawn + 1 < limit:
                    self._decode([token])

    def _rewind(self, prompt: list[int]) -> int:
        """Keep what the context shares with `prompt`; return how many tokens that is.

        The last prompt token is always decoded again, for its logits. Where a sequence cannot be
        cut (recurrent layers), it is kept only as a whole.
        """
        shared = 0
        for held, wanted in zip(self._decoded, prompt[:-1], strict=False):
            if held != wanted:
                break
            shared += 1
        if shared < len(self._decoded) and not self._cut(shared):
            llama_cpp.llama_memory_clear(self._memory, True)  # noqa: FBT003 -- C call, positional
            shared = 0
        self._decoded = self._decoded[:shared]
        return shared

    def _cut(self, keep: int) -> bool:
        return self._model.can_cut and bool(
            llama_cpp.llama_memory_seq_rm(self._memory, 0, keep, -1)
        )

    def _decode(self, tokens: Sequence[int]) -> None:
        for start in range(0, len(tokens), _BATCH_TOKENS):
            step = tokens[start : start + _BATCH_TOKENS]
            array = (llama_cpp.llama_token * len(step))(*step)
            status = llama_cpp.llama_decode(
                self._context, llama_cpp.llama_batch_get_one(array, len(step))
            )
            if status != 0:
                llama_cpp.llama_memory_clear(self._memory, True)  # noqa: FBT003 -- as above
                self._decoded = []
                raise _failed(self._info.name, f"llama_decode returned {status}")
            self._decoded += step


def _open_context(model: NativeModel, room: int, threads: int) -> "llama_cpp.llama_context_p":
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = room
    params.n_batch = params.n_ubatch = min(_BATCH_TOKENS, room)
    params.n_threads = params.n_threads_batch = threads
    params.no_perf = True
    context: llama_cpp.llama_context_p | None
    context = llama_cpp.llama_init_from_model(model.handle, params)
    if not context:
        raise refused(model.path, capture_log())
    return context


def _template(model: NativeModel) -> ChatTemplate:
    tokens = model.metadata.get("tokenizer.ggml.tokens")

    def named(role: str) -> str:
        place = model.metadata.get(f"tokenizer.ggml.{role}_token_id")
        if isinstance(tokens, list) and isinstance(place, int) and 0 <= place < len(tokens):
            return str(tokens[place])
        return ""

    source = model.metadata.get("tokenizer.chat_template", "")
    return ChatTemplate(str(source), leading=named("bos"), ending=named("eos"))


def _describe(model: NativeModel, name: str, room: int, counting: CounterChoice) -> ModelInfo:
    parameters = model.parameters
    return ModelInfo(
        name=name,
        fingerprint=weights_fingerprint(model.path),
        quant=_quant(model.metadata.get("general.file_type")),
        parameters=parameters,
        size_bytes=model.path.stat().st_size,
        context_tokens=room,
        vocabulary=counting.route,
        small=parameters < _SMALL_PARAMETERS,
    )


def _quant(file_type: object) -> str:
    """Name a quantisation as people do: MOSTLY_Q4_K_M is Q4_K_M."""
    if not isinstance(file_type, int):
        return "unknown"
    try:
        return LlamaFileType(file_type).name.removeprefix("MOSTLY_").removeprefix("ALL_")
    except ValueError:
        return "unknown"


def _failed(name: str, why: str) -> GenerationFailed:
    return GenerationFailed(
        f"{name} stopped with an error: {why}.",
        remedy="Ask again; if it happens again, `paperbot doctor` shows the set-up.",
    )
