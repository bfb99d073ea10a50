"""The embedder: all-MiniLM-L6-v2 on onnxruntime, texts to unit vectors.

Implements `vectorstore.records.Embedder`. The graph is written once from the verified weights and
kept beside them. One on every machine, so that a library may move between them.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Tokenizer

from bot.errors import ModelRefused
from bot.models.bert_graph import DIMENSIONS
from bot.models.byte_sums import byte_sums_overflow
from bot.models.cores import usable_cores
from bot.models.onnx_library import onnx_errors, onnxruntime
from bot.models.quantised_graph import RECIPE, build_quantised_graph
from vectorstore.records import Vectors

MAX_TOKENS = 256  # the length the model was made for; its tokenizer.json says 128
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
            _store(build_quantised_graph(weights), graph)
        self._threads = threads or usable_cores()
        self._session = _open_session(graph)

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
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])

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


def _encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _open_tokenizer(path: Path) -> Tokenizer:
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception for a bad file
        raise _refused(path, error) from error
    tokenizer.no_padding()  # tokenizer.json pads everything to 128
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def _open_session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # the thread that calls
    options.log_severity_level = _ERRORS_ONLY
    try:
        if byte_sums_overflow():  # weights become unsigned bytes: right, and slower
            options.add_session_config_entry("session.x64quantprecision", "1")
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
