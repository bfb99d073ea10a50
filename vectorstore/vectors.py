"""The vector index: unit vectors of passages in Chroma, in a folder or on a server.

Holds vectors and paper ids, never text (12 kB an abstract less), and is derived from the
catalogue: whatever goes wrong here, `paperbot reindex` rebuilds it.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.errors import NotFoundError

from vectorstore.chroma_client import Connection, connect, out_of_date, without_code
from vectorstore.errors import StorageFailed
from vectorstore.records import Vectors
from vectorstore.remote_chroma import RemoteChroma

_COLLECTION = "passages"
_LIBRARY = "library"
# What these find of the true 50 nearest, and what they cost: docs/decisions.md, "Search at 75,000
# papers". More neighbours cost 8 bytes each and paper.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 800, "max_neighbors": 16}
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage near the query; `similarity` is the cosine."""

    paper_id: str
    ordinal: int
    similarity: float


class VectorIndex:
    """Passages by vector. Queries may come from several threads."""

    def __init__(self, connection: Connection, collection: Collection) -> None:
        self._connection = connection
        self._collection = collection

    @classmethod
    def create(cls, place: Path | RemoteChroma, *, generation: str, embedder: str) -> "VectorIndex":
        """Make an empty index in place of whatever the folder or the collection holds.

        Raises StorageFailed, also for a collection that another library uses.
        """
        notes = {"generation": generation, "embedder": embedder}
        if isinstance(place, Path):
            _empty(place)
        connection = connect(place)
        try:
            if isinstance(place, RemoteChroma):
                notes[_LIBRARY] = place.library
                _forget(connection, place)
            with connection.reported():
                collection = connection.client.create_collection(
                    _name(place),
                    metadata=notes,
                    configuration=_CONFIGURATION,
                    embedding_function=None,
                )
            without_code(collection)
        except BaseException:
            connection.close()
            raise
        return cls(connection, collection)

    @classmethod
    def open(cls, place: Path | RemoteChroma) -> "VectorIndex":
        """Open the index that the folder or the collection holds.

        Raises IndexOutOfDate when there is none, StorageFailed where the server refuses.
        """
        if isinstance(place, Path) and not place.is_dir():
            raise out_of_date("is missing")
        connection = connect(place)
        try:
            with connection.reported():
                collection = connection.client.get_collection(_name(place), embedding_function=None)
            if isinstance(place, RemoteChroma):
                _refuse_foreign(collection, place)
            without_code(collection)
        except BaseException:
            connection.close()
            raise
        return cls(connection, collection)

    def close(self) -> None:
        """Release the database, so that the folder can be opened again in this process."""
        self._connection.close()

    @property
    def generation(self) -> str:
        """The catalogue's generation that this index was made for."""
        return str((self._collection.metadata or {}).get("generation", ""))

    def count(self) -> int:
        """Return the number of passages."""
        with self._connection.reported():
            return self._collection.count()

    def passages(self) -> dict[str, int]:
        """Return the papers that the index holds, each with its number of passages."""
        counts: Counter[str] = Counter()
        size = self._connection.max_records
        with self._connection.reported():
            for start in range(0, self._collection.count(), size):
                found = self._collection.get(limit=size, offset=start, include=[])
                counts.update(key.rpartition(":")[0] for key in found["ids"])
        return dict(counts)

    def stored(self) -> Iterator[tuple[list[str], Vectors]]:
        """Yield all papers with their vectors, some thousand at a time: for exact comparisons."""
        size = self._connection.max_records
        for start in range(0, self.count(), size):
            with self._connection.reported():
                found = self._collection.get(limit=size, offset=start, include=["embeddings"])
            keys = found["ids"]
            yield (
                [key.rpartition(":")[0] for key in keys],
                np.asarray(found["embeddings"], np.float32),
            )

    def upsert(self, passages: Sequence[tuple[str, int]], vectors: Vectors) -> None:
        """Write the vectors of passages (paper id, ordinal), shape (len(passages), dimensions)."""
        keys = [_key(*passage) for passage in passages]
        size = self._connection.max_records
        with self._connection.reported():
            for start in range(0, len(keys), size):
                part = slice(start, start + size)
                self._collection.upsert(
                    ids=keys[part],
                    embeddings=vectors[part],
                )

    def delete(self, passages: Iterable[tuple[str, int]]) -> None:
        """Forget these passages (paper id, ordinal); unknown ones are passed over."""
        keys = [_key(*passage) for passage in passages]
        size = self._connection.max_records
        with self._connection.reported():
            for start in range(0, len(keys), size):
                self._collection.delete(ids=keys[start : start + size])

    def query(self, vector: Vectors, limit: int) -> list[Neighbour]:
        """Return the nearest passages, best first: 3 ms among 75,000.

        Never narrowed: naming 100 papers of 75,000 to Chroma takes it 116 ms, because it walks its
        graph until it has met them (docs/decisions.md, "Search at 75,000 papers").
        """
        with self._connection.reported():
            found = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=min(limit, self._connection.max_results),
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [
            _neighbour(key, distance)
            for key, distance in zip(found["ids"][0], distances[0], strict=True)
        ]


def check_place(place: RemoteChroma) -> None:
    """Make sure that an index can be made there. Raises StorageFailed."""
    connection = connect(place)
    try:
        _existing(connection, place)
    finally:
        connection.close()


def _name(place: Path | RemoteChroma) -> str:
    return place.collection_name if isinstance(place, RemoteChroma) else _COLLECTION


def _empty(folder: Path) -> None:
    try:
        if folder.is_dir():
            shutil.rmtree(folder)
    except OSError as error:
        raise StorageFailed(
            f"{folder} cannot be emptied: {error.strerror}.", remedy="Check its permissions."
        ) from error


def _existing(connection: Connection, place: RemoteChroma) -> Collection | None:
    """Return our collection if it is there. Raises StorageFailed for another library's."""
    try:
        with connection.answered():
            collection = connection.client.get_collection(_name(place), embedding_function=None)
    except NotFoundError:
        return None
    _refuse_foreign(collection, place)
    return collection


def _forget(connection: Connection, place: RemoteChroma) -> None:
    """Delete our collection with all that is in it; who still writes to it is refused."""
    if _existing(connection, place) is not None:
        with connection.reported():
            connection.client.delete_collection(_name(place))


def _refuse_foreign(collection: Collection, place: RemoteChroma) -> None:
    if (collection.metadata or {}).get(_LIBRARY) != place.library:
        raise StorageFailed(
            f"The collection {collection.name} at {place.address} is not of this library.",
            remedy="Set chroma_collection to a name of its own for each home.",
        )


def _key(paper_id: str, ordinal: int) -> str:
    return f"{paper_id}:{ordinal}"


def _neighbour(key: str, distance: float) -> Neighbour:
    paper_id, _, ordinal = key.rpartition(":")
    return Neighbour(paper_id, int(ordinal), similarity=1.0 - distance)
