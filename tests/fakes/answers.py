"""Answers, summaries and the events that lead to them, made of a few claims."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.shown import answer_text, cited_papers
from bot.ports import Load, ModelInfo, Usage
from bot.types import (
    Answer,
    Answered,
    Checking,
    Citation,
    Claim,
    ClaimState,
    Declined,
    Dropped,
    Event,
    Level,
    MadeBy,
    Reading,
    Recalling,
    Refusal,
    Refused,
    Removed,
    Searching,
    Shown,
    Summary,
    Timing,
    Writing,
)
from vectorstore.records import Paper

MODEL = ModelInfo(
    name="tiny",
    fingerprint="135m-q4_1",
    quant="Q4_1",
    parameters=135_000_000,
    size_bytes=98_362_432,
    context_tokens=4096,
    vocabulary="tiktoken",
    small=True,
)
LOAD = Load(
    answering=8,
    waiting=3,
    sequences=12,
    kv_tokens_used=3000,
    kv_tokens=32_768,
    kv_bytes=754_974_720,
    decoded_tokens=5000,
    prompt_tokens=9000,
    reused_tokens=6000,
    drafted_tokens=400,
    accepted_tokens=300,
    steps=700,
    longest_gap_steps=1,
    step_overhead_us=250.0,
)
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
    standalone: str | None = None,
    claims: Sequence[Claim] = (),
    removed: Sequence[Removed] = (),
    refusal: Refusal | None = None,
) -> Answer:
    """Return an answer made of these claims, or the refusal."""
    return Answer(
        question=question,
        standalone_question=standalone or question,
        text=answer_text(claims),
        claims=tuple(claims),
        removed=tuple(removed),
        papers=cited_papers(claims),
        refusal=refusal,
        model=MODEL,
        usage=Usage(prompt=100, reused=40, completion=12),
        timing=Timing(search_ms=10.04, first_token_ms=250.06, total_ms=1500.0),
    )


def steps_of(answer: Answer, *, understood: str = "") -> tuple[Event, ...]:
    """Return the events that lead to an answer, for a follow-up if it was `understood` so."""
    made_by: MadeBy = "rule" if understood else "as asked"
    searching = Searching(understood or answer.question, made_by)
    if answer.refusal:
        return (searching, Refused(answer))
    steps: list[Event] = [searching, Reading(answer.papers)]
    for removed in answer.removed:
        steps += [*map(Writing, range(TOKENS_A_STATEMENT)), Checking(removed.text)]
        steps.append(Dropped(removed))
    for item in answer.claims:
        steps += [*map(Writing, range(TOKENS_A_STATEMENT)), Checking(item.text), Shown(item)]
    return (*steps, Answered(answer))


def recalling(refused: Answer, text: str) -> tuple[Event, ...]:
    """Return the events of a refusal after which the model says what it knows, in two pieces."""
    assert refused.refusal
    half = text[: len(text) // 2]
    return (
        Searching(refused.question),
        Declined(refused.refusal),
        Recalling(half),
        Recalling(text),
        Refused(replace(refused, general=text)),
    )


def summary_of(paper: Paper, level: Level) -> Summary:
    """Return a summary of one plain and one quoted sentence of a paper that has two."""
    plain = claim(f"In short ({level}): it is about {paper.title}.", "supported", cite(paper, 1))
    quoted = claim(cite(paper, 2).quote, "quoted", cite(paper, 2))
    return Summary(
        paper=paper,
        level=level,
        text=f"{plain.text} “{quoted.text}”",
        sentences=(plain, quoted),
        removed=(Removed("It is 900 times faster.", "900 is in no sentence it cites."),),
        grade=8.24,
        abstract_grade=15.66,
        cached=False,
        model=MODEL,
        prompt_version="1f2e",
    )
