"""A search finds what is near in words or meaning, and says why."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from vectorstore.fakes import HashedEmbedder, LastWordReranker, WordCounter
from vectorstore.library import Library, open_library
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
    assert hit.score == pytest.approx(1.0)  # the best of both
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


def test_an_acronym_finds_the_words_it_stands_for(
    library: Library, write_jsonl: WriteLines
) -> None:
    """And the words find the acronym, once a paper of the library defines it."""
    library.add(
        write_jsonl(
            {"title": "Graphs", "abstract": "We study graph neural networks (GNNs) at length."},
            {"title": "Deep", "abstract": "A GNN is made deep."},
            {"title": "Links", "abstract": "A neural network reads each graph."},
            {"title": "Rivers", "abstract": "They flow into the sea."},
        )
    )
    found = {hit.paper.title for hit in library.search("What is a GNN?") if hit.lexical_rank}
    assert {"Graphs", "Deep", "Links"} <= found
    deep = [h for h in library.search("graph neural network") if h.paper.title == "Deep"]
    assert deep[0].lexical_rank is not None
    assert library.acronyms("Are GNNs deep?") == ("graph neural networks",)
    assert library.acronyms("a Graph Neural Network") == ("GNNs",)
    assert library.acronyms("rivers") == ()


def test_a_reranker_orders_the_first_papers_anew(
    home: Path, embedder: HashedEmbedder, counter: WordCounter, write_jsonl: WriteLines
) -> None:
    """The first 30 and no more, with its scores; those behind stay behind."""
    reranker = LastWordReranker()
    papers = [
        {"title": f"Zebra {n}", "abstract": "Zebras run far" + (" today." if n == 7 else " away.")}
        for n in range(40)
    ]
    with open_library(home, embedder, counter, reranker=reranker) as library:
        assert library.search("zebras run today") == ()
        library.add(write_jsonl(*papers))
        hits = library.search("zebras run far today", 3)
        assert hits[0].paper.title == "Zebra 7"
        assert [hit.score for hit in hits] == [1.0, 0.0, 0.0]
        every = library.search("zebras run far today", 40)
        assert every[:3] == hits
        assert len({hit.paper.id for hit in every}) == 40
        scores = [hit.score for hit in every]
        assert scores == sorted(scores, reverse=True)
    assert reranker.read == [30, 30]


def test_a_paper_of_many_passages_is_found_once(library: Library, write_jsonl: WriteLines) -> None:
    """However long it is, it has one place in the ranking, and leaves the others theirs."""
    crowd = [
        {
            "id": f"2410.{paper:05}",
            "title": "Zebras",
            "abstract": " ".join(f"Zebras meet x{paper}y{n} today." for n in range(600)),
        }
        for paper in range(5)
    ]
    other = {"id": "2409.00001", "title": "Rivers", "abstract": "They flow into the sea."}
    library.add(write_jsonl(*crowd, other))
    hits = library.search("zebras meet today")
    assert sorted(hit.dense_rank or 0 for hit in hits) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("filters", [Filters(category="cs"), Filters(author="chen", after="2021")])
def test_a_narrowed_search_ranks_as_a_library_of_what_passes(
    filled: Library, filters: Filters
) -> None:
    """Papers that do not pass are not in the ranking by meaning, nor do they cost one a place."""
    query = "images and networks for search"
    passing = [hit.paper.id for hit in filled.search(query, 9) if hit.paper.id in _passing(filters)]
    hits = filled.search(query, 9, filters)
    near = sorted(hits, key=lambda hit: hit.dense_rank or 0)
    assert {hit.paper.id for hit in hits} == set(passing)
    assert [hit.dense_rank for hit in near] == list(range(1, len(passing) + 1))
    assert [hit.similarity for hit in near] == sorted(
        (hit.similarity or 0 for hit in hits), reverse=True
    )


def _passing(filters: Filters) -> set[str]:
    if filters.category:
        return {"arxiv:2111.08566", "arxiv:2103.00020"}
    return {"arxiv:2111.08566"}
