"""llama.cpp's memory of several sequences, and the step that lengthens them.

Implements `bot.engine.ports.Decoder`. Each sequence has its own stretch of the key-value cache
("stream"): attention then costs what the sequence's own length costs. With one cache shared by all
(`kv_unified`), 16 sequences of 176 tokens decode at 218 instead of 341 tokens/s on two cores
(docs/decisions.md, "a stream for every reader"). Used by the engine's thread alone.
"""

import ctypes
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from bot.engine.drafting import DRAFT_TOKENS_MOST
from bot.engine.ports import DecodeFailed, Limits, Run
from bot.models.llama_library import llama_cpp
from bot.models.memory import kv_bytes_per_token
from bot.models.native import NativeModel, capture_log, refused

Logits: TypeAlias = npt.NDArray[np.float32]

_BATCH_TOKENS = 512  # one step; larger ones read no faster here (docs/performance.md)
_CELLS_MULTIPLE = 256  # llama.cpp rounds a sequence's room up to this


class NativeDecoder(AbstractContextManager["NativeDecoder"]):
    """A context of llama.cpp over opened weights. Close it before them."""

    def __init__(
        self,
        model: NativeModel,
        *,
        sequences: int,
        context_tokens: int,
        threads: int,
        batch_tokens: int = _BATCH_TOKENS,
    ) -> None:
        """Take memory for `sequences` of at most `context_tokens` each.

        Raises ModelRefused when there is not enough of it.
        """
        self.model = model
        cells = -(-context_tokens // _CELLS_MULTIPLE) * _CELLS_MULTIPLE
        self.limits = Limits(
            sequences=sequences,
            context_tokens=context_tokens,
            batch_tokens=min(batch_tokens, cells * sequences),
            can_cut=model.can_cut,
        )
        self.kv_bytes = kv_bytes_per_token(model.metadata) * cells * sequences
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = cells * sequences
        params.n_seq_max = sequences
        params.n_batch = params.n_ubatch = self.limits.batch_tokens
        params.n_outputs_max = min(self.limits.batch_tokens, sequences * (1 + DRAFT_TOKENS_MOST))
        params.n_threads = params.n_threads_batch = threads
        params.kv_unified = False
        params.flash_attn_type = _flash_attention(model)
        params.no_perf = True
        context: llama_cpp.llama_context_p | None
        context = llama_cpp.llama_init_from_model(model.handle, params)
        if not context:
            raise refused(model.path, capture_log())
        self._context = context
        self._memory = llama_cpp.llama_get_memory(context)
        self._batch = _Batch(self.limits.batch_tokens)
        self._logits: Logits = np.empty((0, model.vocabulary_tokens), np.float32)
        self._best: npt.NDArray[np.intp] | None = None

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the memory of all sequences."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None

    def decode(self, runs: Sequence[Run]) -> None:
        """Append to sequences, at most one run each, in rising order. Raises DecodeFailed."""
        rows = self._batch.fill(runs)
        status = llama_cpp.llama_decode(self._context, self._batch.native)
        self._best = None
        if status != 0:
            raise DecodeFailed(f"llama_decode returned {status}")
        if rows:
            self._logits = self._outputs(rows)

    def copy(self, source: int, target: int, tokens: int) -> None:
        """Make `target` the first `tokens` of `source`; all of it where no part can be cut."""
        llama_cpp.llama_memory_seq_rm(self._memory, target, -1, -1)
        # between streams only whole ones can be copied
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, -1, -1)
        if self.limits.can_cut:
            llama_cpp.llama_memory_seq_rm(self._memory, target, tokens, -1)

    def cut(self, sequence: int, tokens: int) -> None:
        """Keep only the first `tokens` of a sequence; none is the only cut without `can_cut`."""
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, tokens or -1, -1)

    def _outputs(self, rows: int) -> Logits:
        """Return llama.cpp's own array of the last step, shape (rows, vocabulary)."""
        width = self.model.vocabulary_tokens
        start = ctypes.addressof(llama_cpp.llama_get_logits(self._context).contents)
        floats = (ctypes.c_float * (rows * width)).from_address(start)  # as_array takes 80 us
        outputs: Logits = np.frombuffer(memoryview(floats), np.float32).reshape(rows, width)
        return outputs

    def logits(self, row: int) -> Logits:
        """Return one output of the last step, shape (vocabulary,); valid until the next."""
        found: Logits = self._logits[row]
        return found

    def best(self, row: int) -> int:
        """Return the likeliest token of one output of the last step."""
        if self._best is None:  # for all rows at once: 6 us each instead of 9
            self._best = self._logits.argmax(axis=1)
        return int(self._best[row])


class _Batch:
    """llama.cpp's batch over numpy arrays, written as a whole."""

    def __init__(self, tokens: int) -> None:
        self._tokens = np.zeros(tokens, np.int32)
        self._positions = np.zeros(tokens, np.int32)
        self._sequences = np.zeros(tokens, np.int32)
        self._outputs = np.zeros(tokens, np.int8)
        self._ones = np.ones(tokens, np.int32)
        # each token's list of sequences has one entry: the element of _sequences at its place
        stride = self._sequences.itemsize
        first = self._sequences.ctypes.data
        self._pointers = np.arange(first, first + stride * tokens, stride, dtype=np.uintp)
        self.native = llama_cpp.llama_batch(
            0,
            _pointer(self._tokens, ctypes.c_int32),
            None,
            _pointer(self._positions, ctypes.c_int32),
            _pointer(self._ones, ctypes.c_int32),
            _pointer(self._pointers, ctypes.POINTER(ctypes.c_int32)),
            _pointer(self._outputs, ctypes.c_int8),
        )

    def fill(self, runs: Sequence[Run]) -> int:
        """Write the runs one behind the other; return how many outputs they have."""
        tokens: list[int] = []
        positions: list[int] = []
        sequences: list[int] = []
        outputs: list[int] = []
        for run in runs:
            length = len(run.tokens)
            tokens += run.tokens
            positions += range(run.start, run.start + length)
            sequences += [run.sequence] * length
            outputs += [0] * (length - run.outputs) + [1] * run.outputs
        count = len(tokens)
        self._tokens[:count] = tokens  # one assignment each: five a run would take 80 us for 16
        self._positions[:count] = positions
        self._sequences[:count] = sequences
        self._outputs[:count] = outputs
        self.native.n_tokens = count
        return sum(outputs)


# A pointer's type depends on what it points to; ctypes has no common one.
def _pointer(array: npt.NDArray[np.generic], kind: Any) -> Any:  # noqa: ANN401 -- as above
    return ctypes.cast(array.ctypes.data, ctypes.POINTER(kind))


def _flash_attention(model: NativeModel) -> int:
    """Return llama.cpp's switch: it decides itself with a GPU, without one it is off.

    On two cores, 16 sequences of 448 tokens decode at 263 tokens/s without and 150 with it.
    """
    if model.on_gpu:
        return int(llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO)
    return int(llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED)
