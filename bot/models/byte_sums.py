"""Whether this processor adds up products of bytes rightly: tried, because no flag says it.

x86 processors without VNNI add two products of an unsigned and a signed byte in 16 bits, which
255 x 127, twice, is too much for: they give 32,767 and no error.
"""

import numpy as np
from onnx import ModelProto, TensorProto, helper

from bot.models.onnx_library import onnxruntime
from bot.models.onnx_writer import GraphWriter

_ROWS, _INNER, _COLUMNS = 32, 64, 32  # enough for the kernels that real products use
_HIGHEST, _HIGHEST_WEIGHT = 255, 127


def byte_sums_overflow() -> bool:
    """Return whether the sum of the largest products comes out too small (5 ms)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    model = _largest_products().SerializeToString()
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    rows = np.full((_ROWS, _INNER), _HIGHEST, np.uint8)
    sums = session.run(["sums"], {"rows": rows})[0]
    return bool((sums != _INNER * _HIGHEST * _HIGHEST_WEIGHT).any())


def _largest_products() -> ModelProto:
    graph = GraphWriter("largest products")
    weight = graph.weight("weight", np.full((_INNER, _COLUMNS), _HIGHEST_WEIGHT, np.int8))
    one = graph.weight("one", np.array(1, np.float32))
    graph.fused("MatMulIntegerToFloat", ["rows", weight, one, one], ["sums"])
    rows = helper.make_tensor_value_info("rows", TensorProto.UINT8, [_ROWS, _INNER])
    sums = helper.make_tensor_value_info("sums", TensorProto.FLOAT, [_ROWS, _COLUMNS])
    return graph.finish([rows], [sums])
