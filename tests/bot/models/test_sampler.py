"""How tokens are drawn from the real default model's logits."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bot.engine.ports import Run
from bot.errors import GrammarInvalid
from bot.models.decoder import NativeDecoder
from bot.models.llama_library import llama_cpp
from bot.models.native import NativeModel
from bot.models.sampler import Sampler
from bot.ports import Sampling

pytestmark = pytest.mark.model

TEXT = "We show that a path in a graph of many vertices is found in time linear in its edges: the "
ROWS = 27
CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])


@pytest.fixture(scope="module")
def decoder(chat_model_path: Path) -> Iterator[NativeDecoder]:
    """Open the default model, with outputs behind each of the last tokens of a text."""
    model = NativeModel(chat_model_path)
    try:
        with NativeDecoder(model, sequences=3, context_tokens=256, threads=2) as opened:
            tokens = model.tokenise(TEXT * 2, control=False)
            opened.decode([Run(0, 0, tokens, ROWS)])
            yield opened
    finally:
        model.close()


def _draws(decoder: NativeDecoder, sampling: Sampling, rows: Sequence[int]) -> list[int]:
    with closing(Sampler(decoder, sampling)) as sampler:
        return [sampler.next(row) for row in rows]


def _draws_by_llama_cpp(
    decoder: NativeDecoder, sampling: Sampling, rows: Sequence[int]
) -> list[int]:
    """Draw by the whole chain over the whole vocabulary."""
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())
    for link in (
        llama_cpp.llama_sampler_init_penalties(
            decoder.model.vocabulary_tokens, 64, sampling.repeat_penalty, 0.0, 0.0
        ),
        llama_cpp.llama_sampler_init_min_p(sampling.min_p, 1),
        llama_cpp.llama_sampler_init_top_p(sampling.top_p, 1),
        llama_cpp.llama_sampler_init_temp(sampling.temperature),
        llama_cpp.llama_sampler_init_dist(sampling.seed),
    ):
        llama_cpp.llama_sampler_chain_add(chain, link)
    drawn = []
    for row in rows:
        logits = decoder.logits(row)
        data = np.zeros(len(logits), CANDIDATE)
        data["id"], data["logit"] = np.arange(len(logits)), logits
        first = ctypes.cast(data.ctypes.data, llama_cpp.llama_token_data_p)
        array = llama_cpp.llama_token_data_array(first, len(logits), -1, False)  # noqa: FBT003 -- C
        llama_cpp.llama_sampler_apply(chain, ctypes.byref(array))
        drawn.append(int(array.data[array.selected].id))
        llama_cpp.llama_sampler_accept(chain, drawn[-1])
    llama_cpp.llama_sampler_free(chain)
    return drawn


def test_greedy_takes_the_likeliest(decoder: NativeDecoder) -> None:
    """Whatever the other settings say."""
    sampling = Sampling(temperature=0, min_p=0.5, top_p=0.1, seed=3)
    expected = [int(np.argmax(decoder.logits(row))) for row in range(ROWS)]
    assert _draws(decoder, sampling, range(ROWS)) == expected


@pytest.mark.parametrize(
    "sampling",
    [
        Sampling(temperature=1.0, seed=1),
        Sampling(temperature=0.7, min_p=0.1, top_p=1.0, seed=2),
        Sampling(temperature=2.0, min_p=0.01, top_p=0.99, seed=3),
        Sampling(temperature=1.0, min_p=0.0, top_p=0.9, seed=4),
        Sampling(temperature=1.0, repeat_penalty=1.3, seed=5),
    ],
    ids=["min-p and top-p", "min-p", "hot", "top-p", "penalty"],
)
def test_draws_are_those_of_the_whole_chain(decoder: NativeDecoder, sampling: Sampling) -> None:
    """To leave out beforehand what min-p would leave out changes no draw."""
    rows = list(range(ROWS)) * 2
    assert _draws(decoder, sampling, rows) == _draws_by_llama_cpp(decoder, sampling, rows)


def test_a_seed_fixes_the_draws(decoder: NativeDecoder) -> None:
    """And another gives others."""
    one, again, other = (
        _draws(decoder, Sampling(temperature=1.0, seed=seed), range(ROWS)) for seed in (7, 7, 8)
    )
    assert one == again != other


def test_repetition_is_penalised(decoder: NativeDecoder) -> None:
    """What was drawn already is less likely to be drawn again."""
    freely = _draws(decoder, Sampling(), [0] * 8)
    penalised = _draws(decoder, Sampling(repeat_penalty=5.0), [0] * 8)
    assert len(set(freely)) == 1
    assert penalised[0] == freely[0]
    assert len(set(penalised)) > 1


@pytest.mark.parametrize("temperature", [0.0, 1.0])
@pytest.mark.parametrize("repeat_penalty", [1.0, 1.3])
def test_a_grammar_allows_what_it_derives(
    decoder: NativeDecoder, temperature: float, repeat_penalty: float
) -> None:
    """Whatever the model would rather say, and the end only where the grammar ends."""
    sampling = Sampling(
        temperature=temperature,
        repeat_penalty=repeat_penalty,
        grammar='root ::= "claim " [0-9]{3} (" is true" | " is false")',
    )
    with closing(Sampler(decoder, sampling)) as sampler:
        tokens: list[int] = []
        while (token := sampler.next(len(tokens) % ROWS)) != decoder.model.end_token:
            tokens.append(token)
    text = b"".join(map(decoder.model.piece, tokens)).decode()
    subject, number, *rest = text.split(" ")
    assert subject == "claim"
    assert number.isdigit()
    assert len(number) == 3
    assert rest in (["is", "true"], ["is", "false"])


def test_a_grammar_that_leads_nowhere_is_an_end(decoder: NativeDecoder) -> None:
    """No token begins with a zero byte: llama.cpp would end the process here."""
    with closing(Sampler(decoder, Sampling(grammar='root ::= "a" "\\x00"'))) as sampler:
        first, second, third = (sampler.next(0) for _ in range(3))
    assert decoder.model.piece(first) == b"a"
    assert second == third == decoder.model.end_token


@pytest.mark.parametrize("grammar", ["root ::= (", "roots ::= [a]", "root ::= other", "\ud800"])
def test_a_grammar_that_cannot_be_read_is_refused(decoder: NativeDecoder, grammar: str) -> None:
    """With its beginning, and what one should be."""
    with pytest.raises(GrammarInvalid, match="cannot read") as refused:
        Sampler(decoder, Sampling(grammar=grammar))
    assert "GBNF" in refused.value.remedy
