"""An assistant that says what it is told to, and remembers what it was asked."""

import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event as Flag
from typing import TypeAlias

from bot.ports import Load, ModelInfo
from bot.types import Event, Level, Queued, Reading, Shown, Summarised, Turn, Writing
from tests.fakes.answers import MODEL, summary_of
from tests.fakes.spann import ANSWERING, SENTENCES, SLASHED, SPANN
from vectorstore.errors import PaperUnknown, ReportedError
from vectorstore.records import (
    AddReport,
    Filters,
    Hit,
    Origin,
    Paper,
    Progress,
    Record,
    Rejection,
    Sentence,
)
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

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
    `queued`, if given, is how each summary begins. What a file holds is added to the shelf, and so
    is what `network` has for an address; `records` say more of a paper than the shelf does.
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
    network: Mapping[str, Sequence[Paper] | Exception] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    added: list[str | Path] = field(default_factory=list)
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
        tag = filters.tag if filters else None
        shelf = [paper for paper in self.shelf if tag is None or tag in paper.tags]
        worded = [paper for paper in shelf if query.lower() in paper.title.lower()]
        return tuple(
            Hit(paper, 1.0, rank, rank if worded else None, 0.5, ())
            for rank, paper in enumerate((worded or shelf)[:k], start=1)
        )

    def paper(self, paper_id: str) -> Paper:
        """Return a paper of the shelf."""
        for paper in self.shelf:
            if paper.id == paper_id:
                return paper
        raise PaperUnknown(f"No paper “{paper_id}”.", remedy="Search for it.")

    def record(self, paper_id: str) -> Record:
        """Return the record of a paper, by default with one origin."""
        paper = self.paper(paper_id)
        origin = Origin(
            paper.source, "papers.jsonl", "2026-11-20T08:00:00Z", "2026-11-23T09:00:00Z"
        )
        plain = Record(paper, "2026-11-20T08:00:00Z", (origin,))
        return replace(self.records.get(paper_id, plain), paper=paper)

    def add(
        self,
        source: str | Path,
        progress: Progress | None = None,
        *,
        without: str = "",  # noqa: ARG002 -- a shelf keeps no places
    ) -> AddReport:
        """Put the papers of a file or an address on the shelf; a gate is waited for first."""
        self.added.append(source)
        told = progress or (_unseen)
        told(1, None)
        if self.gate is not None:
            self.gate.wait(timeout=10)
        items = list(self._found(source))
        papers = {item.id: item for item in items if isinstance(item, Paper)}
        told(len(papers), len(papers))
        known = {paper.id for paper in self.shelf}
        new = [paper for paper in papers.values() if paper.id not in known]
        self.shelf = (*self.shelf, *new)
        return AddReport(
            added=len(new),
            unchanged=len(papers) - len(new),
            rejected=tuple(item for item in items if isinstance(item, Rejection)),
            ids=tuple(papers),
        )

    def mark(self, paper_id: str, *, tags: Sequence[str], notes: str) -> Paper:
        """Set the tags and notes of a paper of the shelf."""
        marked = replace(self.paper(paper_id), tags=tuple(tags), notes=notes)
        self.shelf = [marked if paper.id == paper_id else paper for paper in self.shelf]
        return marked

    def delete(self, paper_ids: Sequence[str]) -> tuple[str, ...]:
        """Take papers off the shelf."""
        gone = tuple(self.paper(paper_id).id for paper_id in paper_ids)
        self.shelf = [paper for paper in self.shelf if paper.id not in gone]
        return gone

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the shelf."""
        return tuple(self.shelf[offset : offset + limit])

    def sentences(self, paper_id: str) -> tuple[Sentence, ...]:
        """Return the sentences of a paper."""
        return SENTENCES if self.paper(paper_id) is SPANN else ()

    def count(self) -> int:
        """Return the length of the shelf."""
        return len(self.shelf)

    def _found(self, source: str | Path) -> Iterable[Paper | Rejection]:
        if isinstance(source, Path):
            return finished(read_source(source))
        found = self.network[source]
        if isinstance(found, Exception):
            raise found
        return found

    def _play(self, script: Script) -> Iterator[Event]:
        for event in script:
            time.sleep(self.pause_s)
            if isinstance(event, Exception):
                raise event
            self.yielded += 1
            yield event
            if self.gate is not None and isinstance(event, Writing | Queued):
                self.gate.wait(timeout=10)


def _unseen(done: int, total: int | None) -> None:
    """Report progress to nobody."""
