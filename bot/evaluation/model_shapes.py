"""The shapes of some well-known models, and which weights a model of a shape consists of.

Values only: a model of random weights with the shape of a real one is as fast as that one. The
numbers are those of each model's public `config.json`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Architecture: TypeAlias = Literal["llama", "qwen3"]
Part: TypeAlias = Literal["norm", "embedding", "output", "value", "down", "other"]


@dataclass(frozen=True, slots=True)
class Shape:
    """A model's sizes. `heads` share `kv_heads`; `tied` models use their embedding as output."""

    architecture: Architecture
    name: str
    vocabulary: int
    width: int
    layers: int
    heads: int
    kv_heads: int
    head_width: int
    feed_forward: int
    tied: bool
    rope_base: float
    norm_epsilon: float
    context_tokens: int


@dataclass(frozen=True, slots=True)
class Weights:
    """One tensor: `rows` of `columns` numbers, a single row where it is a vector.

    `layer` is where it stands; what it does decides how many bits it is given.
    """

    name: str
    rows: int
    columns: int
    part: Part
    layer: int = 0


_SMOLLM2_135M = Shape(  # HuggingFaceTB/SmolLM2-135M-Instruct
    architecture="llama",
    name="SmolLM2-135M",
    vocabulary=49_152,
    width=576,
    layers=30,
    heads=9,
    kv_heads=3,
    head_width=64,
    feed_forward=1536,
    tied=True,
    rope_base=100_000.0,
    norm_epsilon=1e-5,
    context_tokens=8192,
)
_LLAMA_1B = Shape(  # meta-llama/Llama-3.2-1B-Instruct
    architecture="llama",
    name="Llama-3.2-1B",
    vocabulary=128_256,
    width=2048,
    layers=16,
    heads=32,
    kv_heads=8,
    head_width=64,
    feed_forward=8192,
    tied=True,
    rope_base=500_000.0,
    norm_epsilon=1e-5,
    context_tokens=131_072,
)
_LLAMA_8B = Shape(  # meta-llama/Llama-3.1-8B-Instruct
    architecture="llama",
    name="Llama-3.1-8B",
    vocabulary=128_256,
    width=4096,
    layers=32,
    heads=32,
    kv_heads=8,
    head_width=128,
    feed_forward=14_336,
    tied=False,
    rope_base=500_000.0,
    norm_epsilon=1e-5,
    context_tokens=131_072,
)
_QWEN3_4B = Shape(  # Qwen/Qwen3-4B
    architecture="qwen3",
    name="Qwen3-4B",
    vocabulary=151_936,
    width=2560,
    layers=36,
    heads=32,
    kv_heads=8,
    head_width=128,
    feed_forward=9728,
    tied=True,
    rope_base=1_000_000.0,
    norm_epsilon=1e-6,
    context_tokens=40_960,
)
_QWEN3_8B = Shape(  # Qwen/Qwen3-8B
    architecture="qwen3",
    name="Qwen3-8B",
    vocabulary=151_936,
    width=4096,
    layers=36,
    heads=32,
    kv_heads=8,
    head_width=128,
    feed_forward=12_288,
    tied=False,
    rope_base=1_000_000.0,
    norm_epsilon=1e-6,
    context_tokens=40_960,
)
SHAPES: dict[tuple[Architecture, str], Shape] = {
    ("llama", "135M"): _SMOLLM2_135M,
    ("llama", "1B"): _LLAMA_1B,
    ("llama", "8B"): _LLAMA_8B,
    ("qwen3", "4B"): _QWEN3_4B,
    ("qwen3", "8B"): _QWEN3_8B,
}


def list_weights(shape: Shape) -> Iterator[Weights]:
    """Yield every tensor of a model, named as llama.cpp names them, in the order of a file."""
    yield Weights("token_embd", shape.vocabulary, shape.width, "embedding")
    for layer in range(shape.layers):
        yield from _layer(shape, layer)
    yield Weights("output_norm", 1, shape.width, "norm")
    if not shape.tied:
        yield Weights("output", shape.vocabulary, shape.width, "output")


def _layer(shape: Shape, layer: int) -> Iterator[Weights]:
    heads, kv_heads = shape.heads * shape.head_width, shape.kv_heads * shape.head_width
    width, inner = shape.width, shape.feed_forward
    tensors: tuple[tuple[str, int, int, Part], ...] = (
        ("attn_norm", 1, width, "norm"),
        ("attn_q", heads, width, "other"),
        ("attn_k", kv_heads, width, "other"),
        ("attn_v", kv_heads, width, "value"),
        ("attn_output", width, heads, "other"),
        ("ffn_norm", 1, width, "norm"),
        ("ffn_gate", inner, width, "other"),
        ("ffn_up", inner, width, "other"),
        ("ffn_down", width, inner, "down"),
    )
    if shape.architecture == "qwen3":
        head = shape.head_width
        tensors += (("attn_q_norm", 1, head, "norm"), ("attn_k_norm", 1, head, "norm"))
    for name, rows, columns, part in tensors:
        yield Weights(f"blk.{layer}.{name}", rows, columns, part, layer)
