"""A library whose vectors are on a server is used like any other."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.fakes.chroma_server import chroma_server
from vectorstore.checkup import check_home
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import Library, open_library
from vectorstore.remote_chroma import RemoteChroma

WriteLines: TypeAlias = Callable[..., Path]


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteChroma]:
    """Return a real Chroma server."""
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield RemoteChroma(address)


@pytest.fixture
def papers(write_jsonl: WriteLines) -> Path:
    """Return a file of thirty papers."""
    return write_jsonl(
        *(
            {"id": f"2409.{n:05}", "title": f"Paper {n}", "abstract": f"We test {n}. It works."}
            for n in range(30)
        )
    )


def found(library: Library) -> list[tuple[str, float]]:
    """Return what a search gives, to be compared."""
    return [(hit.paper.id, round(hit.score, 4)) for hit in library.search("test number 7")]


def test_hits_do_not_depend_on_where_the_vectors_are(
    home: Path,
    papers: Path,
    remote: RemoteChroma,
    embedder: HashedEmbedder,
    counter: WordCounter,
) -> None:
    """Added, opened again, reindexed, deleted from, and checked."""
    with open_library(home.with_name("embedded"), embedder, counter) as library:
        library.add(papers)
        expected = found(library)
    with open_library(home, embedder, counter, remote=remote) as library:
        assert library.add(papers).added == 30
        assert found(library) == expected
    with open_library(home, embedder, counter, remote=remote, renew=True) as library:
        assert library.finish_pending() == 30
        assert found(library) == expected
        library.delete(["arxiv:2409.00007"])
        assert "arxiv:2409.00007" not in dict(found(library))
    assert check_home(home, remote).faults == ()
    assert not (home / "chroma").exists()


def test_moving_the_vectors_needs_a_reindex(
    home: Path,
    papers: Path,
    remote: RemoteChroma,
    embedder: HashedEmbedder,
    counter: WordCounter,
) -> None:
    """To a server and back; nothing else is asked of a person."""
    with open_library(home, embedder, counter) as library:
        library.add(papers)
    for place in (remote, None):
        with (
            pytest.raises(IndexOutOfDate, match=r"missing|another state") as caught,
            open_library(home, embedder, counter, remote=place),
        ):
            pass
        assert "paperbot reindex" in caught.value.remedy
        with open_library(home, embedder, counter, remote=place, renew=True) as library:
            assert library.finish_pending() == 30


def test_a_server_that_goes_away_is_told_to_readers(
    home: Path, papers: Path, tmp_path: Path, embedder: HashedEmbedder, counter: WordCounter
) -> None:
    """A search says which server; what was added is kept for when it is back."""
    server = tmp_path / "server"
    server.mkdir()
    with chroma_server(server) as address:
        remote = RemoteChroma(address)
        with open_library(home, embedder, counter, remote=remote) as library:
            library.add(papers)
    with (
        pytest.raises(StorageFailed, match="cannot be reached") as caught,
        open_library(home, embedder, counter, remote=remote),
    ):
        pass
    assert address in caught.value.message
