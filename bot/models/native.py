"""A GGUF file opened by llama.cpp: its vocabulary, its facts, and the library's log.

Knows no chat, no template and no decoding. Importing llama_cpp installs a log callback that writes
to stderr; `capture_log` replaces it before anything is opened, so nothing native is ever printed.
"""

import ctypes
import functools
import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.errors import GenerationFailed, ModelRefused
from bot.models.gguf_metadata import read_metadata
from bot.models.llama_library import llama_cpp

LOG = logging.getLogger("paperbot.llama_cpp")

# ggml.h's levels to Python's (llama_cpp._logger still has the numbers of an older ggml.h).
# Its INFO is a hundred lines a model: detail, to us.
_LEVELS = {1: logging.DEBUG, 2: logging.DEBUG, 3: logging.INFO, 4: logging.ERROR}
_CONTINUED = 5
_ALL_LAYERS = 999  # more than any model has: "as many as fit the call"


class NativeLog:
    """llama.cpp's log, handed on to `logging`; remembers the last errors for a message."""

    def __init__(self) -> None:
        LOG.addHandler(logging.NullHandler())  # else Python prints errors on stderr by itself
        self.errors: deque[str] = deque(maxlen=8)
        self._level = logging.DEBUG
        self._callback = llama_cpp.llama_log_callback(self._receive)
        llama_cpp.llama_log_set(self._callback, ctypes.c_void_p(0))

    def _receive(self, level: int, text: bytes, _data: object) -> None:
        if level != _CONTINUED:
            self._level = _LEVELS.get(level, logging.DEBUG)
        line = text.decode("utf-8", "replace").strip()
        if not line:
            return
        if self._level >= logging.ERROR:
            self.errors.append(line)
        LOG.log(self._level, "%s", line)


@functools.cache
def capture_log() -> NativeLog:
    """Send llama.cpp's log to `logging` from here on; the first call of a process does it.

    The cache keeps the callback alive: llama.cpp holds only a bare pointer to it.
    """
    log = NativeLog()
    llama_cpp.llama_backend_init()
    return log


class NativeModel:
    """The weights and vocabulary of one file. Reading the vocabulary is safe from any thread.

    After `close` too, when it raises GenerationFailed: readers may still hold tokens to be told.
    """

    def __init__(self, path: Path, *, gpu_layers: int = 0) -> None:
        """Open `path`; `gpu_layers` below 0 means all of them.

        Raises ModelRefused with llama.cpp's own last word when it will not load the file.
        """
        self.path = path
        self._reading = threading.RLock()
        self.metadata = read_metadata(path)
        log = capture_log()
        log.errors.clear()
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = gpu_layers if gpu_layers >= 0 else _ALL_LAYERS
        params.use_extra_bufts = not has_amx()
        handle = llama_cpp.llama_model_load_from_file(str(path).encode(), params)
        if not handle:
            raise refused(path, log)
        self.handle = handle
        self.on_gpu = bool(gpu_layers and llama_cpp.llama_supports_gpu_offload())
        self.vocabulary = llama_cpp.llama_model_get_vocab(handle)

    def close(self) -> None:
        """Free the weights. The model must not be used afterwards."""
        with self._reading:
            if self.handle:
                llama_cpp.llama_model_free(self.handle)
                self.handle = None

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Keep the model from being closed meanwhile. Raises GenerationFailed where it is."""
        with self._reading:
            if not self.handle:
                raise GenerationFailed(
                    "The model has been closed.",
                    remedy="Open it again, or wait for the server to restart.",
                )
            yield

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return int(llama_cpp.llama_model_n_params(self.handle))

    @property
    def trained_tokens(self) -> int:
        """Length of context the model was trained for."""
        return int(llama_cpp.llama_model_n_ctx_train(self.handle))

    @property
    def vocabulary_tokens(self) -> int:
        """Number of tokens the model knows."""
        return int(llama_cpp.llama_vocab_n_tokens(self.vocabulary))

    @property
    def can_cut(self) -> bool:
        """Whether part of a sequence can be dropped: recurrent layers keep one state only."""
        return not (
            llama_cpp.llama_model_is_recurrent(self.handle)
            or llama_cpp.llama_model_is_hybrid(self.handle)
        )

    @property
    def leading_token(self) -> int | None:
        """The token that must begin every prompt, for the models that want one."""
        if not llama_cpp.llama_vocab_get_add_bos(self.vocabulary):
            return None
        return int(llama_cpp.llama_vocab_bos(self.vocabulary))

    @property
    def end_token(self) -> int:
        """The token that ends a text; 0 where the vocabulary has none."""
        return max(0, int(llama_cpp.llama_vocab_eos(self.vocabulary)))

    def ending_tokens(self) -> frozenset[int]:
        """Return the tokens with which the model says that it has finished."""
        return frozenset(
            token
            for token in range(self.vocabulary_tokens)
            if llama_cpp.llama_vocab_is_eog(self.vocabulary, token)
        )

    def tokenise(self, text: str, *, control: bool) -> list[int]:
        """Return token ids; with `control`, names of control tokens become those tokens.

        Lone surrogates (JSON can carry them) are replaced: UTF-8 has no form for them.
        """
        data = text.encode("utf-8", "replace")
        # a token is at least one byte, and some vocabularies write a space as the three of "\u2581"
        room = 3 * len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        with self.kept_open():
            found = llama_cpp.llama_tokenize(
                self.vocabulary,
                data,
                len(data),
                tokens,
                room,
                False,  # noqa: FBT003 -- positional-only C call: no leading token
                control,
            )
        return list(tokens[: max(found, 0)])

    def piece(self, token: int, *, control: bool = False) -> bytes:
        """Return a token's bytes, empty for a control token unless `control`."""
        room = 256
        while True:
            buffer = ctypes.create_string_buffer(room)
            with self.kept_open():
                size = llama_cpp.llama_token_to_piece(
                    self.vocabulary, token, buffer, room, 0, control
                )
            if size >= 0:
                return buffer.raw[:size]
            room = -size

    def single_tokens(self, names: Sequence[str]) -> frozenset[int]:
        """Return the ids of those names that are one token each in this vocabulary."""
        ids = (self.tokenise(name, control=True) for name in names)
        return frozenset(found[0] for found in ids if len(found) == 1)


def has_amx() -> bool:
    """Whether this build decodes with Intel's tile instructions, which must not be used.

    Built by GCC 12, whose `_tile_loadconfig` tells the compiler of 8 of the 64 bytes it reads,
    the first llama_decode ends the process (general protection fault at `ldtilecfg`; seen with
    0.3.36 on a Xeon with amx_int8). llama.cpp keeps these kernels among its "extra buffers".
    """
    return b"AMX_INT8 = 1" in llama_cpp.llama_print_system_info()


def batches_alike() -> bool:
    """Whether a token's logits are the same to the last bit however it is batched.

    Not with llamafile's matrix kernels: they serve several tokens at once and leave single ones to
    others, which add up in another order. See `SAME_BITS` in the Makefile.
    """
    return b"LLAMAFILE = 1" not in llama_cpp.llama_print_system_info()


def refused(path: Path, log: NativeLog) -> ModelRefused:
    """Say that llama.cpp will not load `path`, with the reason it logged."""
    why = log.errors[0] if log.errors else "it gave no reason"
    return ModelRefused(
        f"The file {path} is not a model that llama.cpp can read ({why}).",
        remedy="Choose another GGUF file, or fetch this one again if it should be whole.",
    )
