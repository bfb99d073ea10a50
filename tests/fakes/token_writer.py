"""Whoever continues prompts in a benchmark, without a model: as an engine, and as its tokens."""

import threading
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field

from bot.errors import GenerationFailed
from bot.ports import Load, Sampling, Usage, Waiting

EMPTY = Load(0, 0, 4, 0, 4096, 0, 0, 0, 0, 0, 0, 0, 0, 250.0)


@dataclass
class TokenWriter:
    """Writes one token an arrival; `failing` are the numbers of the requests that break off.

    Keeps what it was asked, in order of arrival.
    """

    failing: Sequence[int] = ()
    asked: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def write(self, prompt: Sequence[int], tokens: int) -> Iterator[int]:
        """Write."""
        with self.guard:
            number = len(self.asked)
            self.asked.append((tuple(prompt), tokens))
        for written in range(tokens):
            if number in self.failing and written == tokens // 2:
                raise GenerationFailed("It broke.", remedy="Ask again.")
            yield 1


@dataclass
class CountingModel:
    """Counts on from the prompt's last token, up to a multiple of ten, its end.

    With speculation it writes two tokens a step and counts every second one as drafted and right;
    `wrong` then makes it write other tokens.
    """

    wrong: bool = False
    load: Load = EMPTY

    def generate(
        self, prompt: Sequence[int], sampling: Sampling, *, ignore_end: bool = False
    ) -> Generator[Waiting | Sequence[int], None, Usage]:
        """Yield a place in line, then tokens."""
        yield Waiting(1)
        token, written = prompt[-1], 0
        while written < sampling.max_tokens and (ignore_end or token % 10):
            token += 1
            written += 1
            yield [-token if self.wrong and sampling.speculate else token]
        return Usage(prompt=len(prompt), reused=0, completion=written)
