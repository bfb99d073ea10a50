"""Under the grammar every statement cites, and only what was given."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.citation_grammar import DECLINED, citation_grammar
from bot.answering.evidence import cited_numbers
from bot.answering.statements import StatementReader
from bot.engine.ports import Run
from bot.models.decoder import NativeDecoder
from bot.models.native import NativeModel
from bot.models.sampler import Sampler
from bot.ports import Sampling

TEXT = "[99] It cites [1] and [7] and [12] of 140 works. Answers end with [3], [4] or [100]. The "
ROWS = 16
GIVEN = (3, 12)


@pytest.fixture(scope="module")
def decoder(chat_model_path: Path) -> Iterator[NativeDecoder]:
    """Open the default model, with outputs behind each of the last tokens of a text of markers."""
    model = NativeModel(chat_model_path)
    try:
        with NativeDecoder(model, sequences=3, context_tokens=256, threads=2) as opened:
            opened.decode([Run(0, 0, model.tokenise(TEXT * 3, control=False), ROWS)])
            yield opened
    finally:
        model.close()


def _draw(decoder: NativeDecoder, grammar: str, seed: int, most: int) -> str:
    """Return a text drawn by the real sampler, each token from the logits of some row."""
    rows = random.Random(seed)  # noqa: S311 (which logits come next, no secret)
    text = b""
    sampling = Sampling(temperature=1.0, min_p=0.0, top_p=1.0, seed=seed, grammar=grammar)
    with closing(Sampler(decoder, sampling)) as sampler:
        for _ in range(most):
            token = sampler.next(rows.randrange(ROWS))
            if token == decoder.model.end_token:
                break
            text += decoder.model.piece(token)
    return text.decode(errors="replace")


@pytest.mark.model
def test_no_number_is_drawn_that_was_not_given(decoder: NativeDecoder) -> None:
    """In 100 texts of the real model and sampler at temperature 1, behind a prompt of others."""
    grammar = citation_grammar(GIVEN, words_most=2)
    cited = 0
    for seed in range(100):
        text = _draw(decoder, grammar, seed, most=16)
        if text == DECLINED:
            continue
        numbers = [int(n) for n in re.findall(r"\[(\d+)\]", text)]
        assert set(numbers) <= set(GIVEN), text
        cited += len(numbers)
        # Each statement that was finished cites, so cutting the text leaves none without.
        assert all(cited_numbers(statement) for statement in StatementReader().feed(text)), text
    assert cited > 50


@pytest.mark.parametrize("numbers", [[1], [1, 2, 3], [3, 12, 3]])
def test_each_number_is_allowed_once(numbers: list[int]) -> None:
    """The markers are the numbers of the prompt, in order, none twice."""
    mark = citation_grammar(numbers).splitlines()[-1]
    assert re.findall(r'"(\d+)"', mark) == [str(n) for n in dict.fromkeys(numbers)]


def test_one_statement_can_be_asked_for() -> None:
    """A repair is of one."""
    assert "{0,0}" in citation_grammar([1], statements_most=1).splitlines()[0]
