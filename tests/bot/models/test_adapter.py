"""Small changes to a model's weights."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from bot.errors import ModelRefused
from bot.models.adapter import Adapter

MODEL = {
    "layer.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "layer.bias": np.zeros(2, np.float32),
}


def test_products_are_added_and_vectors_replaced(tmp_path: Path) -> None:
    """What is not named stays, and the model's own tensors are not touched."""
    up, down = np.array([[1], [2]], np.float16), np.array([[1, 0, 10]], np.float16)
    bias = np.array([5, 6], np.float16)
    head = np.ones(4, np.float16)
    path = tmp_path / "adapter.safetensors"
    save_file(
        {"layer.weight.up": up, "layer.weight.down": down, "layer.bias": bias, "head": head}, path
    )
    adapter = Adapter.read(path)
    changed = adapter.applied(MODEL)
    assert changed["layer.weight"].tolist() == [[1, 1, 12], [5, 4, 25]]
    assert changed["layer.bias"].tolist() == [5, 6]
    assert set(changed) == set(MODEL)
    assert MODEL["layer.bias"].tolist() == [0, 0]
    assert adapter.tensors["head"].dtype == np.float32


def test_an_adapter_of_another_model_is_refused() -> None:
    """Another shape, or a matrix that the model lacks."""
    with pytest.raises(ValueError, match="shape"):
        Adapter({"layer.bias": np.zeros(3, np.float32)}).applied(MODEL)
    lost = np.zeros((2, 1), np.float32)
    with pytest.raises(KeyError):
        Adapter({"other.up": lost, "other.down": lost.T}).applied(MODEL)


def test_a_damaged_file_says_so(tmp_path: Path) -> None:
    """With what to do."""
    path = tmp_path / "adapter.safetensors"
    path.write_bytes(b"nothing")
    with pytest.raises(ModelRefused, match=r"adapter\.safetensors cannot be read"):
        Adapter.read(path)
    with pytest.raises(ModelRefused, match="cannot be read"):
        Adapter.read(tmp_path / "absent")
