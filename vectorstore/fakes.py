"""Stand-ins for three ports of the store, for tests: no weights, no vocabulary.

They keep the contract (unit vectors, counts that grow with the text), not the quality: texts are
near where they share words.
"""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from vectorstore.records import Vectors

_WORD = re.compile(r"\w+")


class HashedEmbedder:
    """Embeds a text as a bag of its words, each hashed to a dimension."""

    def __init__(self, fingerprint: str = "hashed-words-256", dimensions: int = 256) -> None:
        self._fingerprint = fingerprint
        self._dimensions = dimensions

    @property
    def fingerprint(self) -> str:
        """Name the recipe."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions)."""
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a text, shape (dimensions,)."""
        vector = np.zeros(self._dimensions, dtype=np.float32)
        vector[0] = 1e-3  # a text without words has a direction too
        for word in _WORD.findall(text.lower()):
            vector[zlib.crc32(word.encode()) % self._dimensions] += 1.0
        unit: Vectors = vector / np.float32(np.linalg.norm(vector))
        return unit


class LastWordReranker:
    """Scores a text 1 where it ends with the query's last word, else 0."""

    fingerprint = "last-word"

    def __init__(self) -> None:
        self.read: list[int] = []  # how many texts each call had

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score a text."""
        self.read.append(len(texts))
        last = _WORD.findall(query.lower())[-1:]
        return [float(_WORD.findall(text.lower())[-1:] == last) for text in texts]


class WordCounter:
    """Counts words where a model counts tokens."""

    def count(self, text: str) -> int:
        """Return the number of words between white space."""
        return len(text.split())
