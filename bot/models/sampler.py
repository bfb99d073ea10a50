"""llama.cpp's sampler chain for one generation: greedy, or drawn with a seed."""

from contextlib import AbstractContextManager
from types import TracebackType

from bot.models.llama_library import llama_cpp
from bot.ports import Sampling

_PENALTY_TOKENS = 64  # llama.cpp's own default: how far back a repetition counts


class Sampler(AbstractContextManager["Sampler"]):
    """A chain of llama.cpp's samplers; freed on leaving the `with`."""

    def __init__(self, sampling: Sampling, vocabulary_tokens: int) -> None:
        self._chain = llama_cpp.llama_sampler_chain_init(
            llama_cpp.llama_sampler_chain_default_params()
        )
        for link in _links(sampling, vocabulary_tokens):
            llama_cpp.llama_sampler_chain_add(self._chain, link)  # the chain owns its links

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        llama_cpp.llama_sampler_free(self._chain)

    def draw(self, context: "llama_cpp.llama_context_p") -> int:
        """Return the next token after the last one decoded."""
        return int(llama_cpp.llama_sampler_sample(self._chain, context, -1))


def _links(sampling: Sampling, vocabulary_tokens: int) -> "list[llama_cpp.llama_sampler_p]":
    """Return the chain's parts in llama.cpp's customary order."""
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
        llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1),
        llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1),
        llama_cpp.llama_sampler_init_temp(sampling.temperature),
        llama_cpp.llama_sampler_init_dist(sampling.seed),
    ]
