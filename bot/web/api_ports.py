"""What programs may ask of an assistant over HTTP; `bot.assistant` gives it, tests script it."""

from collections.abc import Generator, Sequence
from typing import Protocol

from bot.ports import Load, ModelInfo
from bot.types import Event, Level, Turn
from bot.web.ports import Changeable
from vectorstore.records import Filters, Hit, Paper, Record, Sentence


class Shelf(Protocol):
    """The papers of a library, one by one."""

    def papers(self, *, offset: int, limit: int) -> Sequence[Paper]:
        """Return a page of the library, in the order papers came in."""

    def paper(self, paper_id: str) -> Paper:
        """Return one paper. Raises PaperUnknown."""

    def record(self, paper_id: str) -> Record:
        """Return everything that is known of one paper. Raises PaperUnknown."""

    def sentences(self, paper_id: str) -> Sequence[Sentence]:
        """Return the numbered sentences of one paper. Raises PaperUnknown."""

    def count(self) -> int:
        """Return how many papers there are."""


class Answerer(Protocol):
    """A model that answers from the library."""

    @property
    def model(self) -> ModelInfo:
        """Describe the model that answers."""

    def ask(
        self,
        text: str,
        *,
        history: Sequence[Turn],
        paper_ids: Sequence[str],
        standalone: bool,
        general_knowledge: bool | None,
    ) -> Generator[Event, None, None]:
        """Yield the steps of an answer, the last of them `Answered` or `Refused`."""


class Served(Shelf, Answerer, Changeable, Protocol):
    """Everything the interface for programs offers."""

    @property
    def load(self) -> Load | None:
        """Say what the model is doing, None where that is not known."""

    def search(self, query: str, *, k: int, filters: Filters) -> Sequence[Hit]:
        """Return the `k` papers nearest to a query, best first."""

    def summarise_steps(self, paper_id: str, level: Level) -> Generator[Event, None, None]:
        """Yield the steps of a summary, the last of them `Summarised`. Raises PaperUnknown."""
