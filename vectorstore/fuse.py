"""Score fusion: several rankings of the same things become one. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one search found, best first; `cut` says that it had more, with scores no higher."""

    scores: Mapping[str, float]
    cut: bool = False

    @property
    def best(self) -> float:
        """The highest score, 0 where nothing was found."""
        return max(self.scores.values(), default=0.0)

    @property
    def rest(self) -> float:
        """The score that what was not found is given: at most the lowest that was."""
        return min(self.scores.values(), default=0.0) if self.cut else 0.0


def fuse(rankings: Sequence[Ranking]) -> list[tuple[str, float]]:
    """Return each key with its mean share of the best score of each ranking, best first.

    Shares lie between 0 and 1; a score below 0 counts as 0. Equal scores are ordered by key, so
    that the result never depends on the order of the rankings. Scores say by how much one thing is
    better than the next, which ranks do not: on six sets of questions this found more than
    reciprocal rank fusion (docs/decisions.md, "Scores are fused, not ranks"). Source: Bruch, Gai
    and Ingber, "An analysis of fusion functions for hybrid retrieval", TOIS 2023, with both
    weights equal and 0 as the lowest score of both.
    """
    keys = sorted({key for ranking in rankings for key in ranking.scores})
    useful = [(ranking, ranking.best, ranking.rest) for ranking in rankings if ranking.best > 0]
    # fsum, because plain addition gives other last digits in another order.
    fused = [
        (
            key,
            math.fsum(max(0.0, found.scores.get(key, rest)) / best for found, best, rest in useful)
            / len(rankings),
        )
        for key in keys
    ]
    return sorted(fused, key=lambda item: (-item[1], item[0]))
