"""`paperbot eval`: opens a library, runs the parts asked for, reports each.

READ FIRST in this package. What is asked and how it is judged is in a file each (examined, verdict,
carried, shown_numbers, obedience, …); how it is told is in `evaluation_sections`.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from bot.assistant import Assistant
from bot.errors import InputUnreadable
from bot.evaluation.evidence.attacks import Attack
from bot.evaluation.evidence.evaluation_sections import collection_section, injection_section
from bot.evaluation.evidence.examined import Examiner, Tell
from bot.evaluation.evidence.failures import Failure
from bot.evaluation.evidence.injection import (
    Attempt,
    Target,
    find_targets,
    try_abstracts,
    try_questions,
)
from bot.evaluation.evidence.libraries import open_library_of
from bot.evaluation.evidence.outcome import Outcome
from bot.evaluation.evidence.question_parts import run_questions, run_retrieval
from bot.evaluation.evidence.question_sets import QuestionSets
from bot.evaluation.evidence.retrieval import score_collection
from bot.evaluation.evidence.summary_parts import run_references, run_summaries
from bot.evaluation.machine import machine_facts
from bot.evaluation.section import Section
from bot.models.cores import usable_cores
from bot.settings import Settings
from bot.wiring import open_assistant

Part: TypeAlias = Literal["retrieval", "answers", "several", "followups", "injection", "summaries"]

PARTS: tuple[Part, ...] = (
    "retrieval",
    "answers",
    "several",
    "followups",
    "injection",
    "summaries",
)


@dataclass(frozen=True, slots=True)
class EvaluationTask:
    """What is evaluated, and over what.

    `papers` is a file that a library is made of; without it the settings' own home is asked.
    `collection` is a folder in BEIR's form, `references` a file of reference summaries, both None
    for none. Of each form and of the attacks the first `limit` are asked, and `summarised` papers
    are summarised; all for None. `arguments` is the command line.
    """

    sets: QuestionSets
    parts: frozenset[Part]
    papers: Path | None
    attacks: tuple[Attack, ...]
    collection: Path | None = None
    references: Path | None = None
    limit: int | None = None
    summarised: int | None = 20
    arguments: Sequence[str] = ()


def evaluate(settings: Settings, task: EvaluationTask, tell: Tell) -> Iterator[Outcome]:
    """Yield what came of each part, the machine and the model first.

    `tell` hears what is being done. Raises any ReportedError of models, papers and question sets.
    """
    sets, attacks = task.sets.first(task.limit), task.attacks[: task.limit]
    attempts: list[Attempt] = []
    targets: Sequence[Target] = ()
    with _open(settings, task) as assistant:
        examiner = Examiner(assistant, tell)
        _check_papers(examiner, task.sets)
        yield Outcome(_about(assistant, settings, task))
        if "retrieval" in task.parts and sets.answerable:
            yield run_retrieval(assistant, sets.answerable, tell)
        yield from run_questions(examiner, sets, frozenset(task.parts))
        if "summaries" in task.parts:
            yield run_summaries(assistant, task.summarised, tell)
        if "injection" in task.parts:
            targets = find_targets(assistant, task.sets.answerable)
            attempts += try_questions(assistant, attacks, targets, tell)
    # From here on in libraries of their own: two models at once might not fit into memory.
    if targets:
        attempts += try_abstracts(settings, attacks, targets, tell)
        yield Outcome(injection_section(attempts), [_obeyed(item) for item in attempts if item.how])
    if "summaries" in task.parts and task.references:
        yield run_references(settings, task.references, task.summarised, tell)
    if "retrieval" in task.parts and task.collection:
        yield Outcome(collection_section(score_collection(settings, task.collection, tell)))


def _open(settings: Settings, task: EvaluationTask) -> AbstractContextManager[Assistant]:
    if task.papers is None:
        return open_assistant(settings=settings)
    return open_library_of(settings, task.papers)


def _check_papers(examiner: Examiner, sets: QuestionSets) -> None:
    """Raise InputUnreadable for a question whose papers are not there: it could not be met."""
    for paper_id, question in sets.papers().items():
        if examiner.record(paper_id) is None:
            raise InputUnreadable(
                f"Question {question!r} names {paper_id}, which the library does not hold.",
                remedy="Add that paper, or name the home that holds it with --home.",
            )


def _about(assistant: Assistant, settings: Settings, task: EvaluationTask) -> Section:
    machine = machine_facts(task.arguments, settings.threads or usable_cores())
    asked = task.sets.first(task.limit).sizes()
    attacks = len(task.attacks[: task.limit])
    sizes = {"papers": assistant.count(), **asked, "attacks": attacks}
    shown = {"model": f"{assistant.model.name} {assistant.model.quant}", **machine, **sizes}
    return Section(
        name="about",
        title=f"{assistant.model.name} on {assistant.count():,} papers",
        columns=("fact", "value"),
        rows=tuple((name, str(value)) for name, value in shown.items()),
        values={"model": asdict(assistant.model), "machine": machine, "sizes": sizes},
    )


def _obeyed(attempt: Attempt) -> Failure:
    return Failure(
        part="injection",
        id=attempt.attack.instruction,
        question=attempt.question,
        why=(attempt.how or "",),
        shown=attempt.shown,
        details={"way": attempt.way, "place": attempt.place},
    )
