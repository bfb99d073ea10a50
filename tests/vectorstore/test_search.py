"""A search finds what is near in words or meaning, and says why."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.library import Library
from vectorstore.records import Filters

WriteLines: TypeAlias = Callable[..., Path]

RECORDS: list[dict[str, object]] = [
    {
        "id": "2111.08566",
        "title": "SPANN: billion-scale search",
        "abstract": "Memory is dear. SPANN is 2 times faster than DiskANN. It scales.",
        "authors": ["Qi Chen"],
        "date": "2021-11-05",
        "categories": ["cs.DB"],
    },
    {
        "id": "1506.03134",
        "title": "Pointer Networks",
        "abstract": "We point at the input. It solves discrete problems.",
        "authors": ["Oriol Vinyals"],
        "date": "2015-06-09",
        "categories": ["stat.ML"],
    },
    {
        "id": "2103.00020",
        "title": "Learning visual models",
        "abstract": "Images are matched to text. It transfers to many tasks.",
        "authors": ["Alec Radford"],
        "date": "2021-02-26",
        "categories": ["cs.CV"],
    },
]


@pytest.fixture
def filled(library: Library, write_jsonl: WriteLines) -> Library:
    """Return a library of three papers."""
    library.add(write_jsonl(*RECORDS))
    return library


def test_a_hit_gives_its_reasons_and_nearest_sentence(filled: Library) -> None:
    """Both searches found the paper, and the sentence that answers comes first."""
    hit = filled.search("How much faster is SPANN than DiskANN?")[0]
    assert hit.paper.id == "arxiv:2111.08566"
    assert (hit.dense_rank, hit.lexical_rank) == (1, 1)
    assert hit.score == pytest.approx(2 / 11)
    assert hit.similarity is not None
    assert 0 < hit.similarity <= 1
    assert [sentence.n for sentence in hit.sentences] == [2, 1, 3]
    assert hit.sentences[0].text == "SPANN is 2 times faster than DiskANN."


def test_what_only_one_search_found_says_so(filled: Library) -> None:
    """Words alone rank one paper, vectors rank them all."""
    hits = filled.search("DiskANN")
    assert [hit.lexical_rank for hit in hits] == [1, None, None]
    assert sorted(hit.dense_rank or 0 for hit in hits) == [1, 2, 3]


@pytest.mark.parametrize("query", ["", " \n\t"])
def test_an_empty_query_finds_nothing(filled: Library, query: str) -> None:
    """Nothing asked, nothing found."""
    assert filled.search(query) == ()


def test_a_query_may_hold_what_no_index_can(filled: Library) -> None:
    """Lone surrogates, which arguments and JSON can carry, are no word and no error."""
    hits = filled.search("\ud800 residual\udcff", filters=Filters(author="\udcff"))
    assert hits == ()
    assert filled.search("\udcff")


def test_an_empty_library_finds_nothing(library: Library) -> None:
    """A search before any addition is no error."""
    assert library.search("anything") == ()


def test_no_more_hits_than_asked_for(filled: Library) -> None:
    """`k` bounds the hits, and the order does not depend on it."""
    every = filled.search("networks for images", 10)
    assert filled.search("networks for images", 2) == every[:2]
    assert filled.search("networks for images", 0) == ()


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(author="vinyals"), {"arxiv:1506.03134"}),
        (Filters(category="cs"), {"arxiv:2111.08566", "arxiv:2103.00020"}),
        (Filters(after="2021", before="2021-06"), {"arxiv:2103.00020"}),
        (Filters(source="jsonl", author="nobody"), set()),
    ],
)
def test_filters_narrow_both_searches(filled: Library, filters: Filters, ids: set[str]) -> None:
    """Only papers that pass come back, found by vector or by word."""
    assert {hit.paper.id for hit in filled.search("spann pointer images", 9, filters)} == ids


def test_papers_of_many_passages_do_not_crowd_others_out(
    library: Library, write_jsonl: WriteLines
) -> None:
    """The dense search goes on until it has enough papers, not passages."""
    crowd = [
        {
            "id": f"2410.{paper:05}",
            "title": "Zebras",
            "abstract": " ".join(f"Zebras meet x{paper}y{n} today." for n in range(1_800)),
        }
        for paper in range(5)
    ]
    other = {"id": "2409.00001", "title": "Rivers", "abstract": "They flow into the sea."}
    library.add(write_jsonl(*crowd, other))
    hits = library.search("zebras meet today")
    assert sorted(hit.dense_rank or 0 for hit in hits) == [1, 2, 3, 4, 5, 6]
