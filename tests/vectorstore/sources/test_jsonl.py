"""JSON lines come in one by one, and a bad one keeps nobody out."""

import json

import pytest

from vectorstore.records import Paper, Rejection
from vectorstore.sources.draft import finished
from vectorstore.sources.jsonl import read_jsonl

GOOD: dict[str, object] = {"title": "Pointer Networks", "abstract": "We point. It works."}


def read_one(line: str) -> Paper | Rejection:
    """Read a single line."""
    (item,) = finished(read_jsonl([(7, line)], "papers.jsonl"))
    return item


def read_record(**fields: object) -> Paper:
    """Read a good record with further fields."""
    item = read_one(json.dumps({**GOOD, **fields}))
    assert isinstance(item, Paper)
    return item


def test_a_full_record_keeps_every_field() -> None:
    """Id, authors, date, address and categories are taken over, the text mended."""
    paper = read_record(
        id="2409.13740v2",
        abstract="It is 2times\nfaster. See https: //github.com/x/y .",
        authors=["Qi Chen", "José García"],
        date="2024-09-20T10:00:00Z",
        url="https://arxiv.org/abs/2409.13740",
        categories="cs.CL cs.IR",
    )
    assert paper == Paper(
        id="arxiv:2409.13740",
        title="Pointer Networks",
        abstract="It is 2 times faster. See https://github.com/x/y.",
        authors=("Qi Chen", "José García"),
        date="2024-09-20",
        url="https://arxiv.org/abs/2409.13740",
        categories=("cs.CL", "cs.IR"),
        links=("https://github.com/x/y",),
        source="jsonl",
        version=2,
    )


def test_authors_may_be_one_string() -> None:
    """Names are parted at commas and at the word and, not inside Anderson."""
    authors = read_record(authors="A. Anderson, B. Sand and C. Ferdinand").authors
    assert authors == ("A. Anderson", "B. Sand", "C. Ferdinand")


def test_absent_and_null_fields_are_the_same() -> None:
    """Null, empty and missing optional fields leave the paper without them."""
    bare = read_record()
    assert read_record(id=None, authors=None, date="", url=None, categories=[]) == bare
    assert (bare.authors, bare.date, bare.url) == ((), None, None)


def test_an_address_follows_from_the_id() -> None:
    """An arXiv number or DOI is an address too; a missing scheme is added."""
    assert read_record(id="10.1145/ABC").url == "https://doi.org/10.1145/abc"
    assert read_record(url="example.org/paper").url == "https://example.org/paper"


def test_other_dates_are_kept_as_words() -> None:
    """A date that is not ISO stays what the source says; a bare year is ISO."""
    assert read_record(date="September 2024").date == "September 2024"
    assert read_record(date=2024).date == "2024"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "A B", "abst', "not JSON: Unterminated string starting at at column 18"),
        ("[1, 2]", "not a JSON object with a title and an abstract"),
        ("[" * 100_000, "not JSON that can be read: a number too long or brackets too deep"),
        ('{"title": "A B"}', "abstract is missing"),
        ('{"title": 3, "abstract": "x"}', "title is not a string"),
        ('{"title": " ", "abstract": "x"}', "title is empty"),
        ('{"title": "A", "abstract": "\\ud800"}', "abstract holds bytes that are no text"),
        ('{"title": "A", "abstract": "x", "authors": [1]}', "authors is neither a list"),
        ('{"title": "A", "abstract": "x", "url": "javascript:alert(1)"}', "url is no http"),
        (json.dumps({**GOOD, "title": "x" * 1_001}), "title is longer than 1,000 characters"),
        (json.dumps({**GOOD, "abstract": "x" * 50_001}), "abstract is longer than 50,000"),
    ],
)
def test_a_bad_line_is_rejected_with_place_and_reason(line: str, reason: str) -> None:
    """The user learns which line, and what is wrong with it."""
    item = read_one(line)
    assert isinstance(item, Rejection)
    assert (item.source, item.where) == ("papers.jsonl", "line 7")
    assert item.reason.startswith(reason)


def test_good_lines_come_in_beside_bad_ones() -> None:
    """Blank lines are passed over, a bad one is rejected, the others are papers."""
    lines = [(1, json.dumps(GOOD)), (2, "  \n"), (3, "{"), (4, json.dumps(GOOD))]
    kinds = [type(item) for item in finished(read_jsonl(lines, "papers.jsonl"))]
    assert kinds == [Paper, Rejection, Paper]


def test_further_ids_have_keys_of_their_own() -> None:
    """A DOI beside an arXiv number, as lists from other services have it; the version with it."""
    paper = read_record(id=17, doi="https://doi.org/10.1234/AB", arxiv_id="2409.13740v2")
    assert (paper.id, paper.also, paper.version) == ("arxiv:2409.13740", ("doi:10.1234/ab",), 2)
