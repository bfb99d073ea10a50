"""A small library to ask over, without weights."""

import json
from collections.abc import Iterator

import pytest

from bot.answering.overview.overview import Overview
from tests.fakes.gnn_papers import PAPERS
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Return a library of five papers."""
    folder = tmp_path_factory.mktemp("overview")
    source = folder / "papers.jsonl"
    source.write_text("".join(f"{json.dumps(paper)}\n" for paper in PAPERS), "utf-8")
    with open_library(folder / "home", HashedEmbedder(), WordCounter()) as opened:
        assert opened.add(source).added == len(PAPERS)
        yield opened


@pytest.fixture
def overview(library: Library) -> Overview:
    """Return what answers over that library."""
    return Overview(library, HashedEmbedder())
