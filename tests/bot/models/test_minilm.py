"""The embedder against the exact graph, and what it does with odd input."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelRefused
from bot.evaluation.library.references import FittedReference
from bot.models.minilm import MiniLM
from bot.models.quantised_graph import RECIPE
from bot.models.registry import find

pytestmark = pytest.mark.model

SHA256 = find("minilm").files[0].sha256 or ""
TEXTS = (
    "Paperbot ties every claim to a sentence that a reader can check.",
    "How much memory does the index need for one billion vectors?",
    "x",
    "We measure 12.5 GB/s (p < 0.05) on helices; see https://example.org/data.",
    " ".join(["A graph network predicts how proteins fold, and says how sure it is."] * 12),
)


@pytest.fixture(scope="module")
def minilm(minilm_folder: Path) -> MiniLM:
    """Open the default embedder."""
    return _open(minilm_folder)


def _open(folder: Path) -> MiniLM:
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    return MiniLM(weights, tokenizer, weights_sha256=SHA256, threads=2)


def test_vectors_are_those_of_the_exact_graph(minilm: MiniLM, minilm_folder: Path) -> None:
    """Bytes turn no vector far: sentences agree to .999, a single letter to .9976."""
    weights, tokenizer = minilm_folder / "model.safetensors", minilm_folder / "tokenizer.json"
    exact = FittedReference(weights, tokenizer, threads=1).embed_passages(TEXTS)
    cosines = np.sum(minilm.embed_passages(TEXTS) * exact, axis=1)
    assert cosines.min() > 0.997, cosines


def test_a_text_has_one_vector(minilm: MiniLM) -> None:
    """Whatever it is embedded beside, in whatever place, however many threads there are."""
    texts = [("word " * length).strip() for length in (40, 1, 300, 7, 90, 2, 0, 15, 60, 3)]
    together = minilm.embed_passages(texts)
    alone = np.stack([minilm.embed_query(text) for text in texts])
    assert np.array_equal(together, alone)
    assert np.array_equal(minilm.embed_passages(texts[::-1]), together[::-1])
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_one_thread_gives_the_same_vectors(minilm: MiniLM, minilm_folder: Path) -> None:
    """A machine with one core makes the library that one with two makes."""
    weights, tokenizer = minilm_folder / "model.safetensors", minilm_folder / "tokenizer.json"
    single = MiniLM(weights, tokenizer, weights_sha256=SHA256, threads=1)
    assert np.array_equal(single.embed_passages(TEXTS), minilm.embed_passages(TEXTS))


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
    assert minilm.fingerprint == f"minilm-{SHA256[:12]}-{RECIPE}"


def test_other_weights_are_refused(minilm_folder: Path, tmp_path: Path) -> None:
    """A file that is no safetensors, or a damaged graph, is named with a remedy."""
    shutil.copy(minilm_folder / "tokenizer.json", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelRefused, match=r"model\.safetensors does not hold the weights"):
        _open(tmp_path)
    (tmp_path / f"minilm-{SHA256[:12]}-{RECIPE}.onnx").write_bytes(b"no graph")
    with pytest.raises(ModelRefused, match=r"\.onnx cannot be used"):
        _open(tmp_path)


def test_a_wrong_tokenizer_is_refused(minilm_folder: Path, tmp_path: Path) -> None:
    """A tokenizer.json of another kind is named."""
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelRefused, match=r"tokenizer\.json cannot be used"):
        MiniLM(
            minilm_folder / "model.safetensors",
            tmp_path / "tokenizer.json",
            weights_sha256=SHA256,
        )
