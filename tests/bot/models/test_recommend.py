"""Which model is recommended for which memory."""

from hypothesis import given
from hypothesis import strategies as st

from bot.models.memory import kv_bytes_per_token
from bot.models.recommend import RESERVE_BYTES, recommend
from bot.models.registry import find

_GIB = 1024**3


def test_the_sum_is_weights_context_and_reserve() -> None:
    """Needed memory is the sum of the three parts that are shown."""
    entry = find("qwen3-4b-instruct-2507")
    found = recommend(
        entry.size_bytes + 2 * 1000 * entry.kv_bytes_per_token + RESERVE_BYTES,
        context_tokens=1000,
        readers=2,
    )
    assert found.fits
    assert found.lines[-1].startswith(f"= {found.needed_bytes / _GIB:.2f} GiB")
    assert any("1,000 tokens x 2" in line for line in found.lines)


def test_a_large_memory_gets_the_best_model() -> None:
    """With room for all, the last of the list is taken."""
    assert recommend(64 * _GIB).entry.name == "qwen3.5-4b"


def test_too_little_memory_gets_the_smallest_and_says_so() -> None:
    """Nothing fits in 100 MB: the default is named, marked as not fitting."""
    found = recommend(100_000_000)
    assert (found.entry.name, found.fits) == ("smollm2-135m", False)


@given(st.integers(0, 64 * _GIB), st.integers(1, 100_000), st.integers(1, 64))
def test_what_is_said_to_fit_fits(memory: int, context: int, readers: int) -> None:
    """`fits` is true exactly when the sum is within the memory."""
    found = recommend(memory, context_tokens=context, readers=readers)
    assert found.fits == (found.needed_bytes <= memory)


def test_heads_listed_by_layer_are_added_up() -> None:
    """Some files give the heads of each layer; layers without any cost nothing."""
    metadata: dict[str, str | int | list[int]] = {
        "general.architecture": "mix",
        "mix.block_count": 3,
        "mix.attention.head_count": 8,
        "mix.attention.key_length": 64,
        "mix.attention.head_count_kv": [0, 2, 2],
    }
    assert kv_bytes_per_token(metadata) == 2 * 2 * 4 * 64


def test_only_attending_layers_of_a_mixed_model_count() -> None:
    """One layer in four of Qwen3.5 keeps keys and values."""
    metadata: dict[str, str | int | list[int]] = {
        "general.architecture": "qwen35",
        "qwen35.block_count": 32,
        "qwen35.attention.head_count": 16,
        "qwen35.attention.key_length": 256,
        "qwen35.attention.head_count_kv": 4,
        "qwen35.full_attention_interval": 4,
    }
    assert kv_bytes_per_token(metadata) == find("qwen3.5-4b").kv_bytes_per_token
