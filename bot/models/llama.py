"""A chat model that llama.cpp runs in this process, for several readers at once.

Implements `bot.ports.ChatModel`: the prompt is assembled from the file's own template and handed to
the engine, which decodes all readers' requests in common steps; here tokens become text again.
"""

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from time import perf_counter

from gguf import LlamaFileType

from bot.engine.cores import Cores
from bot.engine.engine import Engine
from bot.engine.request import Order, Request
from bot.engine.ticket import Ticket
from bot.errors import ContextOverflow
from bot.models.cores import usable_cores
from bot.models.decoder import NativeDecoder
from bot.models.fingerprint import weights_fingerprint
from bot.models.native import NativeModel
from bot.models.sampler import Sampler
from bot.models.template import ChatTemplate, Part, opens_thinking
from bot.models.text_stream import TextStream
from bot.models.vocabulary import CounterChoice, choose_counter
from bot.ports import Load, Message, ModelInfo, Piece, Sampling, Usage, Waiting
from vectorstore.records import TokenCounter

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
        readers: int = 4,
        line: int = 32,
        cores: Cores | None = None,
    ) -> None:
        """Open `path` for `readers` at once, each with at most the context it was trained for.

        `line` more may wait. `threads` None is one a physical core; `gpu_layers` below 0 is all of
        them; `cores` is told when readers are being served. Raises ModelRefused for a file that
        llama.cpp will not load.
        """
        with ExitStack() as opening:
            self._model = NativeModel(path, gpu_layers=gpu_layers)
            opening.callback(self._model.close)
            self._room = min(context_tokens, self._model.trained_tokens or context_tokens)
            self._decoder = opening.enter_context(
                NativeDecoder(
                    self._model,
                    sequences=readers,
                    context_tokens=self._room,
                    threads=threads or usable_cores(),
                )
            )
            self.counting: CounterChoice = choose_counter(self._model)
            self.template = _template(self._model)
            self._thought_tags = self._model.single_tokens(_THOUGHT_TAGS)
            self._ends = self._model.ending_tokens()
            self._info = _describe(self._model, name, self._room, self.counting)
            self._engine = opening.enter_context(
                Engine(self._decoder, line=line, kv_bytes=self._decoder.kv_bytes, cores=cores)
            )
            self._resources = opening.pop_all()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End every request within one step, then free the memory and the weights."""
        self._resources.close()

    @property
    def info(self) -> ModelInfo:
        """Describe the model."""
        return self._info

    @property
    def load(self) -> Load:
        """Say what the engine is doing."""
        return self._engine.load

    @property
    def counter(self) -> TokenCounter:
        """What counts this model's tokens."""
        return self.counting.counter

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""
        return self.counter.count(text)

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[Piece, None, Usage]:
        """Yield places in line, then pieces of text as they are decoded; return what it cost.

        Raises ContextOverflow at once, with the numbers; ModelBusy when the first piece is asked
        for.
        """
        parts = self.template.assemble(messages)
        prompt = self.encode(parts)
        self._check_room(prompt)
        return self._write(prompt, sampling, thinking=opens_thinking(parts))

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, *, ignore_end: bool = False
    ) -> Generator[Waiting | Sequence[int], None, Usage]:
        """Yield places in line, then the tokens of each step; return what it cost.

        Stop strings are not looked for; `ignore_end` goes on behind the model's own end. Closing
        the generator cancels. Raises ContextOverflow, GrammarInvalid, ModelBusy, DeadlinePassed
        and GenerationFailed.
        """
        ticket, request = self._submit(prompt, sampling, frozenset() if ignore_end else self._ends)
        return (yield from ticket.follow(request))

    def _submit(
        self, prompt: Sequence[int], sampling: Sampling, ends: frozenset[int]
    ) -> tuple[Ticket, Request]:
        self._check_room(prompt)
        wait_s = sampling.deadline_s
        if not prompt or sampling.max_tokens < 1:
            raise ValueError("a prompt of no tokens, or none to draw behind it")
        with self._model.kept_open():
            draw = Sampler(self._decoder, sampling)
        order = Order(
            prompt=prompt,
            max_tokens=sampling.max_tokens,
            draw=draw,
            ends=ends,
            deadline_at=None if wait_s is None else perf_counter() + wait_s,
            speculate=sampling.speculate,
            begun=sampling.begun,
        )
        return self._engine.submit(order)

    def _check_room(self, prompt: Sequence[int]) -> None:
        if len(prompt) >= self._room:
            raise ContextOverflow(
                f"The prompt takes {len(prompt)} tokens; {self._info.name} was opened with a "
                f"context of {self._room}.",
                remedy="Ask about fewer papers, shorten the question, or open a larger context.",
            )

    def _write(
        self, prompt: Sequence[int], sampling: Sampling, *, thinking: bool
    ) -> Generator[Piece, None, Usage]:
        """Turn tokens into text up to the first stop string."""
        text = TextStream(sampling.stop, thinking=thinking)
        ticket, request = self._submit(prompt, sampling, self._ends)
        usage: Usage | None = None
        written = 0
        with closing(ticket.follow(request)) as steps:
            while usage is None:
                try:
                    step = next(steps)
                except StopIteration as end:
                    usage = end.value  # ends the loop
                    continue
                if isinstance(step, Waiting):
                    yield step
                    continue
                piece = ""
                for token in step:
                    written += 1
                    piece += text.feed(self._piece(token))
                    if text.stopped:
                        usage = Usage(len(prompt), request.reused, written)
                        break
                # nothing to show yet (a thought, half a character): a moment to leave all the same
                yield piece or Waiting(0)
        rest = text.finish()
        if rest:
            yield rest
        return usage

    def _piece(self, token: int) -> bytes:
        return self._model.piece(token, control=token in self._thought_tags)

    def encode(self, parts: Sequence[Part]) -> list[int]:
        """Return a prompt's tokens: names of control tokens count in the template's own parts."""
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
