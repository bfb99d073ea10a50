"""Which type each tensor of a model gets, as `llama-quantize` would choose it. Pure.

After llama-quant.cpp of llama-cpp-python 0.3.36, for models without experts.
"""

from typing import Literal, TypeAlias

from gguf import GGMLQuantizationType, LlamaFileType

from bot.evaluation.model_shapes import Shape, Weights
from bot.evaluation.random_blocks import fits

FileType: TypeAlias = Literal["F16", "Q8_0", "Q4_0", "Q4_1", "Q4_K_M"]

FILE_TYPES: dict[FileType, LlamaFileType] = {
    "F16": LlamaFileType.MOSTLY_F16,
    "Q8_0": LlamaFileType.MOSTLY_Q8_0,
    "Q4_0": LlamaFileType.MOSTLY_Q4_0,
    "Q4_1": LlamaFileType.MOSTLY_Q4_1,
    "Q4_K_M": LlamaFileType.MOSTLY_Q4_K_M,
}
_KINDS: dict[FileType, GGMLQuantizationType] = {
    "F16": GGMLQuantizationType.F16,
    "Q8_0": GGMLQuantizationType.Q8_0,
    "Q4_0": GGMLQuantizationType.Q4_0,
    "Q4_1": GGMLQuantizationType.Q4_1,
    "Q4_K_M": GGMLQuantizationType.Q4_K,
}
# Where rows do not divide into blocks of 256: a type of 32, and 16 bits where that fails too.
_SHORT_ROWS = {
    GGMLQuantizationType.Q4_K: GGMLQuantizationType.Q5_0,
    GGMLQuantizationType.Q6_K: GGMLQuantizationType.Q8_0,
}


def choose_kind(weights: Weights, shape: Shape, file_type: FileType) -> GGMLQuantizationType:
    """Return the type of one tensor in a file of a type."""
    if weights.part == "norm":
        return GGMLQuantizationType.F32
    kind = _KINDS[file_type]
    is_output = weights.part == "output" or (shape.tied and weights.part == "embedding")
    if file_type in {"Q4_0", "Q4_1", "Q4_K_M"} and (
        is_output
        or (
            file_type == "Q4_K_M"
            and weights.part in {"value", "down"}
            and _more_bits(weights.layer, shape.layers)
        )
    ):
        kind = GGMLQuantizationType.Q6_K
    if not fits(kind, weights.columns):
        kind = _SHORT_ROWS.get(kind, kind)
    return kind if fits(kind, weights.columns) else GGMLQuantizationType.F16


def _more_bits(layer: int, layers: int) -> bool:
    """Say whether a layer is among the half whose values and outputs keep six bits."""
    eighth = layers // 8
    return layer < eighth or layer >= 7 * layers // 8 or (layer - eighth) % 3 == 2  # noqa: PLR2004 -- llama.cpp's own
