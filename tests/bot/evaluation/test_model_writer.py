"""Made models: llama.cpp opens them, and they compute numbers."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, quants

from bot.engine.ports import Run
from bot.errors import ModelRefused, SystemRefused
from bot.evaluation.model_shapes import SHAPES, Shape, list_weights
from bot.evaluation.model_writer import Plan, write_model
from bot.evaluation.random_blocks import draw_rows, fits
from bot.evaluation.token_table import borrow_table, make_table
from bot.evaluation.weight_types import FILE_TYPES, FileType, choose_kind
from bot.models.decoder import Logits, NativeDecoder
from bot.models.native import NativeModel
from bot.models.vocabulary import choose_counter
from tests.fakes.silent import unseen
from tests.fakes.tiny_shape import tiny_shape

_KINDS = tuple(
    GGMLQuantizationType[name] for name in ("F16", "Q4_0", "Q4_1", "Q5_0", "Q8_0", "Q4_K", "Q6_K")
)


@pytest.mark.parametrize("file_type", FILE_TYPES)
@pytest.mark.parametrize("width", [96, 256])  # of blocks of 32 only, and of 256
def test_a_made_model_computes_finite_numbers(
    tmp_path: Path, file_type: FileType, width: int
) -> None:
    """For both architectures, in every type, over a few steps."""
    for architecture in ("llama", "qwen3"):
        path = tmp_path / f"{architecture}.gguf"
        shape = tiny_shape(architecture, width)
        size_bytes = write_model(path, Plan(shape, file_type, make_table(600)), unseen)
        assert path.stat().st_size == size_bytes
        logits = _logits(path)
        assert np.isfinite(logits).all()
        assert logits.shape == (600,)
        assert logits.std() > 0


def _logits(path: Path) -> Logits:
    model = NativeModel(path)
    try:
        with NativeDecoder(model, sequences=1, context_tokens=256, threads=1) as decoder:
            decoder.decode([Run(0, 0, list(range(20)), outputs=1)])
            for place in range(20, 24):
                decoder.decode([Run(0, place, [decoder.best(0)], outputs=1)])
            return np.array(decoder.logits(0))
    finally:
        model.close()


@pytest.mark.parametrize("kind", _KINDS)
def test_random_blocks_are_weights_of_the_deviation_asked_for(kind: GGMLQuantizationType) -> None:
    """As gguf itself reads them: mean 0, whatever the type."""
    random = np.random.default_rng(0)
    rows = draw_rows(kind, 64, 1024, deviation=0.02, random=random)
    data = rows.view(np.float16) if kind is GGMLQuantizationType.F16 else rows
    weights = quants.dequantize(data, kind)
    assert weights.shape == (64, 1024)
    assert weights.std() == pytest.approx(0.02, rel=0.05)
    assert abs(weights.mean()) < 0.003


def test_short_rows_fit_small_blocks_only() -> None:
    """576 numbers, SmolLM2's width, are 18 blocks of 32 and no number of 256."""
    assert fits(GGMLQuantizationType.Q4_0, 576)
    assert not fits(GGMLQuantizationType.Q4_K, 576)


@pytest.mark.parametrize(
    ("key", "parameters"),
    [
        (("llama", "135M"), 134_515_008),
        (("llama", "1B"), 1_235_814_400),
        (("llama", "8B"), 8_030_261_248),
        (("qwen3", "4B"), 4_022_468_096),
        (("qwen3", "8B"), 8_190_735_360),
    ],
)
def test_shapes_have_the_parameters_of_the_models_they_are_named_for(
    key: tuple[str, str], parameters: int
) -> None:
    """To the last one: no tensor is missing or of another size."""
    (shape,) = (shape for its_key, shape in SHAPES.items() if its_key == key)
    assert sum(weights.rows * weights.columns for weights in list_weights(shape)) == parameters


def test_types_are_chosen_as_llama_quantize_does() -> None:
    """In Q4_K_M: six bits for the output and for half the values; norms stay as they are."""
    shape = SHAPES["llama", "8B"]
    first, *rest = list_weights(shape)
    assert choose_kind(first, shape, "Q4_K_M").name == "Q4_K"
    kinds = {weights.name: choose_kind(weights, shape, "Q4_K_M").name for weights in rest}
    assert kinds["output"] == "Q6_K"
    assert kinds["blk.5.attn_norm"] == "F32"
    assert [layer for layer in range(32) if kinds[f"blk.{layer}.attn_v"] == "Q6_K"] == [
        *(0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31)
    ]
    tied = dataclasses.replace(shape, tied=True)
    assert choose_kind(next(list_weights(tied)), tied, "Q4_K_M").name == "Q6_K"


def test_a_made_vocabulary_counts_as_llama_cpp_does(tmp_path: Path) -> None:
    """Byte-level BPE, which tiktoken can count with."""
    path = _write(tmp_path, tiny_shape("llama", 96))
    model = NativeModel(path)
    try:
        choice = choose_counter(model)
        assert choice.route == "tiktoken", choice.reason
        text = "Grüße, 2 papers!\n"
        assert choice.counter.encode(text) == model.tokenise(text, control=False)
        assert model.single_tokens(["<|im_start|>", "<|im_end|>"])
    finally:
        model.close()


def test_a_vocabulary_can_be_borrowed(tmp_path: Path, chat_model_path: Path) -> None:
    """Then the model has as many tokens as that file, and its way of splitting text."""
    table = borrow_table(chat_model_path)
    path = tmp_path / "borrowed.gguf"
    write_model(path, Plan(tiny_shape("llama", 96), "Q8_0", table), unseen)
    made, real = NativeModel(path), NativeModel(chat_model_path)
    try:
        text = "In 2024, SPANN was 2x faster."
        assert made.vocabulary_tokens == real.vocabulary_tokens == 49_152
        assert made.tokenise(text, control=False) == real.tokenise(text, control=False)
    finally:
        made.close()
        real.close()


def test_a_file_without_such_a_vocabulary_is_refused(tmp_path: Path) -> None:
    """With the reason."""
    (tmp_path / "no.gguf").write_bytes(b"no model")
    with pytest.raises(ModelRefused):
        borrow_table(tmp_path / "no.gguf")


def test_a_model_lands_whole_or_not_at_all(tmp_path: Path) -> None:
    """No half of one stays behind, nor is one written where there is no folder."""
    _write(tmp_path, tiny_shape("llama", 96))
    assert [path.name for path in tmp_path.iterdir()] == ["made.gguf"]
    with pytest.raises(SystemRefused, match="could not be written"):
        _write(tmp_path / "missing", tiny_shape("llama", 96))


def _write(folder: Path, shape: Shape) -> Path:
    path = folder / "made.gguf"
    write_model(path, Plan(shape, "Q8_0", make_table(600)), unseen)
    return path
