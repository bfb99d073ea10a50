"""An assistant that says what it is told to, and remembers what it was asked."""

import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import TypeAlias

from bot.ports import Load, ModelInfo
from bot.types import Event, Level, Queued, Reading, Shown, Summarised, Turn, Writing
from tests.fakes.answers import MODEL, summary_of
from tests.fakes.spann import ANSWERING, SENTENCES, SLASHED, SPANN
from vectorstore.errors import PaperUnknown, ReportedError
from vectorstore.records import Filters, Hit, Paper, Sentence

Script: TypeAlias = Iterable[Event | Exception]


@dataclass(frozen=True, slots=True)
class InLine:
    """The script of a reader who waits in line, told so every 20 ms, until `over` is set."""

    place: int
    over: Flag = field(default_factory=Flag)

    def __iter__(self) -> Iterator[Event]:
        yield from ANSWERING[:2]
        yield from self.queued()
        yield from ANSWERING[2:]

    def queued(self) -> Iterator[Queued]:
        """Yield the place again and again."""
        while not self.over.wait(0.02):
            yield Queued(self.place)


@dataclass
class ScriptedAssistant:
    """Plays the script of a question, or `script` where it has none of its own.

    An error in a script is raised when its turn comes. `pause_s` comes before every step, and
    `gate`, if given, holds a script back after its first event of a model until it is set.
    `queued`, if given, is how each summary begins.
    """

    script: Script = ANSWERING
    scripts: Mapping[str, Script] = field(default_factory=dict)
    shelf: Sequence[Paper] = (SPANN, SLASHED)
    queued: Script = ()
    gate: Flag | None = None
    pause_s: float = 0.0
    load: Load | None = None
    advice: str | None = "This machine could run a better one."
    general_knowledge: bool = False
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)
    wished: list[tuple[bool, bool | None]] = field(default_factory=list)
    searched: list[tuple[str, int, Filters]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    yielded: int = 0

    @property
    def model(self) -> ModelInfo:
        """Describe a small model."""
        return MODEL

    def ask(
        self,
        text: str,
        *,
        history: Sequence[Turn] = (),
        paper_ids: Sequence[str] = (),
        standalone: bool = False,
        general_knowledge: bool | None = None,
    ) -> Generator[Event, None, None]:
        """Play a script; `closed` gets the question when the generator ends, however it ends.

        `wished` gets whether it is to be taken as it stands, and whether knowledge is wished for.
        """
        self.wished.append((standalone, general_knowledge))
        self.asked.append((text, tuple(history), tuple(paper_ids)))
        try:
            yield from self._play(self.scripts.get(text, self.script))
        finally:
            self.closed.append(text)

    def summarise_steps(self, paper_id: str, level: Level) -> Generator[Event, None, None]:
        """Yield a summary; `closed` gets the paper's id when the generator ends."""
        summary = summary_of(self.paper(paper_id), level)
        shown = map(Shown, summary.sentences)
        try:
            yield from self._play((Reading((summary.paper,)),))
            yield from self._play(self.queued)
            yield from self._play((Writing(1), *shown, Summarised(summary)))
        finally:
            self.closed.append(paper_id)

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> tuple[Hit, ...]:
        """Return papers that have the query in their title, or else all, found by meaning only."""
        self.searched.append((query, k, filters or Filters()))
        if query == "broken":
            raise ReportedError("The index cannot be read.", remedy="Run paperbot reindex.")
        worded = [paper for paper in self.shelf if query.lower() in paper.title.lower()]
        return tuple(
            Hit(paper, 1.0, rank, rank if worded else None, 0.5, ())
            for rank, paper in enumerate((worded or self.shelf)[:k], start=1)
        )

    def paper(self, paper_id: str) -> Paper:
        """Return a paper of the shelf."""
        for paper in self.shelf:
            if paper.id == paper_id:
                return paper
        raise PaperUnknown(f"No paper “{paper_id}”.", remedy="Search for it.")

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the shelf."""
        return tuple(self.shelf[offset : offset + limit])

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a paper."""
        return SENTENCES if self.paper(paper_id) is SPANN else ()

    def count(self) -> int:
        """Return the length of the shelf."""
        return len(self.shelf)

    def _play(self, script: Script) -> Iterator[Event]:
        for event in script:
            time.sleep(self.pause_s)
            if isinstance(event, Exception):
                raise event
            self.yielded += 1
            yield event
            if self.gate is not None and isinstance(event, Writing | Queued):
                self.gate.wait(timeout=10)
