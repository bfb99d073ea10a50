"""Questions over the whole library: which papers were named, against all that should be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from statistics import mean


@dataclass(frozen=True, slots=True)
class SetScore:
    """Named papers against the gold ones of one question."""

    kind: str
    precision: float
    recall: float


@dataclass(frozen=True, slots=True)
class SetFigures:
    """Means over the questions of one kind; `exact` is the share whose sets are equal."""

    kind: str
    questions: int
    precision: float
    recall: float
    exact: float


def score_set(kind: str, named: Collection[str], gold: Collection[str]) -> SetScore:
    """Score one question; naming nothing is precise about nothing: both are 0."""
    right = len(set(named) & set(gold))
    return SetScore(
        kind,
        precision=right / len(set(named)) if named else 0.0,
        recall=right / len(set(gold)) if gold else 0.0,
    )


def set_figures(scores: Sequence[SetScore]) -> tuple[SetFigures, ...]:
    """Return the means by kind, in alphabetical order, those of all kinds last."""
    kinds = sorted({score.kind for score in scores})
    groups = [(kind, [score for score in scores if score.kind == kind]) for kind in kinds]
    return tuple(_figures(kind, group) for kind, group in [*groups, ("all", list(scores))] if group)


def _figures(kind: str, scores: Sequence[SetScore]) -> SetFigures:
    return SetFigures(
        kind,
        questions=len(scores),
        precision=mean(score.precision for score in scores),
        recall=mean(score.recall for score in scores),
        exact=mean(float(score.precision == score.recall == 1) for score in scores),
    )
