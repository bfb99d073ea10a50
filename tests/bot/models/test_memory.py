"""What contexts take in memory."""

import pytest

from bot.models.gguf_metadata import Metadata
from bot.models.memory import kv_bytes, kv_bytes_per_token, readers_that_fit

GIB = 1024**3
SMOLLM: Metadata = {
    "general.architecture": "llama",
    "llama.block_count": 30,
    "llama.attention.head_count": 9,
    "llama.attention.head_count_kv": 3,
    "llama.embedding_length": 576,
}


def test_a_token_takes_what_the_layers_keep_of_it() -> None:
    """Two vectors of 16 bits a key-value head and layer."""
    assert kv_bytes_per_token(SMOLLM) == kv_bytes(layers=30, kv_heads=3, head_dim=64) == 23_040


@pytest.mark.parametrize(
    ("memory_gib", "kv", "readers"),
    [(24, 23_040, 8), (4, 23_040, 5), (24, 147_456, 5), (1, 147_456, 1), (24, 0, 8)],
)
def test_readers_share_an_eighth_of_the_memory(memory_gib: int, kv: int, readers: int) -> None:
    """At least one and at most eight, each with a context of 4,096 tokens."""
    fitting = readers_that_fit(memory_gib * GIB, kv_bytes_per_token=kv, context_tokens=4096)
    assert fitting == readers
