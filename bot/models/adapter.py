"""Small changes to a model's weights, kept apart from them: low-rank sums for its matrices.

Cf. Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", ICLR 2022. An adapter file
holds for a matrix W of shape (out, in) `W.up`, (out, r), and `W.down`, (r, in), whose product is
added, and for a vector its new values. What has no counterpart in the model is a head of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import safetensors
from safetensors.numpy import load_file

from bot.errors import ModelRefused
from vectorstore.records import Vectors

_UP, _DOWN = ".up", ".down"


@dataclass(frozen=True, slots=True)
class Adapter:
    """The tensors of an adapter file, in fp32."""

    tensors: Mapping[str, Vectors]

    @classmethod
    def read(cls, path: Path) -> "Adapter":
        """Read an adapter file. Raises ModelRefused."""
        try:
            tensors = load_file(path)
        except (OSError, safetensors.SafetensorError) as error:
            raise ModelRefused(
                f"The adapter {path} cannot be read ({error}).",
                remedy="Install paperbot again: the file came with it.",
            ) from error
        return cls({name: values.astype("float32") for name, values in tensors.items()})

    def applied(self, tensors: Mapping[str, Vectors]) -> dict[str, Vectors]:
        """Return a model's tensors as the adapter changes them.

        Raises KeyError for a change of what the model lacks, ValueError for another shape.
        """
        changed = dict(tensors)
        for name, values in self.tensors.items():
            if name in tensors:
                if values.shape != tensors[name].shape:
                    raise ValueError(f"{name} has the shape {tensors[name].shape}")
                changed[name] = values
            elif name.endswith(_UP):
                base = name.removesuffix(_UP)
                changed[base] = tensors[base] + values @ self.tensors[base + _DOWN]
        return changed
