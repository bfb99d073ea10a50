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


def test_what_is_derived_is_mended_by_a_reindex(filled: Path) -> None:
    """The remedy that is named mends it."""
    spoil(filled, "DELETE FROM codes WHERE seq = 3")
    spoil(filled, "UPDATE papers SET sentences = '[]' || sentences WHERE seq = 4")
    with open_library(filled, HashedEmbedder(), WordCounter()) as library:
        remedies = {fault.remedy for fault in library.check().faults}
        assert remedies == {"Run `paperbot reindex`."}
    with open_library(filled, HashedEmbedder(), WordCounter(), renew=True) as library:
        library.finish_pending()
        assert library.check().faults == ()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE papers SET indexed = 0 WHERE seq < 9", ""),
        ("DELETE FROM titles WHERE seq = 3", "1 papers cannot be found by their title"),
        ("UPDATE heard SET seq = 999 WHERE seq = 5", "heard speak of 1 papers"),
        ("INSERT INTO codes VALUES (999, x'01')", "codes speak of 1 papers"),
        ("DELETE FROM codes WHERE seq = 3", "Filtered searches miss 1 papers"),
        ("UPDATE papers SET sentences = '[[0, 9999]]' WHERE seq = 4", "Sentences of 1 papers"),
        ("UPDATE papers SET sentences = '[[5, 0]]' WHERE seq = 4", "Sentences of 1 papers"),
        ("UPDATE papers SET sentences = '[[0' WHERE seq < 4", "Sentences of 3 papers"),
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
