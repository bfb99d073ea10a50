"""Passages become one vector a paper."""

import numpy as np

from vectorstore.pooling import pool
from vectorstore.records import Passage


def _passage(paper_id: str, ordinal: int = 0) -> Passage:
    return Passage(paper_id, ordinal, first=1, last=1, text="", tokens=0)


def test_a_paper_points_where_its_passages_do_on_average() -> None:
    """Papers keep their order, and every vector has length 1."""
    passages = [_passage("b"), _passage("a"), _passage("b", 1)]
    vectors = np.array([[1, 0], [0, 1], [0, 1]], np.float32)
    ids, pooled = pool(passages, vectors)
    assert ids == ["b", "a"]
    np.testing.assert_allclose(pooled, [[0.5**0.5, 0.5**0.5], [0, 1]], rtol=1e-6)


def test_passages_that_cancel_out_give_no_direction() -> None:
    """Zeros, not numbers that are none."""
    passages = [_passage("a"), _passage("a", 1)]
    assert pool(passages, np.array([[1, 0], [-1, 0]], np.float32))[1].tolist() == [[0, 0]]


def test_no_passages_give_no_papers() -> None:
    """The shape tells how many dimensions there would be."""
    ids, pooled = pool([], np.zeros((0, 3), np.float32))
    assert (ids, pooled.shape) == ([], (0, 3))
