"""The parts in which questions are asked: retrieval, answers, several, follow-ups."""

from collections.abc import Iterator, Sequence

from bot.assistant import Assistant
from bot.evaluation.evidence.evaluation_sections import (
    answers_section,
    claims_section,
    followups_section,
    latency_section,
    retrieval_section,
    several_section,
)
from bot.evaluation.evidence.examined import Examined, Examiner, Tell
from bot.evaluation.evidence.failures import (
    Failure,
    answer_failures,
    claim_faults,
    failure,
    refusal_failures,
)
from bot.evaluation.evidence.outcome import Outcome
from bot.evaluation.evidence.question_sets import (
    Answerable,
    FollowUp,
    QuestionSets,
    Several,
    Unanswerable,
)
from bot.evaluation.evidence.retrieval import score_searches
from bot.evaluation.evidence.set_scores import score_set
from bot.types import Answer


def run_retrieval(assistant: Assistant, questions: Sequence[Answerable], tell: Tell) -> Outcome:
    """Search for each question as it is written."""
    figures, rankings = score_searches(
        assistant,
        {item.id: item.question for item in questions},
        {item.id: item.papers for item in questions},
        tell,
    )
    missed = [
        Failure(
            part="retrieval",
            id=item.id,
            question=item.question,
            why=("no paper that answers is among the first ten",),
            shown="",
            details={"found": rankings[item.id]},
        )
        for item in questions
        if not set(item.papers) & set(rankings[item.id])
    ]
    return Outcome(retrieval_section(figures), missed)


def run_questions(
    examiner: Examiner, sets: QuestionSets, parts: frozenset[str]
) -> Iterator[Outcome]:
    """Ask the questions of the parts named; then report on all their claims, and the waits."""
    asked: list[Examined] = []
    if "answers" in parts and (sets.answerable or sets.unanswerable):
        outcome, examined = _answers(examiner, sets.answerable, sets.unanswerable)
        asked += examined
        yield outcome
    if "several" in parts and sets.several:
        outcome, examined = _several(examiner, sets.several)
        asked += examined
        yield outcome
    if "followups" in parts and sets.followups:
        outcome, examined = _followups(examiner, sets.followups)
        asked += examined
        yield outcome
    if asked:
        yield Outcome(claims_section([item.verdict for item in asked]))
        yield Outcome(latency_section([item.heard.answer.timing for item in asked]))


def named_papers(answer: Answer) -> tuple[str, ...]:
    """Return the ids of the papers that an answer names: its list, its table, else its sources."""
    if answer.listing is not None:
        return tuple(item.paper.id for item in answer.listing.items)
    named = answer.papers if answer.table is None else answer.table.papers
    return tuple(paper.id for paper in named)


def _answers(
    examiner: Examiner, answerable: Sequence[Answerable], unanswerable: Sequence[Unanswerable]
) -> tuple[Outcome, list[Examined]]:
    answered = examiner.answerable(answerable)
    refused = examiner.others(unanswerable, "unanswerable questions")
    section = answers_section(
        [item.verdict for item in answered],
        [item.verdict for item in refused],
        [item.near_miss for item in unanswerable],
    )
    failures = [
        *answer_failures("answerable", answered),
        *refusal_failures("unanswerable", refused),
    ]
    return Outcome(section, failures), [*answered, *refused]


def _several(examiner: Examiner, questions: Sequence[Several]) -> tuple[Outcome, list[Examined]]:
    examined = examiner.others(questions, "questions over the library")
    scores, failures = [], []
    for item, question in zip(examined, questions, strict=True):
        named = named_papers(item.heard.answer)
        scores.append(score_set(question.kind, named, question.papers))
        absent = sorted(set(question.papers) - set(named))
        beyond = sorted(set(named) - set(question.papers))
        why = (
            *(f"not named: {paper}" for paper in absent),
            *(f"named, and not asked for: {paper}" for paper in beyond),
            *claim_faults(item.verdict),
        )
        if why:
            failures.append(failure("several", item, why))
    return Outcome(several_section(scores), failures), examined


def _followups(examiner: Examiner, questions: Sequence[FollowUp]) -> tuple[Outcome, list[Examined]]:
    examined = examiner.followups(questions)
    ranking, _ = score_searches(
        examiner.assistant,
        {item.asked.id: item.heard.answer.standalone_question for item in examined},
        {item.id: item.papers for item in questions},
        examiner.tell,
    )
    read = [
        bool({paper.id for paper in item.heard.read} & set(question.papers))
        for item, question in zip(examined, questions, strict=True)
    ]
    section = followups_section([item.verdict for item in examined], ranking, read)
    return Outcome(section, answer_failures("followups", examined)), examined
