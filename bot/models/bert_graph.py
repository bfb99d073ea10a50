"""all-MiniLM-L6-v2 as an ONNX graph, written from its weights.

Pooling and normalisation are part of the graph: token ids and mask in, unit vectors out. Uses
onnxruntime's fused operators (domain com.microsoft), so that speed does not depend on its
optimiser recognising a pattern. Shapes: B texts, T tokens, 384 = 12 heads x 32, 1536 inner.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import safetensors
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from bot.errors import ModelRefused
from vectorstore.records import Vectors

RECIPE = "bert-fp32-mean-l2-v1"  # change it with anything that changes the vectors
DIMENSIONS = 384
_LAYERS = 6
_HEADS = 12
_EPSILON = 1e-12
_FUSED = "com.microsoft"


def build_graph(weights: Path) -> onnx.ModelProto:
    """Return the graph of the weights; raises ModelRefused for other weights than MiniLM's."""
    try:
        tensors = load_file(weights)
        return _Graph(tensors).finish()
    except (OSError, safetensors.SafetensorError, KeyError, ValueError) as error:
        raise ModelRefused(
            f"The file {weights} does not hold the weights of all-MiniLM-L6-v2 ({error}).",
            remedy="Delete it and run `paperbot models fetch minilm`.",
        ) from error


class _Graph:
    """Nodes and weights collected on the way through the network."""

    def __init__(self, tensors: dict[str, Vectors]) -> None:
        self._tensors = tensors
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def finish(self) -> onnx.ModelProto:
        """Write every stage and close the graph."""
        hidden = self._embed()
        for layer in range(_LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden)
        self._pool(hidden)
        ids, mask = (
            helper.make_tensor_value_info(name, TensorProto.INT32, ["B", "T"])
            for name in ("ids", "mask")
        )
        vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["B", DIMENSIONS])
        graph = helper.make_graph(self._nodes, "minilm", [ids, mask], [vectors], self._weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)

    def _embed(self) -> str:
        """Word + position + type, normalised; the type is always 0 and goes into the position."""
        tensors = self._tensors
        position = (
            tensors["embeddings.position_embeddings.weight"]
            + tensors["embeddings.token_type_embeddings.weight"][0]
        )
        inputs = [
            *("ids", ""),
            self._weight("words", tensors["embeddings.word_embeddings.weight"]),
            self._weight("positions", position),
            "",
            *self._norm("embeddings.LayerNorm"),
            "mask",
        ]
        outputs = ["embedded", "lengths"]
        self._fused("EmbedLayerNormalization", inputs, outputs, epsilon=_EPSILON)
        return "embedded"

    def _layer(self, name: str, hidden: str) -> str:
        """Attention and feed-forward, each with its residual and norm."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._tensors[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._tensors[f"{part}.bias"] for part in parts])
        attended = f"{name}.attended"
        inputs = [
            hidden,
            self._weight(f"{name}.qkv.weight", weight),  # (384, 3 x 384)
            self._weight(f"{name}.qkv.bias", bias),
            "lengths",
        ]
        self._fused("Attention", inputs, [attended], num_heads=_HEADS)
        hidden = self._residual(f"{name}.attention.output", attended, hidden)
        inner = self._matmul(f"{name}.intermediate.dense", hidden)
        active = f"{name}.active"
        self._fused("BiasGelu", [inner, self._bias(f"{name}.intermediate.dense")], [active])
        return self._residual(f"{name}.output", active, hidden)

    def _residual(self, name: str, changed: str, before: str) -> str:
        """Project `changed`, add its bias and `before`, normalise."""
        projected = self._matmul(f"{name}.dense", changed)
        output = f"{name}.normed"
        norm = self._norm(f"{name}.LayerNorm")
        inputs = [projected, before, *norm, self._bias(f"{name}.dense")]
        self._fused("SkipLayerNormalization", inputs, [output], epsilon=_EPSILON)
        return output

    def _pool(self, hidden: str) -> None:
        """Mean over the tokens that are no padding, then unit length."""
        axis = self._weight("token axis", np.array([1], np.int64))
        last = self._weight("last axis", np.array([2], np.int64))
        self._node("Cast", ["mask"], "mask.float", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["mask.float", last], "mask.wide")  # (B, T, 1)
        self._node("Mul", [hidden, "mask.wide"], "kept")
        self._node("ReduceSum", ["kept", axis], "sum", keepdims=0)  # (B, 384)
        self._node("ReduceSum", ["mask.wide", axis], "count", keepdims=0)  # (B, 1)
        self._node("Div", ["sum", "count"], "mean")
        self._node("LpNormalization", ["mean"], "vectors", axis=-1, p=2)

    def _matmul(self, name: str, hidden: str) -> str:
        weight = self._weight(f"{name}.weight", self._tensors[f"{name}.weight"].T)
        return self._node("MatMul", [hidden, weight], f"{name}.product")

    def _bias(self, name: str) -> str:
        return self._weight(f"{name}.bias", self._tensors[f"{name}.bias"])

    def _norm(self, name: str) -> tuple[str, str]:
        gain, shift = (f"{name}.{part}" for part in ("weight", "bias"))
        return (
            self._weight(gain, self._tensors[gain]),
            self._weight(shift, self._tensors[shift]),
        )

    def _weight(self, name: str, values: np.ndarray) -> str:
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: int) -> str:
        self._add(helper.make_node(kind, inputs, [output]), attributes)
        return output

    def _fused(self, kind: str, inputs: list[str], outputs: list[str], **attributes: float) -> None:
        self._add(helper.make_node(kind, inputs, outputs, domain=_FUSED), attributes)

    def _add(self, node: onnx.NodeProto, attributes: Mapping[str, float]) -> None:
        node.attribute.extend(helper.make_attribute(*pair) for pair in attributes.items())
        self._nodes.append(node)
