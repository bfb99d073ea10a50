"""The same weights run as others run them: in fp32, padded to their batch or all to 256 tokens.

Both read the exact graph, so what differs from the product is how it is run.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from bot.models.bert_graph import DIMENSIONS, build_graph
from bot.models.minilm import MAX_TOKENS
from bot.models.onnx_library import onnxruntime
from vectorstore.records import Vectors

_FITTED_BATCH = 4  # abstracts a second, 256 tokens each, 2 threads: 4: 41; 1: 21 to 37; 8: 37
_PADDED_BATCH = 32  # Chroma's
_ERRORS_ONLY = 3


class FittedReference:
    """fp32, texts of like length padded to the longest of their batch: paperbot before int8."""

    def __init__(self, weights: Path, tokenizer: Path, *, threads: int) -> None:
        """Open verified files. Raises ModelRefused for others."""
        self._tokenizer = _open_tokenizer(tokenizer)
        self._tokenizer.no_padding()
        # Threads that spin while they wait take the cores from whatever else runs.
        self._session = _open_session(weights, threads, spinning=False)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        for start in range(0, len(order), _FITTED_BATCH):
            places = order[start : start + _FITTED_BATCH]
            vectors[places] = _run(self._session, [encodings[place] for place in places])
        return vectors


class PaddedReference:
    """fp32, every text padded to 256 tokens: Chroma's ONNXMiniLM_L6_V2, its default embedder.

    Its own model.onnx would be downloaded; batches, padding and one call of the tokenizer a text
    are as in chromadb 1.5.9, the graph is ours, with fused attention and pooling.
    """

    def __init__(self, weights: Path, tokenizer: Path, *, threads: int) -> None:
        """Open verified files. Raises ModelRefused for others."""
        self._tokenizer = _open_tokenizer(tokenizer)
        self._tokenizer.enable_padding(length=MAX_TOKENS)
        self._session = _open_session(weights, threads, spinning=True)  # the default

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text."""
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        for start in range(0, len(texts), _PADDED_BATCH):
            batch = texts[start : start + _PADDED_BATCH]
            encodings = [self._tokenizer.encode(text) for text in batch]
            vectors[start : start + len(batch)] = _run(self._session, encodings)
        return vectors


def _open_tokenizer(path: Path) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _open_session(weights: Path, threads: int, *, spinning: bool) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spinning)))
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    return onnxruntime.InferenceSession(
        build_graph(weights).SerializeToString(), options, providers=["CPUExecutionProvider"]
    )


def _run(session: onnxruntime.InferenceSession, encodings: Sequence[Encoding]) -> Vectors:
    longest = max(len(encoding.ids) for encoding in encodings)
    ids = np.zeros((len(encodings), longest), np.int32)  # 0 is the padding token
    mask = np.zeros_like(ids)
    for row, encoding in enumerate(encodings):
        ids[row, : len(encoding.ids)] = encoding.ids
        mask[row, : len(encoding.ids)] = encoding.attention_mask
    vectors: Vectors = session.run(["vectors"], {"ids": ids, "mask": mask})[0]
    return vectors
