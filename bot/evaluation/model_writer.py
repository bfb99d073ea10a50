"""Writes a GGUF file of a shape with random weights, one tensor in memory at a time.

Such a model writes nonsense at the speed of a real one: speed can be measured without a hub.
"""

import dataclasses
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFWriter

from bot.errors import SystemRefused
from bot.evaluation.model_shapes import Shape, Weights, list_weights
from bot.evaluation.random_blocks import draw_rows
from bot.evaluation.token_table import TokenTable
from bot.evaluation.weight_types import FILE_TYPES, FileType, choose_kind
from vectorstore.records import Progress

_DEVIATION = 0.02  # what models of this kind are initialised with


@dataclass(frozen=True, slots=True)
class Plan:
    """A model to be made; the vocabulary decides how many rows embedding and output have."""

    shape: Shape
    file_type: FileType
    table: TokenTable
    seed: int = 0


def write_model(path: Path, plan: Plan, progress: Progress) -> int:
    """Write the model and return its size in bytes. Raises SystemRefused when the disk will not.

    It lands by rename: no file of that name is ever half a model.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        _write(part, plan, progress)
        part.replace(path)
        return path.stat().st_size
    except OSError as error:
        raise SystemRefused(
            f"The model could not be written to {path}: {error.strerror or error}.",
            remedy="Choose a folder with room for it.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write(path: Path, plan: Plan, progress: Progress) -> None:
    shape = dataclasses.replace(plan.shape, vocabulary=len(plan.table.tokens))
    typed = [
        (weights, choose_kind(weights, shape, plan.file_type)) for weights in list_weights(shape)
    ]
    random = np.random.default_rng(plan.seed)
    with closing(GGUFWriter(path, shape.architecture)) as writer:
        _describe(writer, shape, plan.file_type)
        _add_table(writer, plan.table)
        for weights, kind in typed:
            size_bytes = weights.rows * _row_bytes(weights, kind)
            writer.add_tensor_info(
                f"{weights.name}.weight", _stored(weights), np.dtype(np.float32), size_bytes, kind
            )
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()
        for done, (weights, kind) in enumerate(typed, start=1):
            writer.write_tensor_data(_draw(weights, kind, random))
            progress(done, len(typed))


def _describe(writer: GGUFWriter, shape: Shape, file_type: FileType) -> None:
    writer.add_name(f"{shape.name} with random weights")
    writer.add_file_type(FILE_TYPES[file_type])
    writer.add_vocab_size(shape.vocabulary)
    writer.add_context_length(shape.context_tokens)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_key_length(shape.head_width)
    writer.add_value_length(shape.head_width)
    writer.add_rope_dimension_count(shape.head_width)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.norm_epsilon)


def _add_table(writer: GGUFWriter, table: TokenTable) -> None:
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(table.split)
    writer.add_token_list(table.tokens)
    writer.add_token_types(table.kinds)
    writer.add_token_merges(table.merges)
    writer.add_bos_token_id(table.beginning)
    writer.add_eos_token_id(table.ending)
    writer.add_add_bos_token(False)  # noqa: FBT003 -- gguf's own signature
    writer.add_chat_template(table.template)


def _stored(weights: Weights) -> tuple[int, ...]:
    return (weights.columns,) if weights.part == "norm" else (weights.rows, weights.columns)


def _row_bytes(weights: Weights, kind: GGMLQuantizationType) -> int:
    numbers, size_bytes = GGML_QUANT_SIZES[kind]
    return weights.columns // numbers * size_bytes


def _draw(
    weights: Weights, kind: GGMLQuantizationType, random: np.random.Generator
) -> npt.NDArray[np.generic]:
    if weights.part == "norm":
        return np.ones(weights.columns, np.float32)
    return draw_rows(kind, weights.rows, weights.columns, deviation=_DEVIATION, random=random)
