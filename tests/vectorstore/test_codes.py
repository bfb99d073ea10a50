"""Codes stand for vectors: a byte a dimension, and cosines that hold."""

import numpy as np

from vectorstore.codes import Codes, encode
from vectorstore.records import Vectors


def _units(papers: int, dimensions: int = 384) -> Vectors:
    drawn = np.random.default_rng(1).normal(size=(papers, dimensions)).astype(np.float32)
    units: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return units


def test_cosines_of_codes_are_those_of_the_vectors() -> None:
    """Within a few thousandths, for more rows than fit one block and in any order."""
    vectors = _units(1_300)
    codes = Codes.decode(encode(vectors))
    rows = np.arange(1_300)[::-1]
    assert np.abs(codes.similarities(vectors[7], rows) - vectors[rows] @ vectors[7]).max() < 0.005
    assert codes.known.all()


def test_a_code_has_a_byte_a_dimension() -> None:
    """Whatever the vector: one of zeros is no division by zero."""
    assert [len(code) for code in encode(_units(3, 40))] == [40] * 3
    assert encode(np.zeros((1, 4), np.float32)) == [bytes(4)]


def test_papers_without_a_vector_are_known_as_such() -> None:
    """They have a row all the same, so that rows are papers."""
    codes = Codes.decode([None, *encode(_units(1)), None])
    assert codes.known.tolist() == [False, True, False]
    assert Codes.decode([None]).known.tolist() == [False]
    assert Codes.decode([]).known.tolist() == []
