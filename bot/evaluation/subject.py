"""The engine that is measured, seen as the measurements need it."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from bot.ports import Load, Sampling, Usage, Waiting


class TokenModel(Protocol):
    """A model that continues tokens. `bot.models.llama.LlamaChat` is one."""

    @property
    def load(self) -> Load:
        """Say what it has done until now."""

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, *, ignore_end: bool = False
    ) -> Generator[Waiting | Sequence[int], None, Usage]:
        """Yield places in line, then new tokens as steps finish; return what it cost."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """The tokens that a model wrote, and how long it took, the reading of the prompt included."""

    tokens: tuple[int, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class EngineWriter:
    """The engine as a `bot.evaluation.readers.Writer`."""

    model: TokenModel
    speculate: bool = False

    def write(self, prompt: Sequence[int], tokens: int) -> Iterator[int]:
        """Continue a prompt; without `speculate`, one token a step."""
        sampling = Sampling(max_tokens=tokens, speculate=self.speculate)
        with closing(self.model.generate(prompt, sampling, ignore_end=True)) as pieces:
            for piece in pieces:
                if not isinstance(piece, Waiting):
                    yield len(piece)


def continue_prompt(
    model: TokenModel, prompt: Sequence[int], tokens: int, *, speculate: bool
) -> Continuation:
    """Let a model follow a prompt until it ends by itself, or by that many tokens."""
    sampling = Sampling(max_tokens=tokens, speculate=speculate)
    began = time.perf_counter()
    written: list[int] = []
    with closing(model.generate(prompt, sampling)) as pieces:
        for piece in pieces:
            if not isinstance(piece, Waiting):
                written += piece
    return Continuation(tuple(written), time.perf_counter() - began)
