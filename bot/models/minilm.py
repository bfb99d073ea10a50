"""The embedder: all-MiniLM-L6-v2 on onnxruntime, texts to unit vectors.

Implements `vectorstore.records.Embedder`. The graph is written once from the verified weights and
kept beside them. One on every machine, so that a library may move between them.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.models.bert_graph import DIMENSIONS
from bot.models.cores import usable_cores
from bot.models.onnx_session import encodable, open_session, open_tokenizer, store_graph
from bot.models.quantised_graph import RECIPE, build_quantised_graph
from vectorstore.records import Vectors

MAX_TOKENS = 256  # the length the model was made for; its tokenizer.json says 128


class MiniLM:
    """Embeds passages and questions alike: this model knows no difference between the two."""

    def __init__(
        self, weights: Path, tokenizer: Path, *, weights_sha256: str, threads: int | None = None
    ) -> None:
        """Open verified files; `threads` None is one a physical core.

        Writes the graph beside `weights` if it is not there. Raises ModelRefused for files that
        cannot be used.
        """
        self.fingerprint = f"minilm-{weights_sha256[:12]}-{RECIPE}"
        self.dimensions = DIMENSIONS
        self._tokenizer = open_tokenizer(tokenizer)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        graph = weights.with_name(f"{self.fingerprint}.onnx")
        if not graph.exists():
            store_graph(build_quantised_graph(weights), graph)
        self._threads = threads or usable_cores()
        self._session = open_session(graph)

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (384,)."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), 384).

        A thread runs a text from end to end: two that share one wait for each other after each of
        300 operators, and texts side by side would have to be padded to the longest.
        """
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        encodings = self._tokenizer.encode_batch([encodable(text) for text in texts])

        def run(place: int) -> None:
            ids = np.array([encodings[place].ids], np.int32)
            vectors[place] = self._session.run(["vectors"], {"ids": ids})[0][0]

        # The longest first, so that all threads end at the same time.
        order = sorted(range(len(texts)), key=lambda place: -len(encodings[place].ids))
        if self._threads == 1 or len(order) == 1:
            for place in order:
                run(place)
        else:
            with ThreadPoolExecutor(self._threads) as threads:
                list(threads.map(run, order))  # the list raises what was raised in a thread
        return vectors
