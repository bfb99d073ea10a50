"""MiniLM's weights as a GGUF file, against the exact graph of the same weights."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ModelRefused
from bot.evaluation.library.references import FittedReference
from bot.models.fetch import ensure
from bot.models.gguf_metadata import read_metadata
from bot.models.llama_embedder import LlamaEmbedder
from bot.models.minilm_gguf import minilm_gguf
from bot.models.registry import find
from vectorstore.records import Paper
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

pytestmark = pytest.mark.model

SHA256 = find("minilm-gguf").files[0].sha256 or ""


@pytest.fixture(scope="module")
def path(minilm_folder: Path) -> Path:
    """Return the file, written from the verified weights."""
    return _written(minilm_folder)


def _written(folder: Path) -> Path:
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    return minilm_gguf(weights, tokenizer, weights_sha256=SHA256)


def test_vectors_are_those_of_the_exact_graph(
    path: Path, minilm_folder: Path, starter_page: Path
) -> None:
    """Over papers of the starter library, cut where the other is, and short and odd questions."""
    papers = [item for item in finished(read_source(starter_page)) if isinstance(item, Paper)]
    texts = [f"{paper.title}\n{paper.abstract}" for paper in papers[::3]]
    texts += ["", "Naïve β-sheets, 中文 and 12.5 GB/s?", f"{texts[0]} {texts[1]}"]
    weights, tokenizer = minilm_folder / "model.safetensors", minilm_folder / "tokenizer.json"
    exact = FittedReference(weights, tokenizer, threads=2).embed_passages(texts)
    with LlamaEmbedder(path, threads=2) as embedder:
        cosines = np.sum(embedder.embed_passages(texts) * exact, axis=1)
    assert cosines.min() > 0.9999, cosines


def test_it_is_the_same_file_everywhere(path: Path, minilm_folder: Path, tmp_path: Path) -> None:
    """Byte for byte, or a library could not move to another machine; one that is there stays."""
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).symlink_to(minilm_folder / name)
    other = _written(tmp_path)
    assert other.parent == tmp_path
    assert other.read_bytes() == path.read_bytes()
    other.write_bytes(b"kept")
    assert _written(tmp_path).read_bytes() == b"kept"


def test_it_is_written_from_minilm_s_own_files(models_folder: Path, path: Path) -> None:
    """Nothing is fetched twice, and the two are told apart by what runs them."""
    gguf, onnx = find("minilm-gguf"), find("minilm")
    files = ensure(gguf, models_folder, fetch=False)
    assert files.paths == ensure(onnx, models_folder, fetch=False).paths
    assert path.parent == files.main.parent
    assert (gguf.runtime, onnx.runtime) == ("llama.cpp", "onnxruntime")


def test_it_says_what_it_is(path: Path) -> None:
    """An encoder of 256 tokens that takes the mean."""
    metadata = read_metadata(path)
    assert metadata["general.architecture"] == "bert"
    assert metadata["bert.context_length"] == 256
    assert find(str(path), role="embed").licence == "apache-2.0"


def test_other_files_are_refused_and_nothing_is_left(minilm_folder: Path, tmp_path: Path) -> None:
    """Weights or a tokenizer of another kind are named, with what to do."""
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    shutil.copy(minilm_folder / "tokenizer.json", tmp_path)
    with pytest.raises(ModelRefused, match=r"model\.safetensors and tokenizer\.json") as caught:
        _written(tmp_path)
    assert "models fetch minilm" in caught.value.remedy
    (tmp_path / "model.safetensors").unlink()
    (tmp_path / "model.safetensors").symlink_to(minilm_folder / "model.safetensors")
    for text in ("no JSON", "{}", "[]", '{"model": {"vocab": {"graph": 0}}}'):
        (tmp_path / "tokenizer.json").write_text(text, encoding="utf-8")
        with pytest.raises(ModelRefused, match=r"model\.safetensors and tokenizer\.json"):
            _written(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"model.safetensors", "tokenizer.json"}
