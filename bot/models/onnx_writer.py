"""Nodes and weights of an ONNX graph, collected in the order in which they are computed.

Knows no model. Names are the caller's: a value is known by the name of the node's output.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

Attribute: TypeAlias = float | Sequence[int]

_FUSED = "com.microsoft"  # onnxruntime's own operators
_OPSETS = (("", 17), (_FUSED, 1))
_IR_VERSION = 8


class GraphWriter:
    """A graph as far as it is written."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[NodeProto] = []
        self._weights: dict[str, TensorProto] = {}

    def weight(self, name: str, values: np.ndarray) -> str:
        """Keep an array under its name, once; return the name."""
        if name not in self._weights:
            array = np.ascontiguousarray(values)
            self._weights[name] = numpy_helper.from_array(array.reshape(np.shape(values)), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Attribute) -> str:
        """Add a standard operator; return the name of its output."""
        return self._add(helper.make_node(kind, inputs, [output]), attributes)

    def split(self, source: str, outputs: list[str], *, axis: int) -> None:
        """Cut a value into equal parts."""
        self._add(helper.make_node("Split", [source], outputs), {"axis": axis})

    def fused(
        self, kind: str, inputs: list[str], outputs: list[str], **attributes: Attribute
    ) -> str:
        """Add one of onnxruntime's operators; return the name of its first output."""
        return self._add(helper.make_node(kind, inputs, outputs, domain=_FUSED), attributes)

    def finish(self, inputs: list[ValueInfoProto], outputs: list[ValueInfoProto]) -> ModelProto:
        """Return the model of everything written."""
        weights = list(self._weights.values())
        graph = helper.make_graph(self._nodes, self._name, inputs, outputs, weights)
        opsets = [helper.make_opsetid(*opset) for opset in _OPSETS]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)

    def _add(self, node: NodeProto, attributes: Mapping[str, Attribute]) -> str:
        node.attribute.extend(helper.make_attribute(*pair) for pair in attributes.items())
        self._nodes.append(node)
        return str(node.output[0])
