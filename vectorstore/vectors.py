"""The vector index: unit vectors of passages in an embedded Chroma. The only file that imports it.

Holds vectors and paper ids, never text (12 kB an abstract less), and is derived from the
catalogue: whatever goes wrong here, `paperbot reindex` rebuilds it. Chroma is never served (its
HTTP server has an unfixed hole, CVE-2026-45829), its own embedder is never loaded (it downloads).
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError

from vectorstore.errors import IndexOutOfDate, LibraryError, StorageFailed
from vectorstore.records import Vectors

_COLLECTION = "passages"
_PAPER = "paper"
# Of the true 100 nearest of 4,000 MiniLM vectors these find 99.9 %, Chroma's defaults 97.9 %; a
# query takes 3 ms either way.
_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}
}
# Chroma takes 5,461 records a call (SQLite's 32,766 parameters by 6).
_MAX_RECORDS = 5_000
# Chroma has one error for a full disk and for damage, and in it the words of SQLite or the system.
_DISK = {
    "disk is full": "the disk is full",
    "No space": "the disk is full",
    "disk I/O": "the disk reported an error",
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage near the query; `similarity` is the cosine."""

    paper_id: str
    ordinal: int
    similarity: float


class VectorIndex:
    """Passages by vector. Queries may come from several threads."""

    def __init__(self, client: Client, collection: Collection) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def create(cls, folder: Path, *, generation: str, embedder: str) -> "VectorIndex":
        """Make an empty index in place of whatever the folder holds."""
        try:
            if folder.is_dir():
                shutil.rmtree(folder)
        except OSError as error:
            raise StorageFailed(
                f"{folder} cannot be emptied: {error.strerror}.", remedy="Check its permissions."
            ) from error
        return cls._open(folder, {"generation": generation, "embedder": embedder})

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Open the index that the folder holds. Raises IndexOutOfDate when there is none."""
        if not folder.is_dir():
            raise _out_of_date("is missing")
        return cls._open(folder, None)

    @classmethod
    def _open(cls, folder: Path, notes: dict[str, str] | None) -> "VectorIndex":
        client = _connect(folder)
        try:
            with _reported():
                if notes is None:
                    collection = client.get_collection(_COLLECTION, embedding_function=None)
                else:
                    collection = client.create_collection(
                        _COLLECTION,
                        metadata=notes,
                        configuration=_CONFIGURATION,
                        embedding_function=None,
                    )
        except BaseException:
            client.close()
            raise
        return cls(client, collection)

    def close(self) -> None:
        """Release the database, so that the folder can be opened again in this process."""
        self._client.close()

    @property
    def generation(self) -> str:
        """The catalogue's generation that this index was made for."""
        return str((self._collection.metadata or {}).get("generation", ""))

    def count(self) -> int:
        """Return the number of passages."""
        with _reported():
            return self._collection.count()

    def upsert(self, passages: Sequence[tuple[str, int]], vectors: Vectors) -> None:
        """Write the vectors of passages (paper id, ordinal), shape (len(passages), dimensions)."""
        keys = [_key(*passage) for passage in passages]
        with _reported():
            for start in range(0, len(keys), _MAX_RECORDS):
                part = slice(start, start + _MAX_RECORDS)
                self._collection.upsert(
                    ids=keys[part],
                    embeddings=vectors[part],
                    metadatas=[{_PAPER: paper_id} for paper_id, _ in passages[part]],
                )

    def delete(self, passages: Iterable[tuple[str, int]]) -> None:
        """Forget these passages (paper id, ordinal); unknown ones are passed over."""
        keys = [_key(*passage) for passage in passages]
        with _reported():
            for start in range(0, len(keys), _MAX_RECORDS):
                self._collection.delete(ids=keys[start : start + _MAX_RECORDS])

    def query(
        self, vector: Vectors, limit: int, among: Sequence[str] | None = None
    ) -> list[Neighbour]:
        """Return the nearest passages, best first; of the papers in `among` where given.

        Over 40,000 passages this takes 3 ms, 30 ms with 2,000 papers given, 150 ms with 30,000.
        """
        if among is not None and not among:
            return []
        # By paper, not by passage: Chroma fails on an id that it does not hold (yet).
        named: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {
            "$in": [*(among or ())]
        }
        with _reported():
            found = self._collection.query(
                query_embeddings=vector[None, :],
                n_results=limit,
                include=["distances"],
                where=None if among is None else {_PAPER: named},
            )
        distances = found["distances"] or [[]]
        return [
            _neighbour(key, distance)
            for key, distance in zip(found["ids"][0], distances[0], strict=True)
        ]


def _connect(folder: Path) -> Client:
    settings = Settings(
        is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False
    )
    try:
        return Client(settings=settings)
    except (ChromaError, ValueError) as error:
        # Chroma keeps what it could not start and would hand it out again for this folder.
        SharedSystemClient._identifier_to_system.pop(str(folder), None)  # noqa: SLF001 (no other way)
        raise _failure(error) from error


def _key(paper_id: str, ordinal: int) -> str:
    return f"{paper_id}:{ordinal}"


def _neighbour(key: str, distance: float) -> Neighbour:
    paper_id, _, ordinal = key.rpartition(":")
    return Neighbour(paper_id, int(ordinal), similarity=1.0 - distance)


def _out_of_date(what: str) -> IndexOutOfDate:
    return IndexOutOfDate(f"The vector index {what}.", remedy="Run `paperbot reindex`.")


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except ChromaError as error:
        raise _failure(error) from error


def _failure(error: Exception) -> LibraryError:
    text = str(error)
    for words, why in _DISK.items():
        if words in text:
            return StorageFailed(
                f"The vector index cannot be written: {why}.",
                remedy="Free some disk space and run the command again: nothing is lost.",
            )
    return _out_of_date(f"is missing or damaged ({text})")
