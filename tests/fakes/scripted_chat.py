"""A chat model that says what it is told to, in pieces, and remembers what it was told."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.errors import ModelError
from bot.ports import Finish, Load, Message, ModelInfo, Piece, Sampling, Usage, Waiting

Reply: TypeAlias = "str | ModelError | Callable[[str], str]"

SMALL = ModelInfo("tiny", "f00d", "Q4_1", 135_000_000, 98_362_432, 4096, "tiktoken", small=True)
LARGE = ModelInfo("big", "beef", "Q4_K_M", 4_000_000_000, 2**31, 8192, "tiktoken", small=False)


@dataclass
class ScriptedChat:
    """Gives its replies in turn, the last one ever after; a function makes one of the prompt.

    Every stream first says each place of `line`. `started` and `ended` count the streams: a stream
    that was closed has ended too.
    """

    replies: Sequence[Reply]
    info: ModelInfo = SMALL
    piece_characters: int = 3
    line: Sequence[int] = ()
    finish: Finish = "stop"
    load: Load | None = None
    asked: list[tuple[tuple[Message, ...], Sampling]] = field(default_factory=list)
    started: int = 0
    ended: int = 0
    yielded: int = 0

    def count(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def stream(
        self, messages: Sequence[Message], sampling: Sampling
    ) -> Generator[Piece, None, Usage]:
        """Yield the next reply in pieces."""
        self.asked.append((tuple(messages), sampling))
        reply = self.replies[min(len(self.asked), len(self.replies)) - 1]
        return self._pieces(reply, messages[-1].content)

    def _pieces(self, reply: Reply, prompt: str) -> Generator[Piece, None, Usage]:
        self.started += 1
        try:
            if isinstance(reply, ModelError):
                raise reply
            yield from map(Waiting, self.line)
            text = reply if isinstance(reply, str) else reply(prompt)
            for start in range(0, len(text), self.piece_characters):
                self.yielded += 1
                yield text[start : start + self.piece_characters]
            return Usage(self.count(prompt), 0, len(text.split()), self.finish)
        finally:
            self.ended += 1
