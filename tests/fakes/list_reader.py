"""A reader who keeps what the engine gives it, and is strict about the order of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.ports import Usage
from vectorstore.errors import ReportedError


@dataclass
class ListReader:
    """Fills `bot.engine.request.Sink`; anything given after the end is an AssertionError."""

    got: list[int] = field(default_factory=list)
    usage: Usage | None = None
    error: ReportedError | None = None

    @property
    def ended_already(self) -> bool:
        """Say whether an ending has come."""
        return self.usage is not None or self.error is not None

    def tokens(self, tokens: Sequence[int]) -> None:
        """Take the tokens of one step."""
        assert tokens
        assert not self.ended_already
        self.got.extend(tokens)

    def ended(self, usage: Usage) -> None:
        """Take the cost of what is now complete."""
        assert not self.ended_already
        self.usage = usage

    def failed(self, error: ReportedError) -> None:
        """Take the reason why nothing more will come."""
        assert not self.ended_already
        self.error = error
