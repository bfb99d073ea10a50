"""A cross-encoder on llama.cpp: a query and a text read together, one score.

Implements `vectorstore.records.Reranker` for a GGUF file whose pooling is RANK (bge-reranker,
jina-reranker, Qwen3-Reranker). Texts are read one at a time: then a score depends on no other
text, and a small encoder keeps two cores busy with one.
"""

import math
import re
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from bot.errors import GenerationFailed, ModelRefused
from bot.models.cores import usable_cores
from bot.models.fingerprint import weights_fingerprint
from bot.models.gguf_metadata import is_reranker, read_metadata
from bot.models.llama_library import llama_cpp
from bot.models.native import NativeModel, capture_log, refused
from bot.models.pooled_batch import read_together

# A title and an abstract have 300 tokens; what is longer is cut at its end.
_CONTEXT_TOKENS = 512
_FIELD = re.compile(r"\{(query|document)\}")
_ABSENT = -1  # llama.cpp's token for "the vocabulary has none"


class LlamaReranker(AbstractContextManager["LlamaReranker"]):
    """An opened reranker. Safe to call from any number of threads, one at a time."""

    def __init__(self, path: Path, *, threads: int | None = None, gpu_layers: int = 0) -> None:
        """Open `path`. Raises ModelRefused for a file that is no reranker or cannot be read."""
        if not is_reranker(read_metadata(path)):
            raise ModelRefused(
                f"{path} is no reranker: it has no head that scores a query and a text together.",
                remedy="Choose a GGUF file made for reranking, or unset `reranker`.",
            )
        self.fingerprint = weights_fingerprint(path)
        self._asking = threading.Lock()
        with ExitStack() as opening:
            self._model = NativeModel(path, gpu_layers=gpu_layers)
            opening.callback(self._model.close)
            self._room = min(_CONTEXT_TOKENS, self._model.trained_tokens or _CONTEXT_TOKENS)
            self._context = self._open_context(threads or usable_cores())
            opening.callback(self._free_context)
            self._batch = llama_cpp.llama_batch_init(self._room, 0, 1)
            opening.callback(llama_cpp.llama_batch_free, self._batch)
            self._layout = _Layout(self._model)
            self._resources = opening.pop_all()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the weights, behind the query under way; scoring raises GenerationFailed then."""
        with self._asking:
            self._resources.close()

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score between 0 and 1 a text, higher for a better fit."""
        return [self._score(self._layout.assemble(query, text, self._room)) for text in texts]

    def _score(self, tokens: Sequence[int]) -> float:
        with self._asking, self._model.kept_open():
            status = read_together(self._context, self._batch, [tokens])
            found = llama_cpp.llama_get_embeddings_seq(self._context, 0)
            if status != 0 or not found or not math.isfinite(found[0]):
                raise GenerationFailed(
                    f"The reranker {self._model.path.name} gave no score (status {status}).",
                    remedy="Unset `reranker`, or choose another file.",
                )
            return float(found[0]) if self._layout.probable else _logistic(found[0])

    def _open_context(self, threads: int) -> llama_cpp.llama_context_p:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = self._room
        params.n_seq_max = 1
        params.n_threads = params.n_threads_batch = threads
        params.embeddings = True
        params.pooling_type = llama_cpp.LLAMA_POOLING_TYPE_RANK
        params.no_perf = True
        context: llama_cpp.llama_context_p | None
        context = llama_cpp.llama_init_from_model(self._model.handle, params)
        if not context:
            raise refused(self._model.path, capture_log())
        return context

    def _free_context(self) -> None:
        llama_cpp.llama_free(self._context)


class _Layout:
    """How a model wants a query and a text put together, as llama.cpp's own server does it."""

    def __init__(self, model: NativeModel) -> None:
        vocabulary = model.vocabulary
        ending = int(llama_cpp.llama_vocab_eos(vocabulary))
        separator = int(llama_cpp.llama_vocab_sep(vocabulary))
        ending = separator if ending == _ABSENT else ending
        leading = model.leading_token
        ends = [ending] if llama_cpp.llama_vocab_get_add_eos(vocabulary) else []
        separates = [separator] if llama_cpp.llama_vocab_get_add_sep(vocabulary) else []
        self._model = model
        self._begin = [] if leading is None else [leading]
        self._between = [token for token in [*ends, *separates] if token != _ABSENT]
        self._end = [token for token in ends if token != _ABSENT]
        template = llama_cpp.llama_model_chat_template(model.handle, b"rerank")
        self._template = template.decode("utf-8", "replace") if template else ""
        # llama.cpp takes the softmax over "yes" and "no" for Qwen3; other heads give a logit.
        self.probable = str(model.metadata.get("general.architecture")).startswith("qwen3")

    def assemble(self, query: str, text: str, room: int) -> list[int]:
        """Return at most `room` tokens: the text is cut at its end, a query at half the room.

        Names of control tokens count in the model's own template alone.
        """
        asked = self._model.tokenise(query, control=False)[: room // 2]
        read = self._model.tokenise(text, control=False)
        if not self._template:
            head, tail = [*self._begin, *asked, *self._between], self._end
            return [*head, *read[: max(0, room - len(head) - len(tail))], *tail]
        pieces = _FIELD.split(self._template)  # text, field, text, field, ... text
        fixed = [self._model.tokenise(piece, control=True) for piece in pieces[::2]]
        left = max(0, room - len(asked) - sum(map(len, fixed)))
        fields = {"query": asked, "document": read[:left]}
        tokens = list(fixed[0])
        for name, piece in zip(pieces[1::2], fixed[1:], strict=True):
            tokens += [*fields[name], *piece]
        return tokens[:room]


def _logistic(logit: float) -> float:
    """Return 1 / (1 + exp(-logit)), which overflows for no logit."""
    return 0.5 * (1.0 + math.tanh(0.5 * logit))
