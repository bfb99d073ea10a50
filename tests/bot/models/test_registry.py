"""The registry: what is listed, and how a model is found."""

import re
from pathlib import Path

import pytest
from gguf import PoolingType

from bot.errors import ModelRefused, ModelUnknown
from bot.models.registry import ENTRIES, HubFile, LocalFile, PackageFile, find
from tests.fakes.tiny_bert import write_tiny_bert
from tests.fakes.tiny_gguf import write_tiny_model
from tests.fakes.tiny_reranker import write_tiny_reranker


def test_every_listed_file_is_pinned() -> None:
    """Each file has a sha256 and at least one source."""
    for entry in ENTRIES:
        for file in entry.files:
            assert file.sha256 is not None
            assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
            assert file.sources


def test_hub_only_models_are_pinned_to_a_revision() -> None:
    """A file whose only source is a hub names a commit, not a branch."""
    for entry in ENTRIES:
        for file in entry.files:
            (first, *_) = file.sources
            if isinstance(first, HubFile):
                assert re.fullmatch(r"[0-9a-f]{40}", first.revision)


@pytest.mark.parametrize("name", ["smollm2-135m", "minilm"])
def test_defaults_come_from_the_package_index_first(name: str) -> None:
    """The default models need no hub."""
    for file in find(name).files:
        assert isinstance(file.sources[0], PackageFile)


def test_names_are_found_whatever_their_case() -> None:
    """A name is not case-sensitive."""
    assert find("SmolLM2-135M").name == "smollm2-135m"


def test_small_models_say_so() -> None:
    """The default model is marked small, a 4B is not."""
    assert find("smollm2-135m").small
    assert not find("qwen3.5-4b").small


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    """The error names every entry, also for a .gguf path that is not there."""
    for name in ("gpt-9", str(tmp_path / "no.gguf")):
        with pytest.raises(ModelUnknown) as caught:
            find(name)
        assert all(entry.name in caught.value.remedy for entry in ENTRIES)


def test_a_local_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """A wrong file is named in a plain sentence."""
    path = tmp_path / "x.gguf"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelRefused, match=r"x\.gguf is not a model that llama\.cpp can read"):
        find(str(path))


@pytest.mark.model
def test_a_local_model_needs_no_hash(chat_model_path: Path) -> None:
    """Any GGUF works by path, and its context costs what its own numbers say."""
    entry = find(str(chat_model_path))
    assert entry.files[0].sha256 is None
    assert entry.files[0].sources == (LocalFile(chat_model_path.resolve()),)
    assert entry.kv_bytes_per_token == find("smollm2-135m").kv_bytes_per_token


def test_a_model_is_fit_for_its_role() -> None:
    """An embedder cannot chat; the remedy names those that can."""
    assert find("minilm", role="embed").name == "minilm"
    with pytest.raises(ModelUnknown, match="minilm is a model to embed with") as caught:
        find("minilm", role="chat")
    assert "smollm2-135m" in caught.value.remedy
    assert "minilm" not in caught.value.remedy


def test_a_local_file_is_for_what_its_head_is_made_for(tmp_path: Path) -> None:
    """A reranker ranks and does not chat; a chat model does not rank, an embedder embeds."""
    ranks = str(write_tiny_reranker(tmp_path / "ranks.gguf"))
    chats = str(write_tiny_model(tmp_path / "chats.gguf"))
    assert find(ranks, role="rerank").role == "rerank"
    embeds = str(write_tiny_bert(tmp_path / "embeds.gguf", PoolingType.MEAN))
    assert find(chats, role="chat").role == "chat"
    assert find(embeds, role="embed").role == "embed"
    with pytest.raises(ModelUnknown, match="ranks is a model to rerank with"):
        find(ranks, role="chat")
    with pytest.raises(ModelUnknown, match="chats is a model to chat with") as caught:
        find(chats, role="rerank")
    assert "made for it" in caught.value.remedy
