"""What the norms' balances promise."""

import numpy as np

from bot.models.balance import balances, norm_before
from bot.models.bert_graph import DIMENSIONS, LAYERS
from vectorstore.records import Vectors


def _tensors() -> dict[str, Vectors]:
    rng = np.random.default_rng(5)
    tensors: dict[str, Vectors] = {}
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}.attention"
        shapes = {
            f"{name}.self.value.weight": (DIMENSIONS, DIMENSIONS),
            f"{name}.output.LayerNorm.weight": (DIMENSIONS,),
            f"{name}.output.LayerNorm.bias": (DIMENSIONS,),
        }
        for key, shape in shapes.items():
            tensors[key] = rng.normal(size=shape).astype(np.float32)
    return tensors


def test_every_norm_has_one() -> None:
    """One before each layer, one within it, one at the end: none may be forgotten."""
    found = balances(_tensors())
    assert len(found) == 2 * LAYERS + 1
    assert all((balance.scale > 0).all() for balance in found.values())


def test_what_is_pooled_is_left_alone() -> None:
    """The last norm's output is what the vector is made of."""
    last = balances(_tensors())[norm_before(LAYERS)]
    assert (last.scale == 1).all()
    assert (last.shift == 0).all()


def test_a_norm_without_gain_divides_by_something() -> None:
    """A channel that its norm shuts off does not become infinite."""
    tensors = _tensors()
    tensors["encoder.layer.0.attention.output.LayerNorm.weight"][:] = 0
    assert np.isfinite(
        1 / balances(tensors)["encoder.layer.0.attention.output.LayerNorm"].scale
    ).all()
