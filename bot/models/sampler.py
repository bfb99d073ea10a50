"""How one generation draws its tokens: greedy, or by llama.cpp's sampler chain with a seed.

Implements `bot.engine.ports.Draw`. The cost is what decides the form: llama.cpp's own call copies
all 49,152 logits (120 us a token), so the likeliest token is found by numpy (6 us), and only the
tokens that min-p would leave go through the chain. A grammar is asked about the token drawn first,
and about all others only if it refuses that one.
"""

import ctypes
from contextlib import ExitStack
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from bot.errors import GrammarInvalid
from bot.models.decoder import Logits, NativeDecoder
from bot.models.llama_library import llama_cpp
from bot.ports import Sampling

_PENALTY_TOKENS = 64  # llama.cpp's own default: how far back a repetition counts
_MARGIN_SLACK = 1e-3
# llama_token_data, and an array of it
_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
Candidates: TypeAlias = npt.NDArray[np.void]


class Sampler:
    """The draws of one generation. Owns llama.cpp's samplers until it is closed."""

    def __init__(self, decoder: NativeDecoder, sampling: Sampling) -> None:
        """Raise GrammarInvalid for a grammar that llama.cpp cannot read."""
        self._decoder = decoder
        self._greedy = sampling.temperature <= 0 and sampling.repeat_penalty == 1.0
        # min-p looks at the distance to the likeliest token alone, so it can be applied first;
        # a little too widely, as llama.cpp rounds the margin to single precision and so decides
        filterable = sampling.temperature > 0 and sampling.repeat_penalty == 1.0
        self._margin = -np.inf
        if filterable and sampling.min_p > 0:
            self._margin = np.log(sampling.min_p) - _MARGIN_SLACK
        with ExitStack() as opening:
            self._chain = _open_chain(sampling, decoder.model.vocabulary_tokens)
            opening.callback(llama_cpp.llama_sampler_free, self._chain)
            self._grammar = None
            if sampling.grammar:
                self._grammar = _open_grammar(decoder, sampling.grammar)
                opening.callback(llama_cpp.llama_sampler_free, self._grammar)
            self._resources = opening.pop_all()

    def close(self) -> None:
        """Free the samplers."""
        self._resources.close()

    def next(self, row: int) -> int:
        """Return the token drawn behind output `row` of the last step."""
        if self._greedy and self._grammar is None:
            return self._decoder.best(row)  # nothing to remember
        logits = self._decoder.logits(row)
        token = self._decoder.best(row) if self._greedy else self._draw(self._likely(logits))
        if self._grammar is not None:
            if not self._allowed(token):
                allowed = self._masked(logits)
                if not len(allowed):  # nothing in this vocabulary goes on from here
                    # not accepted by the grammar: llama.cpp aborts the process over that
                    return self._decoder.model.end_token
                token = self._draw(allowed)
            llama_cpp.llama_sampler_accept(self._grammar, token)
        llama_cpp.llama_sampler_accept(self._chain, token)
        return token

    def _likely(self, logits: Logits) -> Candidates:
        """Return the candidates that min-p would leave, all of them where it is not used."""
        if self._margin == -np.inf:
            return _candidates(np.arange(len(logits)), logits)
        places = np.flatnonzero(logits >= logits.max() + self._margin)
        return _candidates(places, logits[places])

    def _masked(self, logits: Logits) -> Candidates:
        """Return the candidates that the grammar allows, of those min-p leaves among them."""
        candidates = _candidates(np.arange(len(logits)), logits)
        array = _array(candidates)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))
        allowed: Candidates = candidates[np.isfinite(candidates["logit"])]
        if len(allowed) and self._margin != -np.inf:
            allowed = allowed[allowed["logit"] >= allowed["logit"].max() + self._margin]
        return allowed

    def _allowed(self, token: int) -> bool:
        candidate = _candidates(np.array([token]), np.zeros(1, np.float32))
        array = _array(candidate)
        llama_cpp.llama_sampler_apply(self._grammar, ctypes.byref(array))
        return bool(np.isfinite(candidate["logit"][0]))

    def _draw(self, candidates: Candidates) -> int:
        array = _array(candidates)
        llama_cpp.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id)


def _candidates(tokens: npt.NDArray[np.integer], logits: Logits) -> Candidates:
    found = np.zeros(len(tokens), _CANDIDATE)
    found["id"] = tokens
    found["logit"] = logits
    return found


def _array(candidates: Candidates) -> "llama_cpp.llama_token_data_array":
    """Return llama.cpp's view of candidates, which must outlive it."""
    start = ctypes.cast(candidates.ctypes.data, llama_cpp.llama_token_data_p)
    return llama_cpp.llama_token_data_array(start, len(candidates), -1, False)  # noqa: FBT003 -- C


def _open_chain(sampling: Sampling, vocabulary_tokens: int) -> "llama_cpp.llama_sampler_p":
    """Return a chain of llama.cpp's samplers; it owns its links."""
    chain: llama_cpp.llama_sampler_p
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    for link in _links(sampling, vocabulary_tokens):
        llama_cpp.llama_sampler_chain_add(chain, link)
    return chain


def _links(sampling: Sampling, vocabulary_tokens: int) -> "list[llama_cpp.llama_sampler_p]":
    """Return the chain's parts: min-p before top-p, so that it can be anticipated."""
    links = []
    if sampling.repeat_penalty != 1.0:
        links.append(
            llama_cpp.llama_sampler_init_penalties(
                vocabulary_tokens, _PENALTY_TOKENS, sampling.repeat_penalty, 0.0, 0.0
            )
        )
    if sampling.temperature <= 0:
        return [*links, llama_cpp.llama_sampler_init_greedy()]
    return [
        *links,
        llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1),
        llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1),
        llama_cpp.llama_sampler_init_temp(sampling.temperature),
        llama_cpp.llama_sampler_init_dist(sampling.seed),
    ]


def _open_grammar(decoder: NativeDecoder, text: str) -> "llama_cpp.llama_sampler_p":
    grammar: llama_cpp.llama_sampler_p | None
    grammar = llama_cpp.llama_sampler_init_grammar(
        decoder.model.vocabulary, text.encode("utf-8", "replace"), b"root"
    )
    if not grammar:
        raise GrammarInvalid(
            f"llama.cpp cannot read the grammar {text[:60]!r}.",
            remedy="Write GBNF with a rule named root.",
        )
    return grammar
