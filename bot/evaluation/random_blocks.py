"""Random weights drawn in quantised form: valid blocks of ggml's types, no number quantised.

Quantising an 8B model needs 16 GB of 16-bit weights first and minutes after; drawing its blocks
takes seconds, and a matrix product is as fast on these. Scales are chosen so that the numbers have
mean 0 and the deviation asked for, which keeps every logit finite. Forms: ggml-common.h.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType

Bytes: TypeAlias = npt.NDArray[np.uint8]
# A block's fields by name; numpy's types cannot say which.
_Blocks: TypeAlias = npt.NDArray[Any]
_Draw: TypeAlias = Callable[[np.random.Generator, int, float], _Blocks]

_SPREAD_16 = 4.61  # standard deviation of a whole number drawn from 16
_SPREAD_32 = 9.23
_SPREAD_64 = 18.47
_SPREAD_256 = 73.9
_Q4_K_SCALE = 36.4  # root mean square of a scale drawn from 0 to 63
_Q6_K_SCALES = (-32, 32)
_Q6_K_SCALE = 18.5


def draw_rows(
    kind: GGMLQuantizationType,
    rows: int,
    columns: int,
    *,
    deviation: float,
    random: np.random.Generator,
) -> Bytes:
    """Return random rows of a type as bytes, shape (rows, bytes of a row).

    `columns` is a multiple of the type's block: `fits` says so.
    """
    numbers, size_bytes = GGML_QUANT_SIZES[kind]
    blocks = columns // numbers
    drawn = _DRAWS[kind](random, rows * blocks, deviation)
    return drawn.view(np.uint8).reshape(rows, blocks * size_bytes)


def fits(kind: GGMLQuantizationType, columns: int) -> bool:
    """Say whether rows of this length can be stored as this type."""
    return columns % GGML_QUANT_SIZES[kind][0] == 0


def _empty(blocks: int, *fields: tuple[str, str, int]) -> _Blocks:
    return np.empty(blocks, np.dtype([(name, form, (count,)) for name, form, count in fields]))


def _bytes(random: np.random.Generator, blocks: int, count: int) -> Bytes:
    return np.frombuffer(random.bytes(blocks * count), np.uint8).reshape(blocks, count)


def _f16(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    normal = random.standard_normal(blocks, np.float32)
    drawn: _Blocks = (normal * np.float32(deviation)).astype(np.float16)
    return drawn


def _q4_0(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    drawn = _empty(blocks, ("d", "<f2", 1), ("qs", "u1", 16))
    drawn["d"] = deviation / _SPREAD_16
    drawn["qs"] = _bytes(random, blocks, 16)
    return drawn


def _q4_1(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    drawn = _empty(blocks, ("d", "<f2", 1), ("m", "<f2", 1), ("qs", "u1", 16))
    drawn["d"] = deviation / _SPREAD_16
    drawn["m"] = -7.5 * deviation / _SPREAD_16
    drawn["qs"] = _bytes(random, blocks, 16)
    return drawn


def _q5_0(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    drawn = _empty(blocks, ("d", "<f2", 1), ("qs", "u1", 20))  # four of them are fifth bits
    drawn["d"] = deviation / _SPREAD_32
    drawn["qs"] = _bytes(random, blocks, 20)
    return drawn


def _q8_0(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    drawn = _empty(blocks, ("d", "<f2", 1), ("qs", "u1", 32))
    drawn["d"] = deviation / _SPREAD_256
    drawn["qs"] = _bytes(random, blocks, 32)
    return drawn


def _q4_k(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    """Draw blocks of 8 times 32 numbers d * scale * q - dmin * minimum.

    Scale and minimum, 6 bits each, are equal, and dmin is 7.5 d: each 32 have mean 0.
    """
    drawn = _empty(
        blocks, ("d", "<f2", 1), ("dmin", "<f2", 1), ("scales", "u1", 12), ("qs", "u1", 128)
    )
    scale = deviation / (_SPREAD_16 * _Q4_K_SCALE)
    drawn["d"], drawn["dmin"] = scale, 7.5 * scale
    low = _bytes(random, blocks, 4)  # six bits of the first four; two of the last four
    high = _bytes(random, blocks, 4) & 0x0F  # the other four bits of the last four
    drawn["scales"] = np.concatenate([low, low, high | (high << 4)], axis=1)
    drawn["qs"] = _bytes(random, blocks, 128)
    return drawn


def _q6_k(random: np.random.Generator, blocks: int, deviation: float) -> _Blocks:
    """Draw blocks of 16 times 16 numbers d * scale * (q - 32)."""
    drawn = _empty(blocks, ("qs", "u1", 192), ("scales", "i1", 16), ("d", "<f2", 1))
    drawn["d"] = deviation / (_SPREAD_64 * _Q6_K_SCALE)
    drawn["scales"] = random.integers(*_Q6_K_SCALES, size=(blocks, 16), dtype=np.int8)
    drawn["qs"] = _bytes(random, blocks, 192)
    return drawn


_DRAWS: dict[GGMLQuantizationType, _Draw] = {
    GGMLQuantizationType.F16: _f16,
    GGMLQuantizationType.Q4_0: _q4_0,
    GGMLQuantizationType.Q4_1: _q4_1,
    GGMLQuantizationType.Q5_0: _q5_0,
    GGMLQuantizationType.Q8_0: _q8_0,
    GGMLQuantizationType.Q4_K: _q4_k,
    GGMLQuantizationType.Q6_K: _q6_k,
}
