"""What the page needs from whoever answers. Filled by `bot.assistant`, in tests by a script."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Protocol

from bot.ports import ModelInfo
from bot.types import Event, Level, Turn
from vectorstore.records import AddReport, Filters, Hit, Paper, Progress, Record


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

    def record(self, paper_id: str) -> Record:
        """Return everything that is known of one paper. Raises PaperUnknown."""

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the papers, in the order in which they came in."""

    def search(self, query: str, *, k: int, filters: Filters) -> tuple[Hit, ...]:
        """Return the papers nearest to `query` that pass the filters, best first."""


class Changeable(Protocol):
    """A library that papers come into, are marked in, and leave."""

    def paper(self, paper_id: str) -> Paper:
        """Return one paper. Raises PaperUnknown."""

    def add(
        self, source: str | Path, progress: Progress | None = None, *, without: str = ""
    ) -> AddReport:
        """Add what a file, a folder or an address holds; places are noted `without` a beginning.

        Raises SourceUnreadable.
        """

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the reader's own tags and notes of a paper. Raises PaperUnknown."""

    def delete(self, paper_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete papers, all or none; return their ids. Raises PaperUnknown."""


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


class Reader(Answers, Summaries, Library, Changeable, Model, Protocol):
    """All of it: the assistant, as the page sees it."""
