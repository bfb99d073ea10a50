"""all-MiniLM-L6-v2 as an ONNX graph in fp32, written from its weights: the exact one.

Pooling and normalisation are part of the graph: token ids and mask in, unit vectors out. Uses
onnxruntime's fused operators, so that speed does not depend on its optimiser recognising a
pattern. Shapes: B texts, T tokens, 384 = 12 heads x 32, 1536 inner. The product embeds with
`quantised_graph`; this one is what that is measured against.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import safetensors
from onnx import ModelProto, TensorProto, helper
from safetensors.numpy import load_file

from bot.errors import ModelRefused
from bot.models.onnx_writer import GraphWriter
from vectorstore.records import Vectors

DIMENSIONS = 384
HEADS = 12
LAYERS = 6
EPSILON = 1e-12


def build_graph(weights: Path) -> ModelProto:
    """Return the fp32 graph of the weights. Raises ModelRefused for others than MiniLM's."""
    return write_graph(weights, Bert)


def write_graph(weights: Path, kind: Callable[[dict[str, Vectors]], "Bert"]) -> ModelProto:
    """Return the graph that `kind` writes. Raises ModelRefused for others than MiniLM's."""
    try:
        return kind(load_file(weights)).write()
    except (OSError, safetensors.SafetensorError, KeyError, ValueError) as error:
        raise ModelRefused(
            f"The file {weights} does not hold the weights of all-MiniLM-L6-v2 ({error}).",
            remedy="Delete it and run `paperbot models fetch minilm`.",
        ) from error


class Bert:
    """Writes the network stage by stage. A stage takes and returns names of values."""

    takes: tuple[str, ...] = ("ids", "mask")  # what the graph is given, each (B, T) of int32
    gives: tuple[str, str] = ("vectors", "B")  # and what it gives: numbers of 384 each, of how many

    def __init__(self, tensors: dict[str, Vectors]) -> None:
        self.tensors = tensors
        self.graph = GraphWriter("minilm")

    def write(self) -> ModelProto:
        """Write every stage and close the graph."""
        hidden = self.embed()
        for layer in range(LAYERS):
            hidden = self.layer(layer, hidden)
        self.pool(hidden)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, ["B", "T"])
            for name in self.takes
        ]
        name, rows = self.gives
        given = helper.make_tensor_value_info(name, TensorProto.FLOAT, [rows, DIMENSIONS])
        return self.graph.finish(inputs, [given])

    def embed(self) -> str:
        """Word + position + type, normalised; a type that is always 0 goes into the position."""
        position = self.tensors["embeddings.position_embeddings.weight"]
        types = self.tensors["embeddings.token_type_embeddings.weight"]
        typed = "types" in self.takes
        inputs = [
            *("ids", "types" if typed else ""),
            self.tensor("embeddings.word_embeddings.weight"),
            self.graph.weight("positions", position if typed else position + types[0]),
            self.graph.weight("type of token", types) if typed else "",
            *self.norm("embeddings.LayerNorm"),
            *(name for name in self.takes if name == "mask"),
        ]
        outputs = ["embedded", "lengths"]
        return self.graph.fused("EmbedLayerNormalization", inputs, outputs, epsilon=EPSILON)

    def layer(self, layer: int, hidden: str) -> str:
        """Attention and feed-forward, each with its residual and norm."""
        name = f"encoder.layer.{layer}"
        weight, bias = self.attention_weights(name)
        inputs = [
            hidden,
            self.graph.weight(f"{name}.qkv.weight", weight),
            self.graph.weight(f"{name}.qkv.bias", bias),
            "lengths",
        ]
        attended = self.graph.fused("Attention", inputs, [f"{name}.attended"], num_heads=HEADS)
        hidden = self._residual(f"{name}.attention.output", attended, hidden)
        inner = self._product(f"{name}.intermediate.dense", hidden)
        bias_name = self.tensor(f"{name}.intermediate.dense.bias")
        active = self.graph.fused("BiasGelu", [inner, bias_name], [f"{name}.active"])
        return self._residual(f"{name}.output", active, hidden)

    def attention_weights(self, name: str) -> tuple[Vectors, Vectors]:
        """Return a layer's query, key and value side by side: (384, 3 x 384) and (3 x 384,)."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self.tensors[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.tensors[f"{part}.bias"] for part in parts])
        return weight, bias

    def pool(self, hidden: str) -> None:
        """Mean over the tokens that are no padding, then unit length."""
        graph = self.graph
        axis = graph.weight("token axis", np.array([1], np.int64))
        last = graph.weight("last axis", np.array([2], np.int64))
        graph.node("Cast", ["mask"], "mask.float", to=TensorProto.FLOAT)
        graph.node("Unsqueeze", ["mask.float", last], "mask.wide")  # (B, T, 1)
        graph.node("Mul", [hidden, "mask.wide"], "kept")
        graph.node("ReduceSum", ["kept", axis], "sum", keepdims=0)  # (B, 384)
        graph.node("ReduceSum", ["mask.wide", axis], "count", keepdims=0)  # (B, 1)
        graph.node("Div", ["sum", "count"], "mean")
        graph.node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)

    def norm(self, name: str) -> tuple[str, str]:
        """Return the names of a norm's gain and shift."""
        return self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")

    def tensor(self, name: str) -> str:
        """Keep one of the file's tensors as it is; return its name."""
        return self.graph.weight(name, self.tensors[name])

    def _residual(self, name: str, changed: str, before: str) -> str:
        """Project `changed`, add its bias and `before`, normalise."""
        projected = self._product(f"{name}.dense", changed)
        bias = self.tensor(f"{name}.dense.bias")
        inputs = [projected, before, *self.norm(f"{name}.LayerNorm"), bias]
        outputs = [f"{name}.normed"]
        return self.graph.fused("SkipLayerNormalization", inputs, outputs, epsilon=EPSILON)

    def _product(self, name: str, hidden: str) -> str:
        weight = self.graph.weight(f"{name}.weight", self.tensors[f"{name}.weight"].T)
        return self.graph.node("MatMul", [hidden, weight], f"{name}.product")
