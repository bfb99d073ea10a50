"""llama.cpp's step, with the real default model: the same numbers however it is asked for them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.engine.drafting import DRAFT_TOKENS_MOST
from bot.engine.ports import DecodeFailed, Run
from bot.models.decoder import Logits, NativeDecoder
from bot.models.native import NativeModel

pytestmark = pytest.mark.model

BUILD = (
    "this llama.cpp gives other numbers for one token at a time than for several, so speculation "
    "and batching would change answers: build it with CMAKE_ARGS=-DGGML_LLAMAFILE=OFF, as the "
    "Makefile does (make clean, and pip cache remove llama_cpp_python, first)"
)
TEXT = "A graph has vertices and edges; an edge joins two vertices, and a path joins many of them."


@pytest.fixture(scope="module")
def decoder(chat_model_path: Path) -> Iterator[NativeDecoder]:
    """Open the default model with three sequences."""
    model = NativeModel(chat_model_path)
    try:
        with NativeDecoder(model, sequences=3, context_tokens=256, threads=2) as opened:
            yield opened
    finally:
        model.close()


@pytest.fixture
def tokens(decoder: NativeDecoder) -> list[int]:
    """Return a text's tokens, and empty all sequences."""
    for sequence in range(decoder.limits.sequences):
        decoder.cut(sequence, 0)
    return decoder.model.tokenise(TEXT, control=False)


def _one_by_one(decoder: NativeDecoder, tokens: Sequence[int], sequence: int = 0) -> list[Logits]:
    """Return what is predicted behind each token, decoded in a step of its own."""
    rows = []
    for place, token in enumerate(tokens):
        decoder.decode([Run(sequence, place, [token], 1)])
        rows.append(decoder.logits(0).copy())
    return rows


def _behind(decoder: NativeDecoder, tokens: Sequence[int], start: int, sequence: int) -> Logits:
    """Return what is predicted behind the last of some tokens, decoded in one step."""
    decoder.decode([Run(sequence, start, tokens, 1)])
    row: Logits = decoder.logits(0).copy()
    return row


def test_several_tokens_in_a_step_are_as_one_by_one(
    decoder: NativeDecoder, tokens: list[int]
) -> None:
    """Bit by bit: else a guess that was checked could be another token than the one drawn alone."""
    alone = _one_by_one(decoder, tokens)
    for length in (2, 3, 1 + DRAFT_TOKENS_MOST, len(tokens)):
        decoder.cut(0, 0)
        outputs = min(length, 1 + DRAFT_TOKENS_MOST)
        decoder.decode([Run(0, 0, tokens[:length], outputs)])
        for row in range(outputs):
            expected = alone[length - outputs + row]
            assert np.array_equal(decoder.logits(row), expected), BUILD


def test_sequences_beside_each_other_are_as_alone(
    decoder: NativeDecoder, tokens: list[int]
) -> None:
    """Bit by bit, and their outputs come in the order of the runs."""
    alone = _one_by_one(decoder, tokens)
    decoder.cut(0, 0)
    decoder.decode([Run(1, 0, tokens[:5], 0)])
    runs = [Run(0, 0, tokens[:7], 2), Run(1, 5, tokens[5:6], 1), Run(2, 0, tokens, 3)]
    decoder.decode(runs)
    places = [5, 6, 5, len(tokens) - 3, len(tokens) - 2, len(tokens) - 1]
    for row, place in enumerate(places):
        assert np.array_equal(decoder.logits(row), alone[place]), BUILD
        assert decoder.best(row) == alone[place].argmax()


def test_a_copied_beginning_is_as_one_read(decoder: NativeDecoder, tokens: list[int]) -> None:
    """From a sequence that goes on, and onto one that held something else."""
    expected = _one_by_one(decoder, tokens)[-1]
    _behind(decoder, tokens[::-1], 0, 1)
    decoder.copy(0, 1, 6)
    decoder.decode([Run(0, len(tokens), [1], 0)])
    assert np.array_equal(_behind(decoder, tokens[6:], 6, 1), expected), BUILD


def test_what_was_cut_is_forgotten(decoder: NativeDecoder, tokens: list[int]) -> None:
    """Wrong guesses leave no trace."""
    expected = _one_by_one(decoder, tokens)[-1]
    decoder.cut(0, 4)
    decoder.decode([Run(0, 4, tokens[::-1], 1)])
    decoder.cut(0, 4)
    assert np.array_equal(_behind(decoder, tokens[4:], 4, 0), expected), BUILD


def test_a_step_that_fails_is_told_and_leaves_the_others(
    decoder: NativeDecoder, tokens: list[int]
) -> None:
    """A gap in the positions is refused; what a sequence held before can be gone on from."""
    expected = _one_by_one(decoder, tokens)[-1]
    decoder.cut(0, 4)
    with pytest.raises(DecodeFailed, match="llama_decode returned"):
        decoder.decode([Run(0, 9, tokens[9:], 1)])
    decoder.cut(0, 4)
    assert np.array_equal(_behind(decoder, tokens[4:], 4, 0), expected), BUILD


def test_the_memory_is_reckoned(decoder: NativeDecoder) -> None:
    """Keys and values of 30 layers and 3 heads of 64 numbers, 2 bytes each, for every cell."""
    assert decoder.kv_bytes == 3 * 256 * 2 * 2 * 30 * 3 * 64
    assert decoder.limits.can_cut
