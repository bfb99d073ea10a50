"""An assistant that says what it is told to, and remembers what it was asked."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from threading import Event as Flag

from bot.assistant import answer_text, cited_papers
from bot.ports import ModelInfo, Usage
from bot.types import (
    Answer,
    Answered,
    Checking,
    Citation,
    Claim,
    Dropped,
    Event,
    Level,
    Reading,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Summary,
    Timing,
    Turn,
    Writing,
)
from vectorstore.errors import PaperUnknown, ReportedError
from vectorstore.records import Filters, Hit, Paper, Sentence

MODEL = ModelInfo(
    name="tiny",
    quant="Q4_1",
    parameters=135_000_000,
    size_bytes=98_362_432,
    context_tokens=4096,
    vocabulary="tiktoken",
    small=True,
    fingerprint="135m-q4_1",
)
SPANN = Paper(
    id="arxiv:2111.08566",
    title="SPANN: Highly-efficient Billion-scale Search",
    abstract="SPANN is 2 times faster than DiskANN. It reaches 90% recall.",
    authors=("Qi Chen",),
    date="2021-11-05",
    url="https://arxiv.org/abs/2111.08566",
    categories=("cs.DB",),
    links=("https://github.com/microsoft/SPTAG",),
    source="jsonl",
)
SLASHED = Paper(id="doi:10.1000/a/b(1)", title="A DOI  with\nslashes", abstract="It has one.")
SENTENCES = (
    Sentence(1, 0, 37, "SPANN is 2 times faster than DiskANN."),
    Sentence(2, 38, 60, "It reaches 90% recall."),
)
FIRST = Claim(
    "SPANN is 2 times faster than DiskANN.",
    "supported",
    (Citation(SPANN, 1, 0, 37, "SPANN is 2 times faster than DiskANN."),),
)
SECOND = Claim(
    "It reaches 90% recall.", "quoted", (Citation(SPANN, 2, 38, 60, "It reaches 90% recall."),)
)
REMOVED = Removed("SPANN is 2.5 times faster.", "2.5 is in no sentence it cites")
HIT = Hit(SPANN, 0.181_818_18, 1, None, 0.712_345_6, SENTENCES[:1])


def make_answer(*claims: Claim, refusal: Refusal | None = None) -> Answer:
    """Return an answer made of these claims, or of none where it is a refusal."""
    return Answer(
        question="How fast is it?",
        standalone_question="How fast is SPANN?",
        text=answer_text(claims),
        claims=claims,
        removed=(REMOVED,),
        papers=cited_papers(claims),
        refusal=refusal,
        model=MODEL,
        usage=Usage(prompt=100, reused=40, completion=12),
        timing=Timing(search_ms=10.04, first_token_ms=250.06, total_ms=1500.0),
    )


ANSWER = make_answer(FIRST, SECOND)
REFUSAL = make_answer(refusal=Refusal("The library holds no paper on this.", (SPANN,)))
ANSWERING: tuple[Event, ...] = (
    Searching("How fast is SPANN?"),
    Reading((SPANN,)),
    Writing(1),
    Checking(REMOVED.text),
    Dropped(REMOVED),
    Shown(FIRST),
    Shown(SECOND),
    Answered(ANSWER),
)
REFUSING: tuple[Event, ...] = (Searching("What is the capital of France?"), Refused(REFUSAL))
SUMMARY = Summary(
    paper=SPANN,
    level="tldr",
    text=FIRST.text,
    sentences=(FIRST,),
    removed=(REMOVED,),
    grade=7.04,
    abstract_grade=9.96,
    cached=False,
    model=MODEL,
    prompt_version="1f2e",
)


@dataclass
class ScriptedAssistant:
    """Plays `script` for every question; an error in it is raised when its turn comes.

    `gate`, if given, holds the script back after its first event until it is set.
    """

    script: Sequence[Event | ReportedError] = ANSWERING
    shelf: Sequence[Paper] = (SPANN, SLASHED)
    gate: Flag | None = None
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)
    searched: list[tuple[str, int, Filters]] = field(default_factory=list)
    closed: Flag = field(default_factory=Flag)
    yielded: int = 0

    @property
    def model(self) -> ModelInfo:
        """Describe a small model."""
        return MODEL

    def ask(
        self, text: str, *, history: Sequence[Turn] = (), paper_ids: Sequence[str] = ()
    ) -> Generator[Event, None, None]:
        """Play the script; `closed` is set when the generator ends, however it ends."""
        self.asked.append((text, tuple(history), tuple(paper_ids)))
        try:
            for event in self.script:
                if isinstance(event, ReportedError):
                    raise event
                self.yielded += 1
                yield event
                if self.gate is not None:
                    self.gate.wait(timeout=10)
        finally:
            self.closed.set()

    def summarise(self, paper_id: str, level: Level) -> Summary:
        """Return the one summary there is."""
        self.paper(paper_id)
        assert level == SUMMARY.level
        return SUMMARY

    def search(self, query: str, *, k: int = 10, filters: Filters | None = None) -> tuple[Hit, ...]:
        """Return one hit."""
        self.searched.append((query, k, filters or Filters()))
        return (HIT,)

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
