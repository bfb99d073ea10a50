"""The vector index finds the nearest passages and can always be thrown away."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vectorstore.errors import IndexOutOfDate
from vectorstore.fakes import HashedEmbedder
from vectorstore.vectors import VectorIndex

PASSAGES = [("arxiv:1", 0), ("arxiv:1", 1), ("doi:10.1/a:b", 0)]
TEXTS = ["graphs of words", "trees of words", "rivers and seas"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the place of an index, not made yet."""
    return tmp_path / "chroma"


@pytest.fixture
def index(folder: Path, embedder: HashedEmbedder) -> Iterator[VectorIndex]:
    """Return an index of three passages."""
    made = VectorIndex.create(folder, generation="one", embedder=embedder.fingerprint)
    made.upsert(PASSAGES, embedder.embed_passages(TEXTS))
    yield made
    made.close()


def test_the_nearest_passage_comes_first(index: VectorIndex, embedder: HashedEmbedder) -> None:
    """Similarity is the cosine, and ids with colons come back whole."""
    near = index.query(embedder.embed_query("rivers and seas"), 2)
    assert (near[0].paper_id, near[0].ordinal) == ("doi:10.1/a:b", 0)
    assert near[0].similarity == pytest.approx(1.0, abs=1e-5)
    assert near[1].similarity < near[0].similarity
    expected = embedder.embed_query("rivers and seas") @ embedder.embed_query(
        TEXTS[near[1].ordinal]
    )
    assert near[1].similarity == pytest.approx(float(expected), abs=1e-5)


def test_a_search_can_be_narrowed(index: VectorIndex, embedder: HashedEmbedder) -> None:
    """Only passages of the papers given are found; unknown papers find nothing."""
    query = embedder.embed_query("rivers of words")
    near = index.query(query, 9, ["arxiv:1", "arxiv:9"])
    assert {(found.paper_id, found.ordinal) for found in near} == {("arxiv:1", 0), ("arxiv:1", 1)}
    assert index.query(query, 9, ["arxiv:9"]) == []
    assert index.query(query, 9, []) == []


def test_writing_twice_is_writing_once(index: VectorIndex, embedder: HashedEmbedder) -> None:
    """A passage keeps one vector, and forgetting it twice does no harm."""
    index.upsert(PASSAGES, embedder.embed_passages(TEXTS))
    assert index.count() == 3
    for _ in range(2):
        index.delete([("arxiv:1", 1)])
    assert index.count() == 2


def test_an_index_can_be_closed_and_opened_in_one_process(
    index: VectorIndex, folder: Path, embedder: HashedEmbedder
) -> None:
    """What was written is there again, with its generation."""
    index.close()
    again = VectorIndex.open(folder)
    assert (again.count(), again.generation) == (3, "one")
    again.close()
    fresh = VectorIndex.create(folder, generation="two", embedder=embedder.fingerprint)
    assert (fresh.count(), fresh.generation) == (0, "two")
    assert fresh.query(np.zeros(embedder.dimensions, dtype=np.float32), 5) == []
    fresh.close()


def test_a_missing_or_damaged_index_is_out_of_date(folder: Path) -> None:
    """The remedy is to rebuild it, whatever is wrong."""
    with pytest.raises(IndexOutOfDate, match="is missing") as caught:
        VectorIndex.open(folder)
    assert "paperbot reindex" in caught.value.remedy
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"no database " * 1_000)
    with pytest.raises(IndexOutOfDate, match="damaged"):
        VectorIndex.open(folder)
    VectorIndex.create(folder, generation="new", embedder="any").close()
