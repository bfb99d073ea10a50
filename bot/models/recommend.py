"""Which chat model fits this machine: a sum that can be shown."""

from dataclasses import dataclass

from bot.models.registry import ENTRIES, ModelEntry

_GIB = 1024**3
# What else lives in this process: Python with its libraries, the embedder, the store, and
# llama.cpp's compute buffers (98 MiB for the default model, more for a larger vocabulary).
RESERVE_BYTES = 3 * _GIB // 2


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The best chat model that fits a memory, and the sum that says so, line by line."""

    entry: ModelEntry
    needed_bytes: int
    fits: bool
    lines: tuple[str, ...]


def recommend(memory_bytes: int, *, context_tokens: int = 4096, readers: int = 1) -> Recommendation:
    """Choose the best chat model: weights + context of all readers + reserve within the memory.

    Where none fits, the smallest is returned with `fits` False.
    """
    chat = [entry for entry in ENTRIES if entry.role == "chat"]
    needs = [needed_bytes(entry, context_tokens, readers) for entry in chat]
    fitting = [place for place, need in enumerate(needs) if need <= memory_bytes]
    best = fitting[-1] if fitting else 0
    entry = chat[best]
    context_bytes = entry.kv_bytes_per_token * context_tokens * readers
    per_token = (
        f"{entry.kv_bytes_per_token:,} bytes a token x {context_tokens:,} tokens x {readers}"
    )
    lines = (
        f"{entry.name}: weights {_gib(entry.size_bytes)}",
        f"+ context {_gib(context_bytes)} ({per_token})",
        f"+ reserve {_gib(RESERVE_BYTES)}",
        f"= {_gib(needs[best])} of {_gib(memory_bytes)}",
    )
    return Recommendation(entry, needs[best], bool(fitting), lines)


def needed_bytes(entry: ModelEntry, context_tokens: int, readers: int) -> int:
    """Return the memory an entry takes at work."""
    return entry.size_bytes + entry.kv_bytes_per_token * context_tokens * readers + RESERVE_BYTES


def _gib(size_bytes: int) -> str:
    return f"{size_bytes / _GIB:.2f} GiB"
