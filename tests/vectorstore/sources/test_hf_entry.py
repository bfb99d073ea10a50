"""A paper as the hub tells it becomes a draft with what its authors wrote, and nothing besides."""

from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, finish
from vectorstore.sources.hf_entry import read_entries

PAPER: dict[str, object] = {
    "id": "2503.01234",
    "authors": [
        {"_id": "67", "name": "Ada Lovelace", "hidden": False},
        {"_id": "68", "user": {"user": "cb", "fullname": "CB"}, "name": "Charles Babbage"},
    ],
    "publishedAt": "2025-03-03T17:34:15.000Z",
    "title": "Engines That\n  Weave",
    "summary": "We weave numbers.\nIt works.",
    "upvotes": 7,
    "ai_keywords": ["weaving"],
    "ai_summary": "They weave.",
    "organization": {"name": "engines", "fullname": "Engine Works"},
}


def read_one(entry: object) -> Draft | Rejection:
    """Read a single entry."""
    (item,) = read_entries([entry], "day.json", "hf-daily")
    return item


def read_paper(**fields: object) -> Draft:
    """Read a good paper with other fields."""
    item = read_one({"paper": {**PAPER, **fields}})
    assert isinstance(item, Draft)
    return item


def test_a_paper_keeps_what_its_authors_wrote() -> None:
    """Id, words, names and the day of publication come in; votes and machine's words do not."""
    assert read_paper() == Draft(
        title="Engines That\n  Weave",
        abstract="We weave numbers.\nIt works.",
        source="hf-daily",
        place="day.json",
        where="entry 1",
        given_id="2503.01234",
        authors=("Ada Lovelace", "Charles Babbage"),
        date="2025-03-03",
    )


def test_a_paper_not_under_a_key_of_its_own_is_read_too() -> None:
    """The API for one paper gives the fields flat."""
    assert read_one(PAPER) == read_paper()


def test_the_paper_s_own_fields_hold_before_those_of_the_listing() -> None:
    """The listing has the day it was listed and a title with TeX; it only fills gaps."""
    outer = {"title": "Listed", "summary": "Listed words.", "publishedAt": "2025-03-09T22:20:09Z"}
    item = read_one({**outer, "paper": {**PAPER, "summary": ""}})
    assert isinstance(item, Draft)
    assert (item.title, item.date) == ("Engines That\n  Weave", "2025-03-03")
    assert item.abstract == "Listed words."


def test_hidden_authors_stay_hidden_and_broken_ones_are_passed_over() -> None:
    """A name the hub hides, one that is blank and one that is no text are left out."""
    authors = [
        {"name": "Seen", "hidden": False},
        {"name": "Unseen", "hidden": True},
        {"name": "  "},
        {"name": 7},
        {"user": {"fullname": "Only a user"}},
        "Plain Name",
        None,
    ]
    assert read_paper(authors=authors).authors == ("Seen", "Plain Name")
    assert read_paper(authors="Seen").authors == ()


def test_a_version_is_taken_from_the_arxiv_number() -> None:
    """A number may carry its version; other ids that end like one do not."""
    versioned, other = (finish(read_paper(id=given)) for given in ("2503.01234v3", "my-paper-v3"))
    assert (versioned.id, versioned.version) == ("arxiv:2503.01234", 3)
    assert other.version is None


def test_a_paper_outside_arxiv_gets_its_page_on_the_hub() -> None:
    """An arXiv number stands for its own address; an id of odd signs makes no address."""
    assert read_paper(id="2503.01234v3").url is None
    assert read_paper(id="my-paper").url == "https://huggingface.co/papers/my-paper"
    assert read_paper(id="../../evil?x").url is None
    assert read_paper(id=None).url is None


def test_a_date_that_is_none_is_left_out() -> None:
    """The rest of the paper still comes in."""
    for moment in ("soon", "2025-02-30T00:00:00Z", 20250303, None):
        assert read_paper(publishedAt=moment).date is None


def test_an_entry_without_title_or_abstract_is_rejected_in_its_place() -> None:
    """The others still come in, and the reason names the field and the paper."""
    blank = {"paper": {**PAPER, "summary": " "}}
    nameless = {"paper": {**PAPER, "title": None}}
    first, second, third, last = read_entries([blank, nameless, 5, PAPER], "day.json", "hf-daily")
    assert first == Rejection(
        "day.json", "entry 1", "summary (the abstract) is missing under 'Engines That\\n  Weave'"
    )
    assert second == Rejection("day.json", "entry 2", "title is missing")
    assert isinstance(third, Rejection)
    assert "no object" in third.reason
    assert isinstance(last, Draft)
    assert last.where == "entry 4"
