"""An embedder that gives way to readers: the same vectors, in pieces."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.engine.cores import Cores
from bot.models.patient import PatientEmbedder
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Vectors

TEXTS = ["graph", "a long text about walnuts", "trees", "nets", "the sea", "on nuts", "a"]


class Counting(HashedEmbedder):
    """Remembers how many texts it was given at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[int] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed, and remember."""
        self.given.append(len(texts))
        return super().embed_passages(texts)


@pytest.mark.parametrize("served", [False, True])
def test_vectors_are_those_of_the_embedder(*, served: bool) -> None:
    """Each text gets its own vector, in the order given, whoever is being served."""
    cores = Cores()
    if served:
        cores.take()
    patient = PatientEmbedder(HashedEmbedder(), cores)
    assert np.array_equal(patient.embed_passages(TEXTS), HashedEmbedder().embed_passages(TEXTS))


def test_passages_go_in_small_pieces() -> None:
    """No piece is longer than a reader's step may be held up."""
    counting = Counting()
    PatientEmbedder(counting, Cores()).embed_passages(TEXTS * 2)
    assert counting.given == [8, 6]


def test_nothing_is_embedded_of_nothing() -> None:
    """No texts give an empty array of the right width."""
    patient = PatientEmbedder(HashedEmbedder(), Cores())
    assert patient.embed_passages([]).shape == (0, patient.dimensions)


def test_it_stands_for_the_embedder() -> None:
    """Fingerprint and questions are those of the one behind it."""
    behind = HashedEmbedder()
    patient = PatientEmbedder(behind, Cores())
    assert patient.fingerprint == behind.fingerprint
    assert np.array_equal(patient.embed_query("graph"), behind.embed_query("graph"))
