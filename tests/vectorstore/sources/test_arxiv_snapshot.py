"""arXiv's metadata snapshot comes in line by line, old ids and odd records included."""

import json
import tracemalloc
from collections.abc import Iterator

import pytest

from vectorstore.records import Rejection
from vectorstore.sources.arxiv_snapshot import looks_like_arxiv_snapshot, read_arxiv_snapshot
from vectorstore.sources.draft import Draft

RECORD: dict[str, object] = {
    "id": "0704.0001",
    "submitter": "Ada Lovelace",
    "authors": "A. Lovelace, C. Babbage, Jr.",
    "title": "Counting trees\n  in forests",
    "comments": "12 pages, 3 figures",
    "journal-ref": "J. Trees 7, 1 (2008)",
    "doi": "10.1000/TREE.1",
    "report-no": None,
    "categories": "math.CO cs.DM",
    "license": None,
    "abstract": "  We count trees.\nThere are many.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 2 Apr 2007 19:18:42 GMT"},
        {"version": "v2", "created": "Tue, 24 Jul 2007 20:10:27 GMT"},
    ],
    "update_date": "2008-11-26",
    "authors_parsed": [["Lovelace", "Ada", ""], ["Babbage", "Charles", "Jr."]],
}


def read(*records: dict[str, object]) -> list[Draft | Rejection]:
    """Return what records come to, one a line."""
    lines = ((number, json.dumps(record)) for number, record in enumerate(records, 1))
    return list(read_arxiv_snapshot(lines, "snapshot.json"))


def test_a_record_comes_in_whole() -> None:
    """The day is that of the first version; names are in their usual order."""
    assert looks_like_arxiv_snapshot(json.dumps(RECORD))
    assert read(RECORD) == [
        Draft(
            title="Counting trees\n  in forests",
            abstract="  We count trees.\nThere are many.\n",
            source="arxiv-snapshot",
            place="snapshot.json",
            where="line 1",
            given_id="0704.0001",
            other_ids=("10.1000/TREE.1",),
            authors=("Ada Lovelace", "Charles Babbage Jr."),
            date="2007-04-02",
            url="https://arxiv.org/abs/0704.0001",
            categories=("math.CO", "cs.DM"),
            version=2,
            venue="J. Trees 7, 1 (2008)",
        )
    ]


def test_an_old_id_keeps_its_archive() -> None:
    """Numbers of before 2007 are unique only with it; bare lists of names are split."""
    (draft,) = read(RECORD | {"id": "math/0309136", "authors_parsed": None, "versions": []})
    assert isinstance(draft, Draft)
    assert (draft.given_id, draft.url) == ("math/0309136", "https://arxiv.org/abs/math/0309136")
    assert (draft.date, draft.version) == ("2008-11-26", None)
    assert draft.authors[:2] == ("A. Lovelace", "C. Babbage")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ({"id": "one"}, "id is no arXiv number: 'one'"),
        ({"title": 7}, "title is not a string"),
        ({"authors_parsed": [["Lovelace", 1]]}, "authors_parsed is not a list of lists of strings"),
        ({"versions": ["v1"]}, "versions is not a list of objects"),
    ],
)
def test_an_odd_record_is_rejected_and_the_next_read(harm: dict[str, object], reason: str) -> None:
    """With its line and the field."""
    rejection, draft = read(RECORD | harm, RECORD)
    assert rejection == Rejection("snapshot.json", "line 1", reason)
    assert isinstance(draft, Draft)
    assert draft.where == "line 2"


@pytest.mark.parametrize(
    "created", ["Mon, 2 Apr 2007", "yesterday", "", None, "Mon, 99 Foo 2007 19:18:42 GMT"]
)
def test_an_odd_date_costs_no_paper(created: object) -> None:
    """The day of the last update, or the day itself, is taken instead."""
    (draft,) = read(RECORD | {"versions": [{"version": "v1", "created": created}]})
    assert isinstance(draft, Draft)
    assert draft.date in {"2007-04-02", "2008-11-26"}


@pytest.mark.parametrize("left_out", ["id", "title", "abstract", "categories", "update_date"])
def test_other_json_lines_are_not_claimed(left_out: str) -> None:
    """A record without one of the snapshot's own keys is another program's."""
    assert not looks_like_arxiv_snapshot(
        json.dumps({key: value for key, value in RECORD.items() if key != left_out})
    )


def test_broken_first_lines_do_not_hide_a_snapshot() -> None:
    """The first whole object decides."""
    assert looks_like_arxiv_snapshot(f'{{"id": "07\n\n{json.dumps(RECORD)}\n')
    assert not looks_like_arxiv_snapshot("no JSON\n" * 50)


def test_a_snapshot_is_streamed() -> None:
    """Twenty thousand records of 1 kB take no more memory than a few."""
    line = json.dumps(RECORD)

    def lines() -> Iterator[tuple[int, str]]:
        for number in range(20_000):
            yield number, line

    tracemalloc.start()
    try:
        count = sum(isinstance(item, Draft) for item in read_arxiv_snapshot(lines(), "s"))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 20_000
    assert peak_bytes < 200_000
