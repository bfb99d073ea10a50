"""Which sentence of an abstract answers a question, and whether one does: a reader of both at once.

Implements `bot.answering.selection.AnswerSelector`: answer sentence selection (Garg et al.,
"TANDA", AAAI 2020) with a small adapter on the weights of all-MiniLM-L6-v2, which most homes have
for searching anyway. How it was trained: docs/training.md.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from bot.models.adapter import Adapter
from bot.models.cores import usable_cores
from bot.models.onnx_session import encodable, open_session, open_tokenizer, store_graph
from bot.models.selector_graph import RECIPE, build_selector_graph
from vectorstore.records import Vectors

ADAPTER = Path(__file__).with_name("answer_selector.safetensors")
# As in training: longer abstracts are read in parts.
MAX_TOKENS = 384
_QUESTION_TOKENS = 64
_TITLE_TOKENS = 40
_LEAST = -30.0  # the log odds of a sentence for which there was no room


@dataclass(frozen=True, slots=True)
class PairInput:
    """A question, a title and sentences as tokens; `spans` are where each sentence stands."""

    ids: npt.NDArray[np.int32]
    types: npt.NDArray[np.int32]
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Head:
    """Scores sentences by what became of their tokens and of the question's."""

    tensors: dict[str, Vectors]

    def log_odds(self, tokens: Vectors, given: PairInput) -> Vectors:
        """Return one number a sentence, from the vectors of all tokens, shape (T, 384)."""
        asked = tokens[given.types == 0].mean(axis=0)
        said = np.stack(
            [tokens[start:end].mean(axis=0) if end > start else asked for start, end in given.spans]
        )
        lengths = np.linalg.norm(said, axis=1) * np.linalg.norm(asked)
        first = np.broadcast_to(tokens[0], said.shape)
        pairs = np.concatenate([said * asked, np.abs(said - asked), first], axis=1)
        hidden = np.tanh(self._dense("head.pair", pairs))
        scale, shift = self.tensors["head.cosine"]
        scores: Vectors = scale * (said @ asked) / lengths + shift
        scores = scores + self._dense("head.score", hidden)[:, 0]
        return np.where([end > start for start, end in given.spans], scores, _LEAST)

    def _dense(self, name: str, values: Vectors) -> Vectors:
        product: Vectors = values @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]
        return product


class MiniLMSelector:
    """Scores the sentences of papers for a question. Safe to call from several threads."""

    def __init__(
        self, weights: Path, tokenizer: Path, *, weights_sha256: str, threads: int | None = None
    ) -> None:
        """Open MiniLM's verified files with the adapter that comes with paperbot.

        Writes the graph beside `weights` if it is not there. Raises ModelRefused for files that
        cannot be used.
        """
        adapter = Adapter.read(ADAPTER)
        trained = sha256(ADAPTER.read_bytes()).hexdigest()[:8]
        graph = weights.with_name(f"minilm-{weights_sha256[:12]}-{trained}-{RECIPE}.onnx")
        if not graph.exists():
            store_graph(build_selector_graph(weights, adapter), graph)
        self._head = _Head(dict(adapter.tensors))
        self._tokenizer = open_tokenizer(tokenizer)
        self._tokenizer.encode_special_tokens = True  # "[SEP]" in a text is no separator
        self._session = open_session(graph)
        self._threads = threads or usable_cores()

    def log_odds(
        self, question: str, texts: Sequence[tuple[str, Sequence[str]]]
    ) -> tuple[tuple[float, ...], ...]:
        """Return for each text, a title and sentences, how likely each sentence answers."""
        parts = [
            (place, given)
            for place, (title, sentences) in enumerate(texts)
            for given in pair_inputs(self._tokenizer, question, title, sentences)
        ]
        if len(parts) == 1 or self._threads == 1:
            scores = [self._score(given) for _, given in parts]
        else:
            with ThreadPoolExecutor(self._threads) as threads:
                scores = list(threads.map(self._score, [given for _, given in parts]))
        found: list[list[float]] = [[] for _ in texts]
        for (place, _), some in zip(parts, scores, strict=True):
            found[place] += some.tolist()
        return tuple(map(tuple, found))

    def _score(self, given: PairInput) -> Vectors:
        fed = {"ids": given.ids[None], "types": given.types[None]}
        return self._head.log_odds(self._session.run(["tokens"], fed)[0], given)


def pair_inputs(
    tokenizer: Tokenizer, question: str, title: str, sentences: Sequence[str]
) -> list[PairInput]:
    """Return what the model reads: all sentences at once, or in runs where they are too many.

    `[CLS] question [SEP] title [SEP] sentences [SEP]`; the question, the title and a sentence that
    is longer than all the room are cut at their ends.
    """
    encoded = tokenizer.encode(encodable(question)).ids
    separator = encoded[-1]
    asked = [*encoded[:-1][: _QUESTION_TOKENS - 1], separator]
    named = tokenizer.encode(encodable(title), add_special_tokens=False).ids[:_TITLE_TOKENS]
    room = MAX_TOKENS - len(asked) - len(named) - 2
    begun = [*asked, *named, separator]
    runs: list[list[list[int]]] = [[]]
    for sentence in sentences:
        ids = tokenizer.encode(encodable(sentence), add_special_tokens=False).ids[:room]
        if runs[-1] and sum(map(len, runs[-1])) + len(ids) > room:
            runs.append([])
        runs[-1].append(ids)
    return [_input(begun, run, len(asked), separator) for run in runs if run]


def _input(begun: list[int], run: list[list[int]], asked: int, separator: int) -> PairInput:
    ids, spans = list(begun), []
    for sentence in run:
        spans.append((len(ids), len(ids) + len(sentence)))
        ids += sentence
    ids.append(separator)
    types = np.ones(len(ids), np.int32)
    types[:asked] = 0
    return PairInput(np.array(ids, np.int32), types, spans)
