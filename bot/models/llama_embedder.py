"""An embedder on llama.cpp: any GGUF file made for embedding, on a GPU where there is one.

Implements `vectorstore.records.Embedder` for encoders (BERT and its kin) and for decoders whose
last token stands for the text (Qwen3-Embedding). Several texts are computed side by side. Knows
which file is opened, not where it came from.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
from gguf import PoolingType

from bot.errors import GenerationFailed, ModelRefused
from bot.models.cores import usable_cores
from bot.models.embedding_recipe import Recipe, embedding_recipe
from bot.models.fingerprint import weights_fingerprint
from bot.models.llama_library import llama_cpp
from bot.models.native import NativeModel, capture_log, refused
from bot.models.pooled_batch import read_together
from vectorstore.records import Vectors

# A passage has 200 tokens, a whole abstract 300 to 700; what is longer is cut at its end.
_TEXT_TOKENS = 1024
# A token is set against all others of its batch, those of other texts too, which are then masked.
# MiniLM on two cores, abstracts/s: 256 tokens a batch 9.7, 512: 11.3, 1,024: 4, 2,048: 3 to 4.
_BATCH_TOKENS_CPU = 512
_BATCH_TOKENS_GPU = 4096  # not measured
_BATCH_TEXTS = 64
_VERSION = "v1"


class LlamaEmbedder(AbstractContextManager["LlamaEmbedder"]):
    """An opened embedding model. Safe to call from any number of threads, one at a time."""

    def __init__(self, path: Path, *, threads: int | None = None, gpu_layers: int = 0) -> None:
        """Open `path`; `gpu_layers` below 0 means all of them, `threads` None the cores at hand.

        Raises ModelRefused for a file that is no embedder or cannot be read.
        """
        self._asking = threading.Lock()
        with ExitStack() as opening:
            self._model = NativeModel(path, gpu_layers=gpu_layers)
            opening.callback(self._model.close)
            self._recipe = _recipe(self._model)
            self.fingerprint = f"gguf-{weights_fingerprint(path)}-{self._recipe.name}-{_VERSION}"
            self.dimensions = int(llama_cpp.llama_model_n_embd_out(self._model.handle))
            self._begin, self._end = _frame(self._model, self._recipe)
            self._room = min(_TEXT_TOKENS, self._model.trained_tokens or _TEXT_TOKENS)
            self._usual = _BATCH_TOKENS_GPU if self._model.on_gpu else _BATCH_TOKENS_CPU
            self._most = max(self._room, self._usual)  # a longer text stands alone in its batch
            self._context = self._open_context(threads or usable_cores())
            opening.callback(llama_cpp.llama_free, self._context)
            self._batch = llama_cpp.llama_batch_init(self._most, 0, 1)
            opening.callback(llama_cpp.llama_batch_free, self._batch)
            self._resources = opening.pop_all()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free the weights, behind the batch under way; embedding raises GenerationFailed then."""
        with self._asking:
            self._resources.close()

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,)."""
        vector: Vectors = self._embed([self._recipe.before_query + text])[0]
        return vector

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions)."""
        return self._embed([self._recipe.before_passage + text for text in texts])

    def _embed(self, texts: Sequence[str]) -> Vectors:
        sequences = [self._tokenise(text) for text in texts]
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for places in batches([len(tokens) for tokens in sequences], self._usual):
            with self._asking, self._model.kept_open():
                vectors[places] = self._run(sequences[places])
        return vectors

    def _tokenise(self, text: str) -> list[int]:
        """Return at least one token, so that a text of no words has a vector too."""
        room = self._room - len(self._begin) - len(self._end)
        words = self._model.tokenise(text, control=False)[:room]
        return [*self._begin, *words, *self._end] or [self._model.end_token]

    def _run(self, sequences: Sequence[Sequence[int]]) -> Vectors:
        """Compute texts side by side, which fit the batch: (len(sequences), dimensions)."""
        status = read_together(self._context, self._batch, sequences)
        vectors = np.zeros((len(sequences), self.dimensions), np.float32)
        for place in range(len(sequences) if status == 0 else 0):
            found = llama_cpp.llama_get_embeddings_seq(self._context, place)
            if found:
                vectors[place] = np.ctypeslib.as_array(found, (self.dimensions,))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not (np.isfinite(lengths) & (lengths > 0)).all():
            raise GenerationFailed(
                f"The embedder {self._model.path.name} gave no vector (status {status}).",
                remedy="Set embedder to minilm, or to another file.",
            )
        unit: Vectors = vectors / lengths
        return unit

    def _open_context(self, threads: int) -> llama_cpp.llama_context_p:
        params = llama_cpp.llama_context_default_params()
        # One step a batch: a mean over a text that was cut into two steps would be of its end.
        params.n_ctx = params.n_batch = params.n_ubatch = self._most
        params.n_seq_max = _BATCH_TEXTS
        params.kv_unified = True  # else each text had a 64th of the room
        params.n_threads = params.n_threads_batch = threads
        params.embeddings = True
        params.pooling_type = int(self._recipe.pooling)
        params.no_perf = True  # flash attention stays at its default: wherever the device has it
        context: llama_cpp.llama_context_p | None
        context = llama_cpp.llama_init_from_model(self._model.handle, params)
        if not context:
            raise refused(self._model.path, capture_log())
        return context


def batches(lengths: Sequence[int], most_tokens: int) -> Iterator[slice]:
    """Cut texts of these lengths, in tokens, into runs that are computed together, in order.

    A run holds at most 64 texts and `most_tokens` tokens, unless its only text has more.
    """
    start = tokens = 0
    for place, length in enumerate(lengths):
        if place > start and (tokens + length > most_tokens or place - start == _BATCH_TEXTS):
            yield slice(start, place)
            start, tokens = place, 0
        tokens += length
    if lengths:
        yield slice(start, len(lengths))


def _recipe(model: NativeModel) -> Recipe:
    recipe = embedding_recipe(model.metadata)
    if recipe is None:
        raise ModelRefused(
            f"{model.path} is no embedder: it does not say how tokens make the vector of a text.",
            remedy="Choose a GGUF file made for embedding, or set embedder to minilm.",
        )
    return recipe


def _frame(model: NativeModel, recipe: Recipe) -> tuple[list[int], list[int]]:
    """Return the control tokens before and behind every text.

    llama.cpp tells them for an empty one. Where the last token stands for the text it must be the
    one the model was trained with, which early files of Qwen3-Embedding fail to add.
    """
    room = 8
    found = (llama_cpp.llama_token * room)()
    count = llama_cpp.llama_tokenize(
        model.vocabulary,
        b"",
        0,
        found,
        room,
        True,  # noqa: FBT003 -- positional-only C call: with the tokens around a text
        False,  # noqa: FBT003 -- and without names of control tokens
    )
    frame = list(found[: max(count, 0)])
    leads = model.leading_token is not None and frame[:1] == [model.leading_token]
    begin, end = frame[: int(leads)], frame[int(leads) :]
    if recipe.pooling is PoolingType.LAST and not end:
        end = sorted(model.single_tokens(["<|endoftext|>"])) or [model.end_token]
    return begin, end
