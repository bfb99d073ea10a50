"""A checkup finds what is missing, what is too much, and nothing in a whole library."""

import sqlite3
from pathlib import Path

import pytest

from vectorstore.catalogue import Catalogue
from vectorstore.checkup import check
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.indexes import open_indexes
from vectorstore.library import Library, open_library


@pytest.fixture
def filled(home: Path, sample_page: Path) -> Path:
    """Return the home of the starter library, closed."""
    with open_library(home, HashedEmbedder(), WordCounter()) as library:
        library.add(sample_page)
        checkup = library.check()
    assert (checkup.papers, checkup.pending, checkup.buried, checkup.faults) == (66, 0, 0, ())
    return home


def faults_of(library: Library) -> str:
    """Return what a checkup finds, in one text."""
    return " ".join(fault.message for fault in library.check().faults)


def spoil(home: Path, statement: str) -> None:
    """Change the catalogue behind the library's back."""
    connection = sqlite3.connect(home / "catalogue.sqlite3")
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE papers SET indexed = 0 WHERE seq < 9", ""),
        ("DELETE FROM titles WHERE seq = 3", "1 papers cannot be found by their title"),
        ("UPDATE heard SET seq = 999 WHERE seq = 5", "heard speak of 1 papers"),
    ],
)
def test_the_catalogue_is_held_against_itself(filled: Path, statement: str, found: str) -> None:
    """Rows that nothing leads to are told; papers still to be indexed are no fault."""
    spoil(filled, statement)
    with open_library(filled, HashedEmbedder(), WordCounter()) as library:
        assert found in faults_of(library)
        assert bool(found) is bool(library.check().faults)


def test_indexes_are_held_against_the_catalogue(filled: Path) -> None:
    """A paper that an index has lost, or should not have, is named with the way to mend it."""
    catalogue = Catalogue(filled / "catalogue.sqlite3")
    indexes = open_indexes(filled, catalogue, HashedEmbedder().fingerprint)
    first, second, *_ = catalogue.outbox.indexed()
    indexes.lexical.delete([first])
    indexes.vectors.delete([(second, 0)])
    indexes.vectors.upsert([("arxiv:1", 0)], HashedEmbedder().embed_passages(["A stranger."]))
    faults = check(catalogue, indexes).faults
    assert [fault.message for fault in faults] == [
        f"The lexical index lacks {first}, wholly or in part.",
        f"The vector index lacks {second}, wholly or in part.",
        "The vector index holds too much of arxiv:1.",
    ]
    assert {fault.remedy for fault in faults} == {"Run `paperbot reindex`."}
    indexes.close()
    catalogue.close()
