"""Summaries judged: numbers that the abstract lacks, reading grades, who wrote the sentences."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from bot.assistant import Assistant
from bot.evaluation.evidence.answer_figures import share
from bot.evaluation.evidence.examined import Tell, counted
from bot.evaluation.evidence.shown_numbers import missing_numbers
from bot.types import Level, Summary
from vectorstore.records import Paper

LEVELS: tuple[Level, ...] = ("tldr", "plain", "expert")
GRADE_MOST = 12  # what a plain summary stays below


@dataclass(frozen=True, slots=True)
class SummaryFigures:
    """Summaries of one level: shares of summaries, but `states` count sentences.

    `faithful` have no number that the abstract lacks, `easier` a lower grade than the abstract,
    `below_12` one below 12. `grade` and `abstract_grade` are means.
    """

    level: Level
    summaries: int
    sentences: float
    wrong_numbers: int
    faithful: float | None
    grade: float
    abstract_grade: float
    easier: float | None
    below_12: float | None
    states: Mapping[str, int]


def summarise_all(
    assistant: Assistant, papers: Sequence[Paper], levels: Sequence[Level], tell: Tell
) -> Iterator[Summary]:
    """Yield a summary of each paper at each level."""
    pairs = [(paper, level) for paper in papers for level in levels]
    for paper, level in counted(pairs, "summaries", tell):
        yield assistant.summarise(paper.id, level)


def summary_figures(summaries: Sequence[Summary]) -> tuple[SummaryFigures, ...]:
    """Return figures by level."""
    return tuple(
        _figures(level, group)
        for level in LEVELS
        if (group := [summary for summary in summaries if summary.level == level])
    )


def wrong_summary_numbers(summary: Summary) -> tuple[str, ...]:
    """Return the numbers of a summary that its abstract does not hold, glossary and notes too."""
    shown = [sentence.text for sentence in summary.sentences]
    shown += [note for slot in summary.slots for note in slot.notes]
    shown += [f"{term.term} {term.meaning}" for term in summary.glossary]
    return missing_numbers("\n".join(shown), summary.paper.abstract)


def _figures(level: Level, summaries: Sequence[Summary]) -> SummaryFigures:
    wrong = [wrong_summary_numbers(summary) for summary in summaries]
    states: Counter[str] = Counter(
        claim.state for summary in summaries for claim in summary.sentences
    )
    return SummaryFigures(
        level=level,
        summaries=len(summaries),
        sentences=mean(len(summary.sentences) for summary in summaries),
        wrong_numbers=sum(map(len, wrong)),
        faithful=share(not numbers for numbers in wrong),
        grade=mean(summary.grade for summary in summaries),
        abstract_grade=mean(summary.abstract_grade for summary in summaries),
        easier=share(summary.grade < summary.abstract_grade for summary in summaries),
        below_12=share(summary.grade < GRADE_MOST for summary in summaries),
        states=dict(states),
    )
