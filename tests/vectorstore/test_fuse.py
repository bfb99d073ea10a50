"""Fusing scores is fair to each ranking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fuse import Ranking, fuse

SCORES = st.floats(min_value=-1, max_value=40, allow_nan=False)
RANKING = st.builds(
    Ranking, st.dictionaries(st.sampled_from("abcdefghij"), SCORES), cut=st.booleans()
)


def test_being_ahead_by_much_counts_more_than_by_little() -> None:
    """A clear favourite of one ranking beats a narrow one of the other, which ranks cannot say."""
    words = Ranking({"a": 20.0, "b": 5.0})
    meaning = Ranking({"b": 0.62, "a": 0.60})
    assert [key for key, _ in fuse([words, meaning])] == ["a", "b"]


def test_a_score_is_the_mean_share_of_the_best() -> None:
    """The best of both rankings has 1, half as good in one of them 0.75."""
    fused = fuse([Ranking({"a": 8.0, "b": 4.0}), Ranking({"a": 0.5, "b": 0.5})])
    assert fused == [("a", 1.0), ("b", 0.75)]


def test_what_a_cut_ranking_does_not_name_may_be_just_behind_its_last() -> None:
    """It gets that score; a whole ranking gives it nothing."""
    other = Ranking({"c": 1.0})
    assert dict(fuse([Ranking({"a": 4.0, "b": 2.0}, cut=True), other]))["c"] == 0.75
    assert dict(fuse([Ranking({"a": 4.0, "b": 2.0}), other]))["c"] == 0.5


@given(st.lists(RANKING, min_size=1, max_size=4))
def test_every_key_is_fused_once_best_first(rankings: list[Ranking]) -> None:
    """The result holds the union of the keys, scores between 1 and 0 and falling."""
    fused = fuse(rankings)
    assert sorted(key for key, _ in fused) == sorted(set().union(*(r.scores for r in rankings)))
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@given(st.lists(RANKING, max_size=4))
def test_the_order_of_rankings_does_not_matter(rankings: list[Ranking]) -> None:
    """No ranking is preferred."""
    assert fuse(rankings) == fuse(rankings[::-1])


@given(st.dictionaries(st.sampled_from("abcdefghij"), st.floats(0.01, 40), min_size=1))
def test_a_single_ranking_keeps_its_order(scores: dict[str, float]) -> None:
    """Fusing one ranking with one that found nothing changes no order."""
    fused = fuse([Ranking(scores), Ranking({})])
    assert [scores[key] for key, _ in fused] == sorted(scores.values(), reverse=True)
    assert fused[0][1] == pytest.approx(0.5)
