"""An embedder that gives way: passages that nobody waits for, in small pieces between answers.

Implements `vectorstore.records.Embedder` over another. A question is embedded at once; passages
of an addition rest behind every few of them while readers are being served.
"""

from collections.abc import Sequence

import numpy as np

from bot.engine.cores import Cores
from vectorstore.records import Embedder, Vectors

_PIECE = 8  # passages: a tenth of a second of two cores, so a reader's step is held up by no more


class PatientEmbedder:
    """Embeds like the embedder it is given, later."""

    def __init__(self, embedder: Embedder, cores: Cores) -> None:
        self.fingerprint = embedder.fingerprint
        self.dimensions = embedder.dimensions
        self._embedder = embedder
        self._cores = cores

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,), without delay."""
        return self._embedder.embed_query(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions).

        Texts of like length share a piece, so the threads of the embedder end it together.
        """
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), _PIECE):
            places = order[start : start + _PIECE]
            with self._cores.piece():
                vectors[places] = self._embedder.embed_passages([texts[n] for n in places])
        return vectors
