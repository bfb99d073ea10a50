"""What the page needs from whoever answers. Filled by `bot.assistant`, in tests by a script."""

from collections.abc import Generator, Sequence
from typing import Protocol

from bot.ports import ModelInfo
from bot.types import Event, Level, Turn
from vectorstore.records import Hit, Paper


class Answers(Protocol):
    """Questions in, events out. Closing the generator stops the model."""

    def ask(
        self,
        text: str,
        *,
        history: Sequence[Turn] = (),
        paper_ids: Sequence[str] = (),
        standalone: bool = False,
        general_knowledge: bool | None = None,
    ) -> Generator[Event, None, None]:
        """Yield the steps of an answer; the last event is an Answered or a Refused."""


class Summaries(Protocol):
    """A paper in, events out. Closing the generator stops the model."""

    def summarise_steps(self, paper_id: str, level: Level) -> Generator[Event, None, None]:
        """Yield the steps of a summary; the last event is a Summarised."""


class Library(Protocol):
    """The papers that a reader can leaf through."""

    def count(self) -> int:
        """Return how many papers there are."""

    def paper(self, paper_id: str) -> Paper:
        """Return one paper. Raises PaperUnknown."""

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the papers, in the library's own order."""

    def search(self, query: str, *, k: int = 10) -> tuple[Hit, ...]:
        """Return the papers nearest to `query`, best first."""


class Model(Protocol):
    """The chat model in use, so far as a reader is told of it."""

    @property
    def model(self) -> ModelInfo:
        """Describe the model."""

    @property
    def advice(self) -> str | None:
        """Offer a better model for this machine in one sentence, if there is one."""

    @property
    def general_knowledge(self) -> bool:
        """Say whether it tells its own knowledge where a question does not say."""


class Reader(Answers, Summaries, Library, Model, Protocol):
    """All of it: the assistant, as the page sees it."""
