"""Verdicts counted: shares of questions, of claims, and why statements were removed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.evidence.verdict import Verdict

_QUOTED_PART = re.compile(r"“[^”]*”|\"[^\"]*\"|'[^']*'")
_NUMBER = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Figures of the questions that can be answered; None where nothing was there to count.

    `citation_recall` is the share of questions for which a cited sentence holds a gold fact,
    `claims_from_gold` the share of shown claims that cite a paper which answers the question.
    """

    questions: int
    answered: float | None
    wrongly_refused: float | None
    gold_cited: float | None
    facts_shown: float | None
    citation_recall: float | None
    claims_from_gold: float | None


@dataclass(frozen=True, slots=True)
class RefusalFigures:
    """Shares refused of the questions that cannot be answered, near misses apart."""

    questions: int
    refused: float | None
    near_misses: int
    near_misses_refused: float | None


@dataclass(frozen=True, slots=True)
class ClaimFigures:
    """Figures of all shown claims, whatever was asked.

    `citation_precision` is the share of claims that their sentences carry. `states` counts claims,
    `removed` the statements taken out, by reason.
    """

    claims: int
    citation_precision: float | None
    wrong_numbers: int
    made_up_citations: int
    states: Mapping[str, int]
    removed: Mapping[str, int]


def answer_figures(verdicts: Sequence[Verdict]) -> AnswerFigures:
    """Count what was made of questions that the library answers."""
    claims = sum(item.claims for item in verdicts)
    return AnswerFigures(
        questions=len(verdicts),
        answered=share(not item.refused for item in verdicts),
        wrongly_refused=share(item.refused for item in verdicts),
        gold_cited=share(item.gold_cited for item in verdicts),
        facts_shown=share(item.facts_shown for item in verdicts),
        citation_recall=share(item.fact_cited for item in verdicts),
        claims_from_gold=sum(item.from_gold for item in verdicts) / claims if claims else None,
    )


def refusal_figures(refused: Sequence[bool], near_miss: Sequence[bool]) -> RefusalFigures:
    """Count refusals; the two sequences run side by side."""
    near = [no for no, close in zip(refused, near_miss, strict=True) if close]
    return RefusalFigures(len(refused), share(refused), len(near), share(near))


def claim_figures(verdicts: Sequence[Verdict]) -> ClaimFigures:
    """Count the claims of all answers together."""
    claims = sum(item.claims for item in verdicts)
    failed = sum(len(item.not_carried) for item in verdicts)
    return ClaimFigures(
        claims=claims,
        citation_precision=(claims - failed) / claims if claims else None,
        wrong_numbers=sum(len(item.wrong_numbers) for item in verdicts),
        made_up_citations=sum(item.made_up for item in verdicts),
        states=dict(Counter(state for item in verdicts for state in item.states)),
        removed=dict(
            Counter(reason_kind(why) for item in verdicts for why in item.removed).most_common()
        ),
    )


def share(these: Iterable[bool]) -> float | None:
    """Return the share that is true, None of nothing."""
    given = list(these)
    return sum(given) / len(given) if given else None


def reason_kind(reason: str) -> str:
    """Return a reason without the words and numbers it quotes, so that equal ones are counted."""
    return _NUMBER.sub("#", _QUOTED_PART.sub("…", reason)).strip()
