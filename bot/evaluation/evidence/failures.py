"""Questions that did not go as they should: why, and what was shown instead."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from bot.evaluation.evidence.examined import Examined
from bot.evaluation.evidence.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that did not go as it should: why, and what its reader was shown."""

    part: str
    id: str
    question: str
    why: tuple[str, ...]
    shown: str
    details: Mapping[str, object]


def answer_failures(part: str, examined: Iterable[Examined]) -> list[Failure]:
    """Return what is wrong with answers to questions that the library answers."""
    faults = ((item, _missed(item.verdict) + claim_faults(item.verdict)) for item in examined)
    return [failure(part, item, why) for item, why in faults if why]


def refusal_failures(part: str, examined: Iterable[Examined]) -> list[Failure]:
    """Return the answers given where none can be, and what is wrong with their claims."""
    return [
        failure(part, item, ("answered, and should be refused", *claim_faults(item.verdict)))
        for item in examined
        if not item.verdict.refused
    ]


def claim_faults(verdict: Verdict) -> tuple[str, ...]:
    """Say what is wrong with the claims of an answer, whatever was asked."""
    made_up = (f"{verdict.made_up} citations made up",) if verdict.made_up else ()
    return (
        *made_up,
        *(f"number not in the cited sentence: {number}" for number in verdict.wrong_numbers),
        *(f"not carried: {claim}" for claim in verdict.not_carried),
    )


def failure(part: str, item: Examined, why: tuple[str, ...]) -> Failure:
    """Return what is known of a question that went wrong."""
    answer = item.heard.answer
    return Failure(
        part=part,
        id=item.asked.id,
        question=item.asked.question,
        why=why,
        shown=answer.text or (answer.refusal.reason if answer.refusal else ""),
        details={
            "asked": asdict(item.asked),
            "standalone": answer.standalone_question,
            "states": item.verdict.states,
            "cited": [
                f"{citation.paper.id} {citation.sentence}: {citation.quote}"
                for claim in answer.claims
                for citation in claim.citations
            ],
            "read": [paper.id for paper in item.heard.read],
            "removed": [f"{removed.text} ({removed.reason})" for removed in answer.removed],
        },
    )


def _missed(verdict: Verdict) -> tuple[str, ...]:
    if verdict.refused:
        return ("refused",)
    missed = []
    if not verdict.gold_cited:
        missed.append("gold paper not cited")
    if not verdict.facts_shown:
        missed.append("fact not shown")
    return tuple(missed)
