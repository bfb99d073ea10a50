"""The vector index finds the nearest passages and can always be thrown away, wherever it is."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from tests.fakes.chroma_server import chroma_server
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.fakes import HashedEmbedder
from vectorstore.remote_chroma import RemoteChroma
from vectorstore.vectors import VectorIndex, check_place

PASSAGES = [("arxiv:1", 0), ("arxiv:1", 1), ("doi:10.1/a:b", 0)]
TEXTS = ["graphs of words", "trees of words", "rivers and seas"]

Place: TypeAlias = Path | RemoteChroma


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a real Chroma server."""
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def remote(server: str, tmp_path: Path) -> RemoteChroma:
    """Return a place on the server that no other test uses."""
    return RemoteChroma(server, library=tmp_path.name)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the place of an index, not made yet."""
    return tmp_path / "chroma"


@pytest.fixture(params=["folder", "remote"])
def place(request: pytest.FixtureRequest) -> Place:
    """Return a place for an index: in a folder, then on a server."""
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def make(embedder: HashedEmbedder) -> Iterator[Callable[[Place, str], VectorIndex]]:
    """Return a function that makes an empty index of a generation, closed at the end."""
    made: list[VectorIndex] = []

    def create(place: Place, generation: str) -> VectorIndex:
        made.append(VectorIndex.create(place, generation=generation, embedder=embedder.fingerprint))
        return made[-1]

    yield create
    for index in made:
        index.close()


@pytest.fixture
def index(
    place: Place, make: Callable[[Place, str], VectorIndex], embedder: HashedEmbedder
) -> VectorIndex:
    """Return an index of three passages."""
    made = make(place, "one")
    made.upsert(PASSAGES, embedder.embed_passages(TEXTS))
    return made


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


def test_writing_twice_is_writing_once(index: VectorIndex, embedder: HashedEmbedder) -> None:
    """A passage keeps one vector, and forgetting it twice does no harm."""
    index.upsert(PASSAGES, embedder.embed_passages(TEXTS))
    assert index.count() == 3
    for _ in range(2):
        index.delete([("arxiv:1", 1)])
    assert index.count() == 2


def test_more_is_written_than_one_call_takes(
    place: Place, make: Callable[[Place, str], VectorIndex]
) -> None:
    """What is beyond the limit of a call goes into the next, when forgetting too."""
    passages = [("arxiv:1", ordinal) for ordinal in range(5_500)]
    vectors = np.random.default_rng(0).normal(size=(len(passages), 2)).astype(np.float32)
    index = make(place, "one")
    index.upsert(passages, vectors)
    assert index.count() == len(passages)
    index.delete(passages[1:])
    assert index.count() == 1


def test_an_index_can_be_closed_and_opened_in_one_process(
    index: VectorIndex, place: Place, embedder: HashedEmbedder
) -> None:
    """What was written is there again, with its generation."""
    index.close()
    again = VectorIndex.open(place)
    assert (again.count(), again.generation) == (3, "one")
    again.close()
    fresh = VectorIndex.create(place, generation="two", embedder=embedder.fingerprint)
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


def test_a_missing_collection_is_out_of_date(remote: RemoteChroma) -> None:
    """On a server the remedy is the same, and a place for an index is free."""
    check_place(remote)
    with pytest.raises(IndexOutOfDate, match="is missing") as caught:
        VectorIndex.open(remote)
    assert "paperbot reindex" in caught.value.remedy


def test_whoever_writes_to_an_index_made_anew_is_refused(
    remote: RemoteChroma, make: Callable[[Place, str], VectorIndex], embedder: HashedEmbedder
) -> None:
    """What an earlier run still writes never lands among the new vectors."""
    before, after = make(remote, "one"), make(remote, "two")
    with pytest.raises(IndexOutOfDate, match="is missing"):
        before.upsert(PASSAGES, embedder.embed_passages(TEXTS))
    assert after.count() == 0


def test_two_libraries_never_share_a_collection(
    server: str, make: Callable[[Place, str], VectorIndex]
) -> None:
    """The second is refused before anything of the first is touched."""
    mine = RemoteChroma(server, collection="shared-name", library="a")
    other = RemoteChroma(server, collection="shared-name", library="b")
    index = make(mine, "one")
    for attempt in (check_place, VectorIndex.open, lambda place: make(place, "two")):
        with pytest.raises(StorageFailed, match="not of this library") as caught:
            attempt(other)
        assert "chroma_collection" in caught.value.remedy
    assert (index.count(), index.generation) == (0, "one")
