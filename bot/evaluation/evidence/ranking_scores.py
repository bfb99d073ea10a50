"""Rankings scored: recall, reciprocal rank and nDCG, by ir-measures (pytrec_eval, trec_eval's C).

The only file that knows that library.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, R, nDCG

DEPTH = 10  # papers of a ranking that are looked at


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Means over queries; `mrr` and `ndcg_10` look at the first ten papers."""

    queries: int
    recall_1: float
    recall_5: float
    recall_10: float
    mrr: float
    ndcg_10: float


Ranking = Sequence[str]


def score_rankings(
    gold: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Ranking]
) -> RankingFigures | None:
    """Score the ranked ids of each query against its graded gold ids; None without queries.

    A query that has gold and no ranking scores nothing and counts.
    """
    if not gold:
        return None
    qrels = [
        ir_measures.Qrel(query, paper, grade)
        for query, grades in gold.items()
        for paper, grade in grades.items()
    ]
    run = [
        ir_measures.ScoredDoc(query, paper, -float(place))
        for query in gold
        for place, paper in enumerate(rankings.get(query, ()))
    ]
    measures = (R @ 1, R @ 5, R @ 10, RR @ 10, nDCG @ 10)
    totals = dict.fromkeys(measures, 0.0)
    for metric in ir_measures.iter_calc(measures, qrels, run):
        totals[metric.measure] += metric.value
    return RankingFigures(len(gold), *(totals[measure] / len(gold) for measure in measures))
