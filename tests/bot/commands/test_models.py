"""`paperbot models requantise`: what it measured, for a person and for a program."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.models.llama_library import llama_cpp
from tests.fakes.ended import Ended
from tests.fakes.tiny_gguf import write_tiny_model

pytestmark = pytest.mark.skipif(
    llama_cpp.llama_supports_gpu_offload(), reason="with a GPU there is nothing to measure"
)


def test_a_user_s_own_file_is_measured(
    paperbot: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One object with both paces; the copy lies among our models, not beside the file."""
    monkeypatch.setenv("PAPERBOT_MODELS_FOLDER", str(tmp_path / "models"))
    tiny = write_tiny_model(tmp_path / "tiny.gguf")
    told = paperbot("models", "requantise", tiny, "--json").object
    assert (told["model"], told["original_type"]) == ("tiny", "Q4_1")
    assert set(told["before"]) == set(told["after"]) == {"prefill", "decode", "answer_s"}
    assert {path.name for path in tmp_path.iterdir()} == {"models", "tiny.gguf"}
    ended = paperbot("models", "requantise", tiny)
    assert ended.status == 0
    assert "tiny runs as Q" in ended.out


def test_an_embedder_has_no_copy(paperbot: Callable[..., Ended]) -> None:
    """Only chat models are run by llama.cpp."""
    ended = paperbot("models", "requantise", "minilm")
    assert ended.status == 1
    assert "is a model to embed with" in ended.err
