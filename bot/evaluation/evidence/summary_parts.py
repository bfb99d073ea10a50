"""The parts in which papers are summarised: those of the library, and those with references."""

from collections.abc import Sequence
from pathlib import Path

from bot.assistant import Assistant
from bot.evaluation.evidence.evaluation_sections import overlap_section, summaries_section
from bot.evaluation.evidence.examined import Tell
from bot.evaluation.evidence.failures import Failure
from bot.evaluation.evidence.libraries import open_library_with
from bot.evaluation.evidence.outcome import Outcome
from bot.evaluation.evidence.overlap import measure_overlap
from bot.evaluation.evidence.references import read_references
from bot.evaluation.evidence.retrieval import kept_id
from bot.evaluation.evidence.summary_scores import LEVELS, summarise_all, wrong_summary_numbers
from bot.settings import Settings
from bot.types import Summary


def run_summaries(assistant: Assistant, most: int | None, tell: Tell) -> Outcome:
    """Summarise the first papers of the library at every level."""
    papers = assistant.papers(limit=assistant.count() if most is None else most)
    summaries = list(summarise_all(assistant, papers, LEVELS, tell))
    failures = [
        _failure(summary, numbers)
        for summary in summaries
        if (numbers := wrong_summary_numbers(summary))
    ]
    return Outcome(summaries_section(summaries), failures)


def run_references(settings: Settings, path: Path, most: int | None, tell: Tell) -> Outcome:
    """Summarise the first papers that a file has reference summaries of, in a library of their own.

    Raises InputUnreadable.
    """
    references = {kept_id(item.id): item for item in read_references(path, most)}
    papers = (
        {"id": name, "title": item.title, "abstract": item.source}
        for name, item in references.items()
    )
    with open_library_with(settings, papers) as assistant:
        held = assistant.papers(limit=assistant.count())
        summaries = list(summarise_all(assistant, held, ("tldr",), tell))
    pairs = [(summary.text, references[summary.paper.id].targets) for summary in summaries]
    return Outcome(overlap_section(measure_overlap(pairs)))


def _failure(summary: Summary, numbers: Sequence[str]) -> Failure:
    return Failure(
        part="summaries",
        id=f"{summary.paper.id} {summary.level}",
        question="",
        why=tuple(f"number not in the abstract: {number}" for number in numbers),
        shown=summary.text,
        details={"abstract": summary.paper.abstract},
    )
