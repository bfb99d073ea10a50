"""How the norms of all-MiniLM-L6-v2 are balanced, so that their output can be quantised.

A byte resolves a row to 1/127 of its largest number. A few channels are 10 to 30 times as large as
the others, which are lost beside them unless all are brought to like size. Cf. Xiao et al.,
"SmoothQuant", ICML 2023, which measures sizes on texts; here the weights tell them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.models.bert_graph import DIMENSIONS, LAYERS
from vectorstore.records import Vectors

_LEAST_GAIN = 1e-3
# Of the size of a channel's value weights. Cosine of vectors with nothing else quantised, powers 0,
# .3, .5, .7, 1: .9988, .99958, .99977, .99983, .99979; SmoothQuant with measured sizes: .99974.
_VALUE_POWER = 0.7


@dataclass(frozen=True, slots=True)
class Balance:
    """What a norm writes in place of its output h: (h - shift) / scale, a number a channel."""

    scale: Vectors
    shift: Vectors


def norm_before(layer: int) -> str:
    """Return the name of the norm whose output a layer reads."""
    return f"encoder.layer.{layer - 1}.output.LayerNorm" if layer else "embeddings.LayerNorm"


def balances(tensors: Mapping[str, Vectors]) -> dict[str, Balance]:
    """Return a balance for each norm by name; the last one's output is left as it is.

    Attention needs its value weights resolved; feed-forward reads what the norm made before gain
    and shift, which has one variance in every channel.
    """
    nothing = np.zeros(DIMENSIONS, np.float32)
    found = {norm_before(LAYERS): Balance(nothing + 1, nothing)}
    for layer in range(LAYERS):
        name = f"encoder.layer.{layer}"
        value = tensors[f"{name}.attention.self.value.weight"]  # (out, in)
        size = np.sqrt(np.square(value).mean(axis=0))
        found[norm_before(layer)] = Balance(size**-_VALUE_POWER, nothing)
        norm = f"{name}.attention.output.LayerNorm"
        gain = np.maximum(np.abs(tensors[f"{norm}.weight"]), _LEAST_GAIN)
        found[norm] = Balance(gain, tensors[f"{norm}.bias"])
    return found
