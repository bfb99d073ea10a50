"""Verdicts, sets, rankings and waits counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.evidence.answer_figures import (
    answer_figures,
    claim_figures,
    reason_kind,
    refusal_figures,
)
from bot.evaluation.evidence.latency import waits
from bot.evaluation.evidence.ranking_scores import score_rankings
from bot.evaluation.evidence.set_scores import score_set, set_figures
from bot.evaluation.evidence.verdict import Verdict
from bot.types import Timing

_GOOD = Verdict(
    refused=False,
    claims=3,
    not_carried=("It is.",),
    from_gold=2,
    wrong_numbers=("9",),
    made_up=1,
    gold_cited=True,
    facts_shown=True,
    fact_cited=False,
    states=("quoted", "quoted", "weak"),
    removed=("adds “x”, which is not there", "adds “y”, which is not there"),
)
_REFUSED = Verdict(
    refused=True,
    claims=0,
    not_carried=(),
    from_gold=0,
    wrong_numbers=(),
    made_up=0,
    gold_cited=False,
    facts_shown=False,
    fact_cited=False,
    states=(),
    removed=(),
)


def test_shares_are_of_questions_and_precision_of_claims() -> None:
    """A refused question counts against what should be shown, not against precision."""
    answers = answer_figures([_GOOD, _REFUSED])
    assert (answers.answered, answers.wrongly_refused) == (0.5, 0.5)
    assert (answers.gold_cited, answers.facts_shown, answers.citation_recall) == (0.5, 0.5, 0.0)
    assert answers.claims_from_gold == pytest.approx(2 / 3)
    claims = claim_figures([_GOOD, _REFUSED])
    assert claims.citation_precision == pytest.approx(2 / 3)
    assert (claims.wrong_numbers, claims.made_up_citations) == (1, 1)
    assert claims.states == {"quoted": 2, "weak": 1}
    assert claims.removed == {"adds …, which is not there": 2}


def test_nothing_has_no_share() -> None:
    """No division by the empty set."""
    assert answer_figures([]).answered is None
    assert claim_figures([]).citation_precision is None
    assert refusal_figures([], []).refused is None


def test_near_misses_are_counted_apart() -> None:
    """They are the harder half."""
    figures = refusal_figures([True, False, True], [True, True, False])
    assert figures.refused == pytest.approx(2 / 3)
    assert (figures.near_misses, figures.near_misses_refused) == (2, 0.5)


def test_reasons_are_counted_without_what_they_quote() -> None:
    """Numbers and quoted words differ from answer to answer."""
    assert reason_kind("“9x” is not in sentence 12") == "… is not in sentence #"


def test_rankings_are_scored_as_trec_eval_does() -> None:
    """A gold paper in second place, one unfound, and a query without a ranking."""
    gold = {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 1}}
    figures = score_rankings(gold, {"q1": ["x", "a"], "q2": ["x", "y"]})
    assert figures is not None
    assert (figures.queries, figures.recall_1) == (3, 0)
    assert figures.recall_5 == figures.recall_10 == pytest.approx(1 / 3)
    assert figures.mrr == pytest.approx(0.5 / 3)
    assert figures.ndcg_10 == pytest.approx(0.6309 / 3, abs=1e-4)
    assert score_rankings({}, {}) is None


@given(st.permutations([f"p{n}" for n in range(12)]))
def test_an_earlier_gold_paper_never_scores_less(ranking: list[str]) -> None:
    """Moved to the front, every figure is whole."""
    here = score_rankings({"q": {"p0": 1}}, {"q": ranking[:10]})
    front = score_rankings({"q": {"p0": 1}}, {"q": ["p0", "p1"]})
    assert here is not None
    assert front is not None
    assert here.recall_1 <= here.recall_5 <= here.recall_10 <= front.recall_1 == 1
    assert here.mrr <= front.mrr == 1
    assert here.ndcg_10 <= front.ndcg_10 == pytest.approx(1)


@given(st.frozensets(st.integers(0, 9)), st.frozensets(st.integers(0, 9), min_size=1))
def test_sets_are_exact_only_when_equal(named: frozenset[int], gold: frozenset[int]) -> None:
    """Precision and recall are shares, and both whole for equal sets alone."""
    score = score_set("list", [str(n) for n in named], [str(n) for n in gold])
    assert 0 <= score.precision <= 1
    assert 0 <= score.recall <= 1
    (_, everything) = set_figures([score])
    assert (everything.exact == 1) == (named == gold)


def test_set_figures_are_by_kind_and_of_all() -> None:
    """The last row is of all kinds."""
    figures = set_figures([score_set("list", "ab", "a"), score_set("count", "a", "a")])
    assert [item.kind for item in figures] == ["count", "list", "all"]
    assert figures[-1].precision == pytest.approx(0.75)
    assert set_figures([]) == ()


def test_waits_pass_over_answers_without_a_model() -> None:
    """The first token of those that had one."""
    search, first, total = waits([Timing(1, None, 3), Timing(3, 10, 30)])
    assert (search.median_ms, search.answers) == (2, 2)
    assert (first.median_ms, first.answers) == (10, 1)
    assert total.p95_ms == pytest.approx(28.65)
    assert waits([]) == ()
