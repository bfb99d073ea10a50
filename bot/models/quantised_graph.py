"""all-MiniLM-L6-v2 with products of 8-bit integers: three times as fast, vectors agree to .999.

Takes texts of equal length, so there is no padding and no mask. A weight has a scale a column and
an activation one a row, that is a token, so no text bears on another's vector. What is quantised
is balanced first: its channels are divided by factors that follow from the weights, which are
multiplied by them, so no product changes. Figures: docs/decisions.md, "A faster embedder".
"""

from pathlib import Path

import numpy as np
from onnx import ModelProto

from bot.models.balance import Balance, balances, norm_before
from bot.models.bert_graph import DIMENSIONS, EPSILON, HEADS, Bert, write_graph
from bot.models.bytes_writer import Bytes, BytesWriter, dequantised
from vectorstore.records import Vectors

RECIPE = "bert-int8-mean-l2-v1"  # change it with anything that changes the vectors
_GELU_LIFT = 0.17  # GELU's lowest value is -0.16997: with this added none is negative


def build_quantised_graph(weights: Path) -> ModelProto:
    """Return the int8 graph of the weights. Raises ModelRefused for others than MiniLM's."""
    return write_graph(weights, QuantisedBert)


class QuantisedBert(Bert):
    """Tokens of all texts are rows of one matrix, except in attention and pooling."""

    takes: tuple[str, ...] = ("ids",)

    def __init__(self, tensors: dict[str, Vectors]) -> None:
        super().__init__(tensors)
        self._bytes = BytesWriter(self.graph)
        self._balances = balances(tensors)

    def embed(self) -> str:
        """Embed as in fp32, then lay the tokens of all texts one below the other."""
        graph = self.graph
        shape = graph.node("Shape", ["ids"], "ids.shape")
        width = graph.weight("width", np.array([DIMENSIONS], np.int64))
        graph.node("Concat", [shape, width], "by text", axis=0)
        return self._by_token(super().embed())

    def layer(self, layer: int, hidden: str) -> str:
        """Attention and feed-forward, each with its residual and norm."""
        name = f"encoder.layer.{layer}"
        before, between = norm_before(layer), f"{name}.attention.output.LayerNorm"
        attended = self._attend(name, hidden, self._balances[before])
        weight, bias = self._dense(f"{name}.attention.output.dense")
        signed = self._bytes.signed(attended)
        product = self._bytes.product(f"{name}.projected", signed, weight)
        hidden = self._add_and_norm(product, bias, hidden, before, between)
        weight, bias = self._dense(f"{name}.output.dense")
        lifted = self._widen(name, hidden, self._balances[between])
        product = self._bytes.product(f"{name}.narrowed", lifted, weight)
        # what the lift adds to every sum is taken off again
        bias = bias - _GELU_LIFT * dequantised(weight).sum(axis=0)
        return self._add_and_norm(product, bias, hidden, between, f"{name}.output.LayerNorm")

    def pool(self, hidden: str) -> None:
        """Mean over the tokens, then unit length."""
        graph = self.graph
        graph.node("ReduceMean", [self._by_text(hidden)], "mean", axes=[1], keepdims=0)
        graph.node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)

    def norm(self, name: str) -> tuple[str, str]:
        """Return the names of a norm's gain and shift: those that balance its output."""
        balance = self._balances[name]
        gain, shift = self.tensors[f"{name}.weight"], self.tensors[f"{name}.bias"]
        return (
            self.graph.weight(f"{name}.gain", gain / balance.scale),
            self.graph.weight(f"{name}.shift", (shift - balance.shift) / balance.scale),
        )

    def _attend(self, name: str, hidden: str, balance: Balance) -> str:
        """Write attention, fp32 from query, key and value on: (tokens, 384)."""
        weight, bias = self.attention_weights(name)
        balanced = weight * balance.scale[:, None]
        product = self._bytes.product(f"{name}.qkv", self._bytes.signed(hidden), balanced)
        parts = [f"{name}.{part}" for part in ("query", "key", "value")]
        self.graph.split(product, parts, axis=1)
        moved = self.graph.weight(f"{name}.qkv.bias", bias + balance.shift @ weight)
        inputs = [*map(self._by_text, parts), moved]
        output = [f"{name}.attended"]
        attended = self.graph.fused("MultiHeadAttention", inputs, output, num_heads=HEADS)
        return self._by_token(attended)

    def _widen(self, name: str, hidden: str, balance: Balance) -> Bytes:
        """Write the first half of feed-forward: (tokens, 1536), active and lifted."""
        graph = self.graph
        weight, bias = self._dense(f"{name}.intermediate.dense")
        balanced = weight * balance.scale[:, None]
        product = self._bytes.product(f"{name}.widened", self._bytes.signed(hidden), balanced)
        moved = graph.weight(f"{name}.widened.bias", bias + balance.shift @ weight)
        active = graph.fused("BiasGelu", [product, moved], [f"{name}.active"])
        lift = graph.weight("lift", np.array(_GELU_LIFT, np.float32))
        return self._bytes.unsigned(graph.node("Add", [active, lift], f"{name}.lifted"))

    def _add_and_norm(
        self, product: str, bias: Vectors, hidden: str, before: str, norm: str
    ) -> str:
        """Add to a product its bias and what the norm `before` balanced; normalise by `norm`.

        In four operators: SkipLayerNormalization, which is all of them in one, takes five times as
        long as LayerNormalization, a fifth of the whole.
        """
        graph, balance = self.graph, self._balances[before]
        scale = graph.weight(f"{before}.scale", balance.scale)
        moved = graph.weight(f"{product}.bias", bias + balance.shift)
        restored = graph.node("Mul", [hidden, scale], f"{product}.restored")
        added = graph.node("Add", [product, restored], f"{product}.added")
        summed = graph.node("Add", [added, moved], f"{product}.summed")
        inputs = [summed, *self.norm(norm)]
        return graph.node("LayerNormalization", inputs, f"{norm}.out", axis=-1, epsilon=EPSILON)

    def _dense(self, name: str) -> tuple[Vectors, Vectors]:
        return self.tensors[f"{name}.weight"].T, self.tensors[f"{name}.bias"]

    def _by_token(self, values: str) -> str:
        rows = self.graph.weight("by token", np.array([-1, DIMENSIONS], np.int64))
        return self.graph.node("Reshape", [values, rows], f"{values}.by token")

    def _by_text(self, values: str) -> str:
        return self.graph.node("Reshape", [values, "by text"], f"{values}.by text")
