"""Products of bytes in an ONNX graph: weights by column, activations by row. Knows no model.

Shapes: R rows, an activation (R, in), a weight (in, out).
"""

from dataclasses import dataclass

import numpy as np

from bot.models.onnx_writer import GraphWriter
from vectorstore.records import Vectors

_SIGNED_STEPS = 127  # of a byte, each way from 0
_SIGNED_ZERO = 128  # activations are unsigned bytes: this one stands for 0
_UNSIGNED_STEPS = 255
_LEAST = 1e-9  # of a row or column of zeros, by which nothing can be divided


@dataclass(frozen=True, slots=True)
class Bytes:
    """Rows of bytes: a byte of `rows` less `zero`, times the `scale` of its row, is a number."""

    rows: str
    scale: str
    zero: int


class BytesWriter:
    """Writes into a graph. Values go in and out by name."""

    def __init__(self, graph: GraphWriter) -> None:
        self._graph = graph

    def signed(self, values: str) -> Bytes:
        """Quantise rows of numbers of both signs."""
        graph = self._graph
        sizes = graph.node("Abs", [values], f"{values}.sizes")
        scale = self._row_scale(sizes, _SIGNED_STEPS)
        zero = graph.weight("zero of rows", np.array([_SIGNED_ZERO], np.uint8))
        shape = graph.node("Shape", [scale], f"{scale}.shape")
        zeros = graph.node("Expand", [zero, shape], f"{scale}.zeros")
        inputs = [values, scale, zeros]
        rows = graph.node("QuantizeLinear", inputs, f"{values}.bytes", axis=0)
        return Bytes(rows, scale, _SIGNED_ZERO)

    def unsigned(self, values: str) -> Bytes:
        """Quantise rows of numbers of which none is negative."""
        scale = self._row_scale(values, _UNSIGNED_STEPS)
        rows = self._graph.node("QuantizeLinear", [values, scale], f"{values}.bytes", axis=0)
        return Bytes(rows, scale, 0)

    def product(self, name: str, activation: Bytes, weight: Vectors) -> str:
        """Multiply by a weight, which is quantised here; return the product in fp32."""
        graph = self._graph
        whole, scale = _quantised(weight)
        inputs = [
            activation.rows,
            graph.weight(f"{name}.weight", whole),
            graph.weight("one", np.array(1, np.float32)),
            graph.weight(f"{name}.columns", scale),
            graph.weight(f"zero of {activation.zero}", np.array(activation.zero, np.uint8)),
            # One for each weight, because onnxruntime replaces both where signed bytes overflow.
            graph.weight(f"{name}.zero", np.array(0, np.int8)),
        ]
        product = graph.fused("MatMulIntegerToFloat", inputs, [f"{name}.product"])
        axis = graph.weight("across", np.array([1], np.int64))
        rows = graph.node("Unsqueeze", [activation.scale, axis], f"{name}.rows")
        return graph.node("Mul", [product, rows], f"{name}.scaled")

    def _row_scale(self, sizes: str, steps: int) -> str:
        graph = self._graph
        highest = graph.node("ReduceMax", [sizes], f"{sizes}.highest", axes=[1], keepdims=0)
        step = graph.weight(f"step of {steps}", np.array(1 / steps, np.float32))
        least = graph.weight("least", np.array(_LEAST, np.float32))
        return graph.node(
            "Max", [graph.node("Mul", [highest, step], f"{sizes}.step"), least], f"{sizes}.scale"
        )


def dequantised(weight: Vectors) -> Vectors:
    """Return a weight as its bytes have it."""
    whole, scale = _quantised(weight)
    return whole * scale


def _quantised(weight: Vectors) -> tuple[np.ndarray, Vectors]:
    """Return a weight as signed bytes, and the scale of each column."""
    scale = np.maximum(np.abs(weight).max(axis=0), _LEAST) / _SIGNED_STEPS
    return np.round(weight / scale).astype(np.int8), scale.astype(np.float32)
