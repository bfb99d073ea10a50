"""The exact graph against PyTorch."""

from pathlib import Path

import numpy as np
import pytest

from bot.evaluation.library.references import FittedReference, PaddedReference

pytestmark = pytest.mark.model

# First 8 components, computed with transformers' BertModel on PyTorch 2.13.0 from the same files.
REFERENCE = {
    "Paperbot ties every claim to a sentence that a reader can check.": [
        *(-0.104652, 0.042612, -0.012528, 0.006519, 0.033875, 0.006274, 0.004618, -0.007988),
    ],
    "How much memory does the index need for one billion vectors?": [
        *(0.055992, -0.039753, -0.063517, 0.034608, 0.002907, -0.000623, -0.020506, -0.015442),
    ],
}


@pytest.mark.parametrize("kind", [FittedReference, PaddedReference])
def test_vectors_are_the_references(
    minilm_folder: Path, kind: type[FittedReference | PaddedReference]
) -> None:
    """Our graph computes what PyTorch computes, to six places, however it is padded."""
    weights, tokenizer = minilm_folder / "model.safetensors", minilm_folder / "tokenizer.json"
    embedder = kind(weights, tokenizer, threads=1)
    vectors = embedder.embed_passages([*REFERENCE, "word " * 50])
    np.testing.assert_allclose(vectors[:2, :8], list(REFERENCE.values()), atol=2e-6)
