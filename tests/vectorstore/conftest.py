"""What the store's tests share: fakes at its two ports, sources in both forms, a library."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library
from vectorstore.records import Paper

WriteLines: TypeAlias = Callable[..., Path]

SAMPLE = Path(__file__).parents[2] / "samples" / "hf-papers-page.txt"


@pytest.fixture
def sample_page() -> Path:
    """Return the starter library: 66 papers in the form of a saved page."""
    return SAMPLE


@pytest.fixture
def embedder() -> HashedEmbedder:
    """Return an embedder without weights."""
    return HashedEmbedder()


@pytest.fixture
def counter() -> WordCounter:
    """Return a counter without a vocabulary."""
    return WordCounter()


@pytest.fixture
def write_jsonl(tmp_path: Path) -> WriteLines:
    """Return a function that writes records, or raw lines, as JSON lines and returns the path."""

    def write(*records: dict[str, object] | str, name: str = "papers.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        return path

    return write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder for a library, not made yet."""
    return tmp_path / "home"


@pytest.fixture
def library(home: Path, embedder: HashedEmbedder, counter: WordCounter) -> Iterator[Library]:
    """Return an open, empty library."""
    with open_library(home, embedder, counter) as opened:
        yield opened


@pytest.fixture
def paper() -> Paper:
    """Return a paper with every field filled."""
    return Paper(
        id="arxiv:2111.08566",
        title="SPANN: Highly-efficient Billion-scale Search",
        abstract="SPANN is 2 times faster than DiskANN. It needs little memory.",
        authors=("Qi Chen", "José García"),
        date="2021-11-05",
        url="https://arxiv.org/abs/2111.08566",
        categories=("cs.DB", "cs.IR"),
        links=(),
        source="jsonl",
    )
