"""Tiny embedders of random weights: one unit vector a text, whatever stands beside it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gguf import LlamaFileType, PoolingType
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import GenerationFailed, ModelRefused
from bot.models.llama_embedder import LlamaEmbedder, batches
from tests.fakes.tiny_bert import CONTEXT_TOKENS, WIDTH, write_tiny_bert
from tests.fakes.tiny_gguf import write_tiny_model
from tests.fakes.tiny_reranker import write_tiny_reranker

TEXTS = ["graphs .", "rivers flow", "a network of graphs", "what of the rivers ?"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny embedder for each pooling."""
    folder = tmp_path_factory.mktemp("models")
    write_tiny_bert(folder / "mean.gguf", PoolingType.MEAN)
    write_tiny_bert(folder / "cls.gguf", PoolingType.CLS)
    write_tiny_model(folder / "last.gguf", LlamaFileType.ALL_F32, pooling=PoolingType.LAST)
    return folder


@pytest.fixture(scope="module", params=["mean", "cls", "last"])
def embedder(folder: Path, request: pytest.FixtureRequest) -> Iterator[LlamaEmbedder]:
    """Open one of them."""
    with LlamaEmbedder(folder / f"{request.param}.gguf", threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def mean(folder: Path) -> Iterator[LlamaEmbedder]:
    """Open the encoder that takes the mean."""
    with LlamaEmbedder(folder / "mean.gguf", threads=1) as opened:
        yield opened


@pytest.fixture(scope="module")
def last(folder: Path) -> Iterator[LlamaEmbedder]:
    """Open the decoder."""
    with LlamaEmbedder(folder / "last.gguf", threads=1) as opened:
        yield opened


def test_every_text_has_a_unit_vector(embedder: LlamaEmbedder) -> None:
    """Of the model's width, another for each text; no texts have none."""
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions) == (len(TEXTS), WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert len(np.unique(vectors.round(3), axis=0)) == len(TEXTS)
    assert embedder.embed_passages([]).shape == (0, WIDTH)
    assert embedder.embed_query(TEXTS[0]).shape == (WIDTH,)


def test_a_text_has_one_vector(embedder: LlamaEmbedder) -> None:
    """Whatever it is computed beside, in whatever place; several hundred are several batches."""
    alone = np.stack([embedder.embed_passages([text])[0] for text in TEXTS])
    together = embedder.embed_passages(TEXTS[::-1] * 50)
    cosines = np.sum(together * np.tile(alone[::-1], (50, 1)), axis=1)
    assert cosines.min() > 0.99999  # sums are rounded to 16 bits, in another order


def test_pooling_is_the_file_s(folder: Path, mean: LlamaEmbedder) -> None:
    """The same weights give another vector for the mean than for the first token."""
    with LlamaEmbedder(folder / "cls.gguf", threads=1) as first:
        pairs = zip(first.embed_passages(TEXTS), mean.embed_passages(TEXTS), strict=True)
        assert not any(np.allclose(one, other, atol=1e-2) for one, other in pairs)


def test_an_encoder_knows_no_difference(mean: LlamaEmbedder) -> None:
    """A question has the vector of the same words as a passage."""
    np.testing.assert_allclose(mean.embed_query(TEXTS[0]), mean.embed_passages(TEXTS[:1])[0])


def test_a_decoder_is_told_that_it_reads_a_question(last: LlamaEmbedder) -> None:
    """The instruction before it changes the vector."""
    assert np.dot(last.embed_query("graphs"), last.embed_passages(["graphs"])[0]) < 0.99


def test_the_last_token_has_read_the_whole_text(last: LlamaEmbedder) -> None:
    """Texts that end alike differ by their beginning."""
    one, other = last.embed_passages(["graphs flow", "rivers flow"])
    assert np.dot(one, other) < 0.999


def test_long_texts_are_cut(mean: LlamaEmbedder) -> None:
    """Words beyond the model's limit change nothing, words before it do."""
    limit = CONTEXT_TOKENS - 2  # between the tokens for beginning and end
    full, longer, shorter = mean.embed_passages(
        ["graphs " * limit, "graphs " * limit + "rivers " * 999, "graphs " * (limit - 1) + "flow"]
    )
    np.testing.assert_allclose(full, longer, atol=1e-5)
    assert not np.allclose(full, shorter, atol=1e-3)


def test_odd_texts_have_vectors(embedder: LlamaEmbedder) -> None:
    """Nothing, half a character, and more than the context are texts too."""
    odd = ["", " ", "\ud800\0 é", "graphs " * 1_000]
    assert np.isfinite(embedder.embed_passages(odd)).all()
    assert all(np.isfinite(embedder.embed_query(text)).all() for text in odd)


def test_control_tokens_in_a_text_are_words(mean: LlamaEmbedder) -> None:
    """A text cannot end itself: "[SEP]" is read as the signs it is made of."""
    spelt, framed = mean.embed_passages(["graphs [SEP]", "graphs"])
    assert np.dot(spelt, framed) < 0.999


def test_threads_share_an_embedder(embedder: LlamaEmbedder) -> None:
    """Eight at once get what one alone gets."""
    expected = embedder.embed_passages(TEXTS)
    with ThreadPoolExecutor(8) as pool:
        for vectors in pool.map(lambda _: embedder.embed_passages(TEXTS), range(16)):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_layers_may_be_offered_to_a_gpu(folder: Path, mean: LlamaEmbedder) -> None:
    """Where there is one they are put on it; vectors are the same to what 16 bits tell."""
    with LlamaEmbedder(folder / "mean.gguf", threads=1, gpu_layers=-1) as offered:
        assert offered.fingerprint == mean.fingerprint
        cosines = np.sum(offered.embed_passages(TEXTS) * mean.embed_passages(TEXTS), axis=1)
    assert cosines.min() > 0.999


def test_fingerprints_tell_weights_and_pooling_apart(folder: Path, tmp_path: Path) -> None:
    """A copy elsewhere has the same one, other weights and the same with other pooling have not."""
    paths = [folder / f"{name}.gguf" for name in ("mean", "cls", "last")]
    paths.append(write_tiny_bert(tmp_path / "other.gguf", PoolingType.MEAN, seed=1))
    assert len({_fingerprint(path) for path in paths}) == len(paths)
    copy = write_tiny_bert(tmp_path / "copy.gguf", PoolingType.MEAN)
    assert _fingerprint(copy) == _fingerprint(paths[0])
    assert "-mean-" in _fingerprint(paths[0])


def _fingerprint(path: Path) -> str:
    with LlamaEmbedder(path, threads=1) as opened:
        return opened.fingerprint


def test_a_model_that_cannot_embed_is_refused(tmp_path: Path) -> None:
    """A chat model and a reranker are named, with what to do; so is a file that is no model."""
    chat = write_tiny_model(tmp_path / "chat.gguf")
    ranks = write_tiny_reranker(tmp_path / "ranks.gguf")
    for path in (chat, ranks):
        with pytest.raises(ModelRefused, match=rf"{path.name} is no embedder") as caught:
            LlamaEmbedder(path)
        assert "embedder" in caught.value.remedy
    empty = tmp_path / "empty.gguf"
    empty.write_bytes(b"GGUF")
    with pytest.raises(ModelRefused, match=r"empty\.gguf"):
        LlamaEmbedder(empty)


def test_after_closing_nothing_is_embedded(folder: Path) -> None:
    """It says so instead of reading freed memory; closing again does nothing."""
    embedder = LlamaEmbedder(folder / "mean.gguf", threads=1)
    embedder.close()
    embedder.close()
    with pytest.raises(GenerationFailed, match="closed"):
        embedder.embed_passages(TEXTS)


@given(st.lists(st.integers(1, 60)), st.integers(1, 100))
def test_batches_hold_every_text_once(lengths: list[int], most_tokens: int) -> None:
    """In order, each within its room, and none that the next text would have fitted into."""
    runs = list(batches(lengths, most_tokens))
    assert [place for run in runs for place in range(run.start, run.stop)] == list(
        range(len(lengths))
    )
    for run in runs:
        tokens = sum(lengths[run])
        assert 1 <= run.stop - run.start <= 64
        assert tokens <= most_tokens or run.stop - run.start == 1
        fuller = tokens + sum(lengths[run.stop : run.stop + 1])
        assert run.stop == len(lengths) or fuller > most_tokens or run.stop - run.start == 64
