"""From trained weights to an adapter."""

import numpy as np

from bot.models.adapter import Adapter
from training.low_rank import adapter_tensors


def test_a_change_of_low_rank_comes_back() -> None:
    """What is kept, applied to the weights before, gives the weights after."""
    rng = np.random.default_rng(0)
    before = {
        "weight": rng.normal(size=(20, 30)).astype(np.float32),
        "bias": np.zeros(20, np.float32),
        "same": np.ones(3, np.float32),
    }
    change = rng.normal(size=(20, 2)) @ rng.normal(size=(2, 30))
    after = {
        "weight": (before["weight"] + change).astype(np.float32),
        "bias": np.ones(20, np.float32),
        "same": before["same"],
        "head.new": np.ones((40, 40), np.float32),
    }
    kept = adapter_tensors(before, after, rank=4)
    assert {name: values.shape for name, values in kept.items()} == {
        "weight.up": (20, 4),
        "weight.down": (4, 30),
        "bias": (20,),
        "head.new": (40, 40),
    }
    assert {values.dtype for values in kept.values()} == {np.dtype(np.float16)}
    single = {name: values.astype(np.float32) for name, values in kept.items()}
    np.testing.assert_allclose(
        Adapter(single).applied(before)["weight"], after["weight"], atol=0.02
    )
