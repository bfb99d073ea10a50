"""The two derived indexes as one thing: made, opened and checked against the catalogue together."""

import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from vectorstore.catalogue import Catalogue
from vectorstore.chunk import CHUNKING_VERSION
from vectorstore.errors import IndexOutOfDate, StorageFailed
from vectorstore.lexical import LexicalIndex
from vectorstore.remote_chroma import RemoteChroma
from vectorstore.vectors import VectorIndex, check_place
from vectorstore.writing import writing

# MiniLM reads 256 of its own word pieces, 1.03 to 1.3 for each token of the chat model, and drops
# the rest unseen: at 200 none of 1,531 passages of 766 abstracts is cut, at 220 one, at 240 eight.
BUDGET_TOKENS = 200
_CHUNKING = f"version {CHUNKING_VERSION}, {BUDGET_TOKENS} tokens, one vector a paper"


@dataclass(frozen=True, slots=True)
class Indexes:
    """Chroma and tantivy, both of the catalogue's generation."""

    vectors: VectorIndex
    lexical: LexicalIndex

    def close(self) -> None:
        """Release what the indexes hold open."""
        self.vectors.close()


def create_indexes(
    home: Path, catalogue: Catalogue, fingerprint: str, remote: RemoteChroma | None = None
) -> Indexes:
    """Begin a new generation: empty indexes, and every paper of the catalogue pending.

    `remote` is the server that keeps the vectors, None for the home itself.
    """
    place = _place_of_vectors(home, remote)
    if isinstance(place, RemoteChroma):
        check_place(place)  # before the indexes that there are become worthless
    with writing(home):
        generation = catalogue.begin_generation(embedder=fingerprint, chunking=_CHUNKING)
        lexical = LexicalIndex.create(home / "tantivy", generation=generation)
        vectors = VectorIndex.create(place, generation=generation, embedder=fingerprint)
    return Indexes(vectors, lexical)


def open_indexes(
    home: Path, catalogue: Catalogue, fingerprint: str, remote: RemoteChroma | None = None
) -> Indexes:
    """Open the indexes of a catalogue. Raises IndexOutOfDate where they do not match it."""
    _check_recipe(catalogue, "embedder", fingerprint)
    _check_recipe(catalogue, "chunking", _CHUNKING)
    lexical = LexicalIndex.open(home / "tantivy")
    vectors = VectorIndex.open(_place_of_vectors(home, remote))
    indexes = Indexes(vectors, lexical)
    try:
        _check_contents(catalogue, indexes)
    except BaseException:
        indexes.close()
        raise
    return indexes


def _place_of_vectors(home: Path, remote: RemoteChroma | None) -> Path | RemoteChroma:
    return home / "chroma" if remote is None else replace(remote, library=_library_id(home))


def _library_id(home: Path) -> str:
    """Return what tells this home from others on one server, made when it is first needed.

    Not in the catalogue: a home restored from a backup beside the old one must be another.
    """
    note = home / "library-id"
    try:
        if not note.exists():
            note.write_text(uuid.uuid4().hex, "ascii")
        return uuid.UUID(note.read_text("ascii")).hex
    except (OSError, ValueError) as error:
        raise StorageFailed(
            f"{note} cannot be used: {error}.",
            remedy="Check the permissions; if it is damaged, delete it and run `paperbot reindex`.",
        ) from error


def _check_recipe(catalogue: Catalogue, key: str, now: str) -> None:
    then = catalogue.meta(key)
    if then != now:
        raise _out_of_date(f"The indexes were made with another {key}: {then}, now {now}.")


def _check_contents(catalogue: Catalogue, indexes: Indexes) -> None:
    generation = catalogue.meta("generation")
    if {indexes.vectors.generation, indexes.lexical.generation} != {generation}:
        raise _out_of_date("The indexes belong to another state of the catalogue.")
    tally = catalogue.tally()
    finished = tally.papers == tally.indexed and not catalogue.outbox.graves(limit=1)
    for name, held, expected in (
        ("vector", indexes.vectors.count(), tally.passages),
        ("lexical", indexes.lexical.count(), tally.indexed),
    ):
        # While papers are pending or buried an index may already hold some of theirs, or old ones.
        if held < expected or (finished and held != expected):
            raise _out_of_date(f"The {name} index holds {held} entries, not {expected}.")


def _out_of_date(message: str) -> IndexOutOfDate:
    return IndexOutOfDate(message, remedy="Run `paperbot reindex`.")
