"""An assistant for the page: plays a script chosen by the question, over a shelf of papers."""

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from bot.ports import ModelInfo, Usage
from bot.types import (
    Answer,
    Answered,
    Checking,
    Citation,
    Claim,
    ClaimState,
    Dropped,
    Event,
    Level,
    Reading,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Summarised,
    Summary,
    Timing,
    Turn,
    Writing,
)
from vectorstore.errors import PaperUnknown, ReportedError
from vectorstore.records import Hit, Paper

MODEL = ModelInfo(
    name="smollm2-135m",
    fingerprint="135m-q4_1",
    quant="Q4_1",
    parameters=135_000_000,
    size_bytes=98_362_432,
    context_tokens=4096,
    vocabulary="tiktoken",
    small=True,
)
ADVICE = "This machine could run qwen3-4b-instruct: paperbot models use qwen3-4b-instruct."
TOKENS_A_STATEMENT = 8


def cite(paper: Paper, sentence: int) -> Citation:
    """Return a citation of sentence `sentence` (from 1), sentences ending in ". "."""
    parts = paper.abstract.split(". ")
    quote = parts[sentence - 1].removesuffix(".") + "."
    start = paper.abstract.index(quote)
    return Citation(paper, sentence, start, start + len(quote), quote)


def claim(text: str, state: ClaimState, *citations: Citation) -> Claim:
    """Return a claim."""
    return Claim(text, state, citations)


def answer_of(
    question: str,
    *,
    claims: Sequence[Claim] = (),
    removed: Sequence[Removed] = (),
    refusal: Refusal | None = None,
) -> Answer:
    """Return an answer made of these claims, or the refusal."""
    papers = {citation.paper.id: citation.paper for item in claims for citation in item.citations}
    return Answer(
        question=question,
        standalone_question=question,
        text=" ".join(item.text for item in claims),
        claims=tuple(claims),
        removed=tuple(removed),
        papers=tuple(papers.values()),
        refusal=refusal,
        model=MODEL,
        usage=Usage(prompt=100, reused=0, completion=40),
        timing=Timing(search_ms=20.0, first_token_ms=250.0, total_ms=1640.0),
    )


def steps_of(answer: Answer) -> tuple[Event, ...]:
    """Return the events that lead to an answer."""
    if answer.refusal:
        return (Searching(answer.question), Refused(answer))
    steps: list[Event] = [Searching(answer.question), Reading(answer.papers)]
    for removed in answer.removed:
        steps += [*map(Writing, range(TOKENS_A_STATEMENT)), Checking(removed.text)]
        steps.append(Dropped(removed))
    for item in answer.claims:
        steps += [*map(Writing, range(TOKENS_A_STATEMENT)), Checking(item.text), Shown(item)]
    return (*steps, Answered(answer))


@dataclass
class ScriptedReader:
    """Plays the script of a question, pausing before every step.

    A question without a script is refused; an error in a script is raised when its turn comes.
    """

    shelf: Sequence[Paper]
    scripts: dict[str, Sequence[Event | Exception]] = field(default_factory=dict)
    pause_s: float = 0.0
    asked: list[tuple[str, tuple[Turn, ...], tuple[str, ...]]] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    advice: str | None = ADVICE

    @property
    def model(self) -> ModelInfo:
        """Describe the model."""
        return MODEL

    def ask(
        self, text: str, *, history: Sequence[Turn] = (), paper_ids: Sequence[str] = ()
    ) -> Generator[Event, None, None]:
        """Play the script; `closed` gets the question when the generator ends, however it ends."""
        self.asked.append((text, tuple(history), tuple(paper_ids)))
        refusal = Refusal("No paper in the library speaks of this.", tuple(self.shelf[:3]))
        script = self.scripts.get(text) or steps_of(answer_of(text, refusal=refusal))
        try:
            for event in script:
                time.sleep(self.pause_s)
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            self.closed.append(text)

    def summarise_steps(self, paper_id: str, level: Level) -> Generator[Event, None, None]:
        """Yield a summary of one plain and one quoted sentence."""
        paper = self.paper(paper_id)
        first = claim(
            f"In short ({level}): it is about {paper.title}.", "supported", cite(paper, 1)
        )
        second = claim(cite(paper, 2).quote, "quoted", cite(paper, 2))
        removed = (Removed("It is 900 times faster.", "900 is in no sentence it cites."),)
        for event in (Reading((paper,)), Writing(1), Shown(first), Shown(second)):
            time.sleep(self.pause_s)
            yield event
        text = f"{first.text} {second.text}"
        yield Summarised(
            Summary(
                paper=paper,
                level=level,
                text=text,
                sentences=(first, second),
                removed=removed,
                grade=8.2,
                abstract_grade=15.7,
                cached=False,
                model=MODEL,
                prompt_version="1",
            )
        )

    def search(self, query: str, *, k: int = 10) -> tuple[Hit, ...]:
        """Return papers that have the query in their title, or else all, found by meaning only."""
        worded = [paper for paper in self.shelf if query.lower() in paper.title.lower()]
        if query == "broken":
            raise ReportedError("The index cannot be read.", remedy="Run paperbot reindex.")
        return tuple(
            Hit(paper, 1.0, rank, rank if worded else None, 0.5, ())
            for rank, paper in enumerate((worded or self.shelf)[:k], start=1)
        )

    def paper(self, paper_id: str) -> Paper:
        """Return a paper of the shelf."""
        for paper in self.shelf:
            if paper.id == paper_id:
                return paper
        raise PaperUnknown(f"No paper “{paper_id}”.", remedy="Open one from the list.")

    def papers(self, *, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page of the shelf."""
        return tuple(self.shelf[offset : offset + limit])

    def count(self) -> int:
        """Return the length of the shelf."""
        return len(self.shelf)
