"""How a graph of MiniLM's kind is opened: its tokenizer, its session, the file it is kept in."""

import os
from pathlib import Path

import onnx
from tokenizers import Tokenizer

from bot.errors import ModelRefused
from bot.models.byte_sums import byte_sums_overflow
from bot.models.onnx_library import onnx_errors, onnxruntime

_ERRORS_ONLY = 3
_REFUSALS = (
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.InvalidGraph,
    onnx_errors.InvalidProtobuf,
    onnx_errors.NoSuchFile,
    onnx_errors.RuntimeException,
)


def encodable(text: str) -> str:
    """Replace lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")


def open_tokenizer(path: Path) -> Tokenizer:
    """Open a tokenizer that neither pads nor cuts. Raises ModelRefused."""
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # tokenizers raises bare Exception for a bad file
        raise _refused(path, error) from error
    tokenizer.no_padding()  # tokenizer.json pads everything to 128
    tokenizer.no_truncation()
    return tokenizer


def open_session(graph: Path) -> onnxruntime.InferenceSession:
    """Open a graph that runs on the thread that calls. Raises ModelRefused."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = _ERRORS_ONLY
    try:
        if byte_sums_overflow():  # weights become unsigned bytes: right, and slower
            options.add_session_config_entry("session.x64quantprecision", "1")
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except _REFUSALS as error:
        raise _refused(graph, error) from error


def store_graph(model: onnx.ModelProto, path: Path) -> None:
    """Write a graph whole or not at all. Raises ModelRefused."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(model.SerializeToString())
        part.replace(path)
    except OSError as error:
        raise _refused(path, error) from error


def _refused(path: Path, error: Exception) -> ModelRefused:
    return ModelRefused(
        f"The file {path} cannot be used ({error}).",
        remedy="Delete it and run `paperbot models fetch minilm`.",
    )
