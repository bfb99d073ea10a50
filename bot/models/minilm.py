"""The embedder: all-MiniLM-L6-v2 on onnxruntime, texts to unit vectors.

Implements `vectorstore.records.Embedder`. The graph is written once from the verified weights and
kept beside them. fp32: dynamic int8 is 1.7 times as fast, but its vectors agree to 0.995 only and
cost 0.018 nDCG@10 on SciFact.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Encoding, Tokenizer

from bot.errors import ModelRefused
from bot.models.bert_graph import DIMENSIONS, RECIPE, build_graph
from bot.models.cores import usable_cores
from bot.models.onnx_library import onnx_errors, onnxruntime
from vectorstore.records import Vectors

MAX_TOKENS = 256  # the length the model was made for; its tokenizer.json says 128
_BATCH = 4  # abstracts a second, 256 tokens each, 2 threads: 4: 41; 1: 21 to 37; 8: 37; 16: 35
_ERRORS_ONLY = 3
_REFUSALS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NoSuchFile,
    onnx_errors.RuntimeException,
)


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
        self._tokenizer = _open_tokenizer(tokenizer)
        graph = weights.with_name(f"{self.fingerprint}.onnx")
        if not graph.exists():
            _store(build_graph(weights), graph)
        self._session = _open_session(graph, threads or usable_cores())

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (384,)."""
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), 384).

        Texts of like length share a batch, so little padding is computed.
        """
        vectors = np.empty((len(texts), DIMENSIONS), np.float32)
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        order = sorted(range(len(texts)), key=lambda place: len(encodings[place].ids))
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            vectors[places] = self._run([encodings[place] for place in places])
        return vectors

    def _run(self, encodings: Sequence[Encoding]) -> Vectors:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int32)  # 0 is the padding token
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        vectors: Vectors = self._session.run(["vectors"], {"ids": ids, "mask": mask})[0]
        return vectors


def _encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _open_tokenizer(path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception for a bad file
        raise _refused(path, error) from error
    tokenizer.no_padding()  # padded by batch; tokenizer.json pads everything to 128
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _open_session(graph: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = _ERRORS_ONLY
    # threads that spin while they wait take the cores from the decoder beside them
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except _REFUSALS as error:
        raise _refused(graph, error) from error


def _store(model: onnx.ModelProto, path: Path) -> None:
    """Write the graph whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(model.SerializeToString())
        part.replace(path)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: Exception) -> ModelRefused:
    return ModelRefused(
        f"The embedder cannot use {path} ({error}).",
        remedy="Delete it and run `paperbot models fetch minilm`.",
    )
