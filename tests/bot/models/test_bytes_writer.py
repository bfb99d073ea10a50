"""Products of bytes against products of floats."""

import hypothesis.extra.numpy as arrays
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from bot.models.byte_sums import byte_sums_overflow
from bot.models.bytes_writer import BytesWriter, dequantised
from bot.models.onnx_library import onnxruntime
from bot.models.onnx_writer import GraphWriter
from vectorstore.records import Vectors

_INNER, _COLUMNS = 32, 16
_NUMBERS = st.floats(-100, 100, width=32)
_ROWS = arrays.arrays(np.float32, st.tuples(st.integers(1, 5), st.just(_INNER)), elements=_NUMBERS)
_WEIGHTS = arrays.arrays(np.float32, (_INNER, _COLUMNS), elements=_NUMBERS)


def _product(rows: Vectors, weight: Vectors, *, signed: bool) -> Vectors:
    graph = GraphWriter("product")
    writer = BytesWriter(graph)
    activation = writer.signed("rows") if signed else writer.unsigned("rows")
    output = writer.product("product", activation, weight)
    model = graph.finish(
        [helper.make_tensor_value_info("rows", TensorProto.FLOAT, ["R", _INNER])],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["R", _COLUMNS])],
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if byte_sums_overflow():
        options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    product: Vectors = session.run([output], {"rows": rows})[0]
    return product


def _step(values: Vectors, steps: int, axis: int) -> Vectors:
    step: Vectors = np.abs(values).max(axis=axis, keepdims=True) / steps
    return step


@settings(max_examples=25, deadline=None)
@given(rows=_ROWS, weight=_WEIGHTS, signed=st.booleans())
def test_a_product_errs_by_half_a_step_a_number(
    rows: Vectors, weight: Vectors, *, signed: bool
) -> None:
    """Each activation and each weight is off by half a step of its row or column, and no more."""
    rows = rows if signed else np.abs(rows)
    row_step, column_step = _step(rows, 127 if signed else 255, 1), _step(weight, 127, 0)
    bound = 0.5 * (
        np.abs(rows).sum(axis=1, keepdims=True) * column_step
        + np.abs(weight).sum(axis=0) * row_step
        + _INNER * row_step * column_step
    )
    error = np.abs(_product(rows, weight, signed=signed) - rows @ weight)
    assert (error <= 1.01 * bound + 1e-3).all()


@settings(max_examples=25, deadline=None)
@given(rows=_ROWS, weight=_WEIGHTS)
def test_a_row_depends_on_no_other(rows: Vectors, weight: Vectors) -> None:
    """The scale of a row is its own."""
    together = _product(rows, weight, signed=True)
    assert np.array_equal(together[:1], _product(rows[:1], weight, signed=True))


@given(weight=_WEIGHTS)
def test_a_weight_is_kept_to_half_a_step(weight: Vectors) -> None:
    """A column's largest weight is kept, the others to 1/254 of it."""
    off = np.abs(dequantised(weight) - weight)
    assert (off <= 0.501 * _step(weight, 127, 0) + 1e-8).all()
