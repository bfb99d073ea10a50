"""Fusing ranks is fair to each ranking."""

from hypothesis import given
from hypothesis import strategies as st

from vectorstore.fuse import reciprocal_rank_fusion

RANKING = st.lists(st.sampled_from("abcdefghij"), unique=True)


def test_two_second_places_beat_one_first() -> None:
    """Agreement counts more than one ranking's favourite."""
    fused = reciprocal_rank_fusion([["a", "b"], ["c", "b"]])
    assert fused[0] == ("b", 2 / 12)


@given(st.lists(RANKING, max_size=4))
def test_every_key_is_fused_once_best_first(rankings: list[list[str]]) -> None:
    """The result holds the union of the keys, scores falling."""
    fused = reciprocal_rank_fusion(rankings)
    assert sorted(key for key, _ in fused) == sorted(set().union(*rankings))
    scores = [score for _, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(st.lists(RANKING, max_size=4))
def test_the_order_of_rankings_does_not_matter(rankings: list[list[str]]) -> None:
    """No ranking is preferred."""
    assert reciprocal_rank_fusion(rankings) == reciprocal_rank_fusion(rankings[::-1])


@given(RANKING)
def test_a_single_ranking_stays_as_it_is(ranking: list[str]) -> None:
    """Fusing one ranking keeps its order."""
    assert [key for key, _ in reciprocal_rank_fusion([ranking])] == ranking
