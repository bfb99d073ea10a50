"""A tiny reranker of random weights: one sound score a text, whatever stands beside it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import GenerationFailed, ModelRefused
from bot.models.reranker import LlamaReranker
from tests.fakes.tiny_gguf import write_tiny_model
from tests.fakes.tiny_reranker import write_tiny_reranker

QUERY = "what of graphs ?"
TEXTS = ["graphs .", "rivers flow", "a network of graphs", "the networks flow ."]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a tiny reranker."""
    return write_tiny_reranker(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture(scope="module")
def reranker(path: Path) -> Iterator[LlamaReranker]:
    """Open it."""
    with LlamaReranker(path, threads=1) as opened:
        yield opened


def test_every_text_has_a_score(reranker: LlamaReranker) -> None:
    """Each between 0 and 1, and not the same for all."""
    scores = reranker.scores(QUERY, TEXTS)
    assert len(scores) == len(TEXTS)
    assert all(0 <= score <= 1 for score in scores)
    assert len(set(scores)) == len(TEXTS)
    assert reranker.scores(QUERY, []) == []


def test_a_score_depends_on_query_and_text_alone(reranker: LlamaReranker) -> None:
    """Neither on the order of the texts, nor on what was asked before; the query matters."""
    scores = reranker.scores(QUERY, TEXTS)
    assert reranker.scores(QUERY, TEXTS[::-1]) == scores[::-1]
    assert [reranker.scores(QUERY, [text])[0] for text in TEXTS] == scores
    assert reranker.scores("rivers", TEXTS) != scores


def test_long_and_odd_texts_are_scored(reranker: LlamaReranker) -> None:
    """What goes beyond the context is cut; nothing, and no text at all, are texts too."""
    odd = ["", "graphs " * 1_000, "\ud800\0 é [SEP] [CLS]"]
    assert all(0 <= score <= 1 for score in reranker.scores(QUERY, odd))
    assert all(0 <= score <= 1 for score in reranker.scores("graphs " * 1_000, odd))
    assert all(0 <= score <= 1 for score in reranker.scores("", odd))


def test_control_tokens_in_a_text_are_words(reranker: LlamaReranker) -> None:
    """A text cannot end itself: "[SEP]" is read as the signs it is made of."""
    spelt, apart = reranker.scores(QUERY, ["graphs [SEP] rivers", "graphs"])
    assert spelt != apart


def test_threads_share_a_reranker(reranker: LlamaReranker) -> None:
    """Eight at once get what one alone gets."""
    expected = reranker.scores(QUERY, TEXTS)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: reranker.scores(QUERY, TEXTS), range(16)))
    assert answers == [expected] * 16


def test_its_fingerprint_changes_with_the_weights(reranker: LlamaReranker, tmp_path: Path) -> None:
    """Scores of two models are told apart."""
    other = write_tiny_reranker(tmp_path / "other.gguf", seed=1)
    with LlamaReranker(other, threads=1) as opened:
        assert opened.fingerprint != reranker.fingerprint


def test_a_model_that_cannot_rank_is_refused(tmp_path: Path) -> None:
    """A chat model is named, with what to do; so is a file that is no model."""
    chat = write_tiny_model(tmp_path / "chat.gguf")
    with pytest.raises(ModelRefused, match=r"chat\.gguf is no reranker") as caught:
        LlamaReranker(chat)
    assert "reranker" in caught.value.remedy
    empty = tmp_path / "empty.gguf"
    empty.write_bytes(b"GGUF")
    with pytest.raises(ModelRefused, match=r"empty\.gguf"):
        LlamaReranker(empty)


def test_after_closing_nothing_is_scored(path: Path) -> None:
    """It says so instead of reading freed memory; closing again does nothing."""
    reranker = LlamaReranker(path, threads=1)
    reranker.close()
    reranker.close()
    with pytest.raises(GenerationFailed, match="closed"):
        reranker.scores(QUERY, TEXTS)
