"""Indexes of which the vectors are on a server are made, opened and renewed like any others."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes.chroma_server import chroma_server, free_port
from vectorstore.catalogue import Catalogue
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.fakes import HashedEmbedder
from vectorstore.indexes import create_indexes, open_indexes
from vectorstore.remote_chroma import RemoteChroma


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteChroma]:
    """Return a real Chroma server."""
    with chroma_server(tmp_path_factory.mktemp("server")) as address:
        yield RemoteChroma(address)


@pytest.fixture
def catalogue(home: Path) -> Iterator[Catalogue]:
    """Return the empty catalogue of a home."""
    home.mkdir()
    with closing(Catalogue(home / "catalogue.sqlite3")) as opened:
        yield opened


def test_indexes_on_a_server_are_there_again(
    home: Path, catalogue: Catalogue, embedder: HashedEmbedder, remote: RemoteChroma
) -> None:
    """The home holds no vectors, and two homes do not meet on one server."""
    create_indexes(home, catalogue, embedder.fingerprint, remote).close()
    open_indexes(home, catalogue, embedder.fingerprint, remote).close()
    assert not (home / "chroma").exists()
    other = home.with_name("other")
    other.mkdir()
    with closing(Catalogue(other / "catalogue.sqlite3")) as its_catalogue:
        create_indexes(other, its_catalogue, embedder.fingerprint, remote).close()
    open_indexes(home, catalogue, embedder.fingerprint, remote).close()


def test_a_reindex_that_was_cut_off_is_noticed(
    home: Path, catalogue: Catalogue, embedder: HashedEmbedder, remote: RemoteChroma
) -> None:
    """Vectors of the generation before are never taken for new ones."""
    create_indexes(home, catalogue, embedder.fingerprint, remote).close()
    catalogue.begin_generation(
        embedder=embedder.fingerprint, chunking=catalogue.meta("chunking") or ""
    )
    with pytest.raises(IndexOutOfDate, match="another state"):
        open_indexes(home, catalogue, embedder.fingerprint, remote)


def test_a_server_that_is_away_costs_nothing(
    home: Path, catalogue: Catalogue, embedder: HashedEmbedder, remote: RemoteChroma
) -> None:
    """A reindex then fails before it touches what there is."""
    create_indexes(home, catalogue, embedder.fingerprint, remote).close()
    away = RemoteChroma(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(StorageFailed, match="cannot be reached"):
        create_indexes(home, catalogue, embedder.fingerprint, away)
    open_indexes(home, catalogue, embedder.fingerprint, remote).close()


def test_a_damaged_id_is_told(
    home: Path, catalogue: Catalogue, embedder: HashedEmbedder, remote: RemoteChroma
) -> None:
    """It is never made into a collection's name."""
    (home / "library-id").write_text("../other", "ascii")
    with pytest.raises(StorageFailed, match="library-id"):
        create_indexes(home, catalogue, embedder.fingerprint, remote)
