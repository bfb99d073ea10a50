"""How fast a model file reads and writes on this machine: one short measurement.

Opens the file, decodes on the CPU, closes it. Knows no prompt and no other file.
"""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pydantic import PositiveFloat

from bot.errors import GenerationFailed
from bot.models.llama_library import llama_cpp
from bot.models.native import NativeModel, capture_log, refused

# A typical grounded answer of the default model: what it reads that is not shared with the prompt
# before, and what it writes.
ANSWER_READS = 400
ANSWER_WRITES = 60

# The quickest step of each kind counts: 10 to 200 ms that no other process interrupted are found on
# a busy machine too, a whole undisturbed second is not.
_CHUNK_TOKENS = 128
_CHUNKS = 2
_WRITE_TOKENS = 16


@dataclass(frozen=True, slots=True)
class Throughput:
    """Tokens/s of reading a prompt (`prefill`) and of writing token after token (`decode`)."""

    prefill: PositiveFloat
    decode: PositiveFloat

    @property
    def answer_s(self) -> float:
        """Seconds of a typical answer."""
        return ANSWER_READS / self.prefill + ANSWER_WRITES / self.decode


def measure_throughput(path: Path, threads: int) -> Throughput:
    """Return what `path` reaches undisturbed on `threads` CPU threads: 1 s for the default model.

    Raises ModelRefused for a file that does not open, GenerationFailed for one that does not run.
    """
    with ExitStack() as opened:
        model = NativeModel(path)
        opened.callback(model.close)
        context = _open_context(model, threads)
        opened.callback(llama_cpp.llama_free, context)
        _decode(model, context, 1)  # touches the weights: pages from the disk, repacked rows
        return _round(model, context)


def _open_context(model: NativeModel, threads: int) -> "llama_cpp.llama_context_p":
    params = llama_cpp.llama_context_default_params()
    params.n_ctx = _CHUNK_TOKENS * _CHUNKS + _WRITE_TOKENS
    params.n_batch = params.n_ubatch = _CHUNK_TOKENS
    params.n_threads = params.n_threads_batch = threads
    params.no_perf = True
    context: llama_cpp.llama_context_p | None
    context = llama_cpp.llama_init_from_model(model.handle, params)
    if not context:
        raise refused(model.path, capture_log())
    return context


def _round(model: NativeModel, context: "llama_cpp.llama_context_p") -> Throughput:
    llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(context), False)  # noqa: FBT003 -- C
    chunks = [_timed(model, context, _CHUNK_TOKENS) for _ in range(_CHUNKS)]
    steps = [_timed(model, context, 1) for _ in range(_WRITE_TOKENS)]
    return Throughput(prefill=_CHUNK_TOKENS / min(chunks), decode=1 / min(steps))


def _timed(model: NativeModel, context: "llama_cpp.llama_context_p", count: int) -> float:
    began = time.perf_counter()
    _decode(model, context, count)
    return time.perf_counter() - began


def _decode(model: NativeModel, context: "llama_cpp.llama_context_p", count: int) -> None:
    """Decode `count` tokens at the end of the context; which ones does not matter to the time."""
    tokens = [place % model.vocabulary_tokens for place in range(count)]
    array = (llama_cpp.llama_token * count)(*tokens)
    status = llama_cpp.llama_decode(context, llama_cpp.llama_batch_get_one(array, count))
    if status != 0:
        raise GenerationFailed(
            f"The model {model.path.name} stopped with an error: llama_decode returned {status}.",
            remedy="Choose another GGUF file.",
        )
