"""The embedder against a reference, and what it does with odd input."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelRefused
from bot.models.minilm import MiniLM
from bot.models.registry import find

pytestmark = pytest.mark.model

SHA256 = find("minilm").files[0].sha256 or ""
# First 8 components, computed with transformers' BertModel on PyTorch 2.13.0 from the same files.
REFERENCE = {
    "Paperbot ties every claim to a sentence that a reader can check.": [
        *(-0.104652, 0.042612, -0.012528, 0.006519, 0.033875, 0.006274, 0.004618, -0.007988),
    ],
    "How much memory does the index need for one billion vectors?": [
        *(0.055992, -0.039753, -0.063517, 0.034608, 0.002907, -0.000623, -0.020506, -0.015442),
    ],
}


@pytest.fixture(scope="module")
def minilm(minilm_folder: Path) -> MiniLM:
    """Open the default embedder."""
    return _open(minilm_folder)


def _open(folder: Path) -> MiniLM:
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    return MiniLM(weights, tokenizer, weights_sha256=SHA256, threads=2)


@pytest.mark.parametrize("text", REFERENCE)
def test_vectors_are_the_references(minilm: MiniLM, text: str) -> None:
    """Our graph computes what PyTorch computes, to six places."""
    vector = minilm.embed_query(text)
    np.testing.assert_allclose(vector[:8], REFERENCE[text], atol=2e-6)
    assert vector.shape == (minilm.dimensions,)


def test_a_batch_keeps_its_order(minilm: MiniLM) -> None:
    """Texts of all lengths come back in their places, as if embedded one by one."""
    texts = [("word " * length).strip() for length in (40, 1, 300, 7, 90, 2, 0, 15, 60, 3)]
    together = minilm.embed_passages(texts)
    alone = np.stack([minilm.embed_query(text) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_vectors(minilm: MiniLM) -> None:
    """An empty batch has the shape of one."""
    assert minilm.embed_passages([]).shape == (0, 384)


def test_long_texts_are_read_to_256_tokens(minilm: MiniLM) -> None:
    """Words beyond the limit change nothing, words before it do."""
    base = "word " * 200
    assert not np.allclose(minilm.embed_query(base), minilm.embed_query(base + "molecule " * 20))
    assert np.array_equal(
        minilm.embed_query("word " * 300), minilm.embed_query("word " * 300 + "molecule")
    )


def test_lone_surrogates_are_embedded(minilm: MiniLM) -> None:
    """Half a character, as JSON can carry it, is no error."""
    assert np.isfinite(minilm.embed_query("a\ud800b")).all()


def test_the_fingerprint_names_weights_and_recipe(minilm: MiniLM) -> None:
    """Vectors of other weights or another recipe can be told apart."""
    assert minilm.fingerprint.startswith(f"minilm-{SHA256[:12]}-bert-fp32")


def test_other_weights_are_refused(minilm_folder: Path, tmp_path: Path) -> None:
    """A file that is no safetensors, or a damaged graph, is named with a remedy."""
    shutil.copy(minilm_folder / "tokenizer.json", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelRefused, match=r"model\.safetensors does not hold the weights"):
        _open(tmp_path)
    (tmp_path / f"minilm-{SHA256[:12]}-bert-fp32-mean-l2-v1.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelRefused, match=r"cannot use .*\.onnx"):
        _open(tmp_path)


def test_a_wrong_tokenizer_is_refused(minilm_folder: Path, tmp_path: Path) -> None:
    """A tokenizer.json of another kind is named."""
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelRefused, match=r"cannot use .*tokenizer\.json"):
        MiniLM(
            minilm_folder / "model.safetensors",
            tmp_path / "tokenizer.json",
            weights_sha256=SHA256,
        )
