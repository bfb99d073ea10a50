"""A GGUF cross-encoder of a few kilobytes: the tiny encoder with a head that ranks."""

from pathlib import Path

import gguf

from tests.fakes.tiny_bert import write_tiny_bert


def write_tiny_reranker(path: Path, *, seed: int = 0) -> Path:
    """Write one layer of random weights and a head that ranks, and return `path`."""
    return write_tiny_bert(path, gguf.PoolingType.RANK, seed=seed)
