"""What a model's context takes in memory, and how many readers that allows; arithmetic only."""

from bot.models.gguf_metadata import Metadata

# Beyond 8 readers two cores give little more in total, and each of them waits longer.
READERS_MOST = 8


def kv_bytes(*, layers: int, kv_heads: int, head_dim: int) -> int:
    """Keys and values of one token: two vectors a head and attending layer, 2 bytes a number."""
    return 2 * 2 * layers * kv_heads * head_dim


def kv_bytes_per_token(metadata: Metadata) -> int:
    """Return what one token of context takes, from a GGUF's own numbers; 0 where it has none.

    Heads may be listed layer by layer. Of recurrent-and-attention mixes only every n-th layer
    attends; the others keep a state of fixed size.
    """
    kind = metadata.get("general.architecture")

    def number(key: str) -> int:
        value = metadata.get(f"{kind}.{key}", 0)
        return value if isinstance(value, int) else 0

    layers, heads = number("block_count"), number("attention.head_count")
    head_dim = number("attention.key_length") or (heads and number("embedding_length") // heads)
    listed = metadata.get(f"{kind}.attention.head_count_kv", heads)
    if isinstance(listed, list):
        kv_heads = sum(count for count in listed if isinstance(count, int))
        return kv_bytes(layers=1, kv_heads=kv_heads, head_dim=head_dim)
    if not isinstance(listed, int):
        return 0
    attending = layers // (number("full_attention_interval") or 1)
    return kv_bytes(layers=attending, kv_heads=listed, head_dim=head_dim)


def readers_that_fit(memory_bytes: int, *, kv_bytes_per_token: int, context_tokens: int) -> int:
    """Return for how many readers an eighth of the memory holds a context each: 1 to 8.

    Memory is taken for the whole context when a model is opened, used or not.
    """
    each = kv_bytes_per_token * context_tokens
    return READERS_MOST if not each else max(1, min(READERS_MOST, memory_bytes // 8 // each))
