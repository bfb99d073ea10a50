"""What is remembered beside a paper: who told of it, older words, and none of it after it goes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from vectorstore.catalogue import Catalogue
from vectorstore.ingest import take_in
from vectorstore.records import Origin, Record, Version
from vectorstore.sources.draft import Draft

WORDS = "We search billions of vectors on disk. It needs two times less memory than before."
DRAFT = Draft(
    "SPANN", WORDS, "bibtex", place="refs.bib", given_id="2111.08566", authors=("Q Chen",)
)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Return an empty catalogue."""
    made = Catalogue(tmp_path / "catalogue.sqlite3")
    yield made
    made.close()


def hear(catalogue: Catalogue, *drafts: Draft) -> None:
    """Take drafts in."""
    take_in(drafts, catalogue, _unseen)


def _unseen(done: int, total: int | None) -> None:
    """Report progress to nobody."""


def only(catalogue: Catalogue) -> Record:
    """Return the one record that there is."""
    (record,) = catalogue.records()
    return record


def test_every_place_that_told_of_a_paper_is_an_origin(catalogue: Catalogue) -> None:
    """Told anew or only again, by a file or by its copy."""
    hear(catalogue, DRAFT, replace(DRAFT, source="ris", place="a.ris"))
    hear(catalogue, replace(DRAFT, place="copy.bib"), DRAFT)
    places = [(origin.source, origin.place) for origin in only(catalogue).origins]
    assert places == [("bibtex", "refs.bib"), ("ris", "a.ris"), ("bibtex", "copy.bib")]


def test_an_export_brings_its_origins_and_is_none(catalogue: Catalogue) -> None:
    """The first and the last time of each place are kept, over all that tell of it."""
    first = Origin("bibtex", "old.bib", "2020-01-02T00:00:00+00:00", "2021-01-02T00:00:00+00:00")
    later = replace(
        first, first_seen="2020-06-01T00:00:00+00:00", last_seen="2022-01-02T00:00:00+00:00"
    )
    hear(catalogue, replace(DRAFT, origins=(first,)), replace(DRAFT, origins=(later,)))
    assert only(catalogue).origins == (replace(first, last_seen=later.last_seen),)


@pytest.mark.parametrize(
    "time", ["", "soon", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2999-01-01"]
)
def test_a_time_that_cannot_be_is_replaced(catalogue: Catalogue, time: str) -> None:
    """An export may have been edited: what is no time, or still to come, becomes now at most."""
    hear(catalogue, replace(DRAFT, origins=(Origin("bibtex", "old.bib", time, time),)))
    (origin,) = only(catalogue).origins
    assert origin.last_seen <= only(catalogue).added_at


def test_replaced_words_are_kept_once(catalogue: Catalogue) -> None:
    """Told by the source and by an export, in the order of their replacement."""
    told = Version(None, "SPANN", WORDS, None, "2020-01-01T00:00:00+00:00")
    hear(catalogue, DRAFT)
    hear(catalogue, replace(DRAFT, abstract=f"{WORDS} It is new."))
    hear(catalogue, replace(DRAFT, abstract=f"{WORDS} It is newer.", older=(told,)))
    older = [version.abstract for version in only(catalogue).older]
    assert older == [WORDS, f"{WORDS} It is new."]


def test_words_as_given_follow_the_words(catalogue: Catalogue) -> None:
    """They are there as long as rendering LaTeX made a difference."""
    hear(catalogue, replace(DRAFT, title=r"SP\'ANN"))
    assert only(catalogue).as_given == (r"SP\'ANN", WORDS)
    hear(catalogue, DRAFT)
    assert only(catalogue).as_given is None


def test_words_as_given_follow_those_of_an_absorbed_paper(catalogue: Catalogue) -> None:
    """Its newer version speaks for both, and not the row that stays."""
    article = replace(DRAFT, given_id="10.1234/spann", title=r"SP\'ANN", version=2)
    early = replace(DRAFT, given_id="2111.08566v1", title=r"Early SP\'ANN")
    hear(catalogue, article, early)
    hear(catalogue, replace(early, other_ids=("10.1234/spann",)))
    record = only(catalogue)
    assert (record.paper.title, record.as_given) == ("SPÁNN", (r"SP\'ANN", WORDS))


def test_what_was_remembered_of_an_absorbed_paper_stays(catalogue: Catalogue) -> None:
    """The work it turned out to be has its ids, origins and older words; no row is left over."""
    article = replace(DRAFT, given_id="10.1234/spann", place="b.bib", title="SPANN, revised")
    hear(catalogue, article, DRAFT)
    assert catalogue.count() == 2
    hear(catalogue, replace(DRAFT, other_ids=("10.1234/spann",), place="both.bib"))
    record = only(catalogue)
    assert (record.paper.id, record.paper.also) == ("arxiv:2111.08566", ("doi:10.1234/spann",))
    assert {origin.place for origin in record.origins} == {"refs.bib", "b.bib", "both.bib"}
    assert {version.title for version in record.older} == {"SPANN, revised"}
    assert catalogue.get("doi:10.1234/spann") == record.paper
    assert list(catalogue.flaws()) == []


def test_nothing_is_remembered_of_a_deleted_paper(catalogue: Catalogue) -> None:
    """Its source may tell of it again, as of a new one, in whatever row that comes to be."""
    hear(catalogue, DRAFT, replace(DRAFT, title="SPANN two"))
    catalogue.delete([only(catalogue).paper.id])
    assert list(catalogue.flaws()) == []
    hear(catalogue, replace(DRAFT, place="c.bib"))
    record = only(catalogue)
    assert [origin.place for origin in record.origins] == ["c.bib"]
    assert record.older == ()
