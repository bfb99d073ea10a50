"""From trained weights to an adapter file: what changed, as sums of few products."""

from collections.abc import Mapping

import numpy as np

from vectorstore.records import Vectors


def adapter_tensors(
    before: Mapping[str, Vectors], after: Mapping[str, Vectors], rank: int
) -> dict[str, Vectors]:
    """Return the tensors of an adapter, in fp16.

    The change of a matrix is cut to its `rank` largest singular values; vectors, small tables and
    what the model had not before are kept whole.
    """
    found = {}
    for name, values in after.items():
        if name in before and values.ndim > 1 and min(values.shape) > rank:
            up, sizes, down = np.linalg.svd(values - before[name], full_matrices=False)
            root = np.sqrt(sizes[:rank])
            found[f"{name}.up"] = up[:, :rank] * root
            found[f"{name}.down"] = root[:, None] * down[:rank]
        elif name not in before or not np.array_equal(values, before[name]):
            found[name] = values
    return {name: np.ascontiguousarray(values, np.float16) for name, values in found.items()}
