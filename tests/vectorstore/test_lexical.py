"""The lexical index finds papers by their words, and takes what users type for words only."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.errors import IndexOutOfDate
from vectorstore.lexical import LexicalIndex
from vectorstore.records import Paper
from vectorstore.widening import Part

PAPERS = [
    Paper("arxiv:1", "Graph networks", "We classify nodes of graphs by a GNN."),
    Paper(
        "arxiv:2", "Neural machine translation", "LLMs and networks translate sentences AND words."
    ),
    Paper("doi:10.1/a", "Café menus", "A study of coffee, i.e. of SPANN."),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the place of an index, not made yet."""
    return tmp_path / "tantivy"


@pytest.fixture
def index(folder: Path) -> LexicalIndex:
    """Return an index of three papers."""
    made = LexicalIndex.create(folder, generation="one")
    made.upsert(PAPERS)
    return made


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("an llm", "arxiv:2"),
        ("GNNs", "arxiv:1"),
        ("graph", "arxiv:1"),
        ("translating", "arxiv:2"),
        ("CAFE", "doi:10.1/a"),
        ("what is spann?", "doi:10.1/a"),
    ],
)
def test_words_are_found_in_any_form(index: LexicalIndex, query: str, first: str) -> None:
    """Case, accents and endings make no difference; titles count too."""
    assert index.query(query, 5)[0] == first


@pytest.mark.parametrize("query", ["", "  ", "?!", "zzzz", "*", "NOT"])
def test_without_known_words_nothing_is_found(index: LexicalIndex, query: str) -> None:
    """No words, no hits, no error."""
    assert index.query(query, 5) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(query=st.text(alphabet='graph:"()[]{}^~*?\\/+-!&| ANDORNOTTO<>=', max_size=60))
def test_the_query_language_of_the_index_is_not_spoken(index: LexicalIndex, query: str) -> None:
    """Any signs whatever are words or nothing."""
    assert set(index.query(query, 5)) <= {paper.id for paper in PAPERS}


def test_a_very_long_query_is_answered(index: LexicalIndex) -> None:
    """Twenty thousand characters are no attack."""
    assert "arxiv:1" in index.query("graph " + "word " * 4_000, 5)


def test_a_search_can_be_narrowed(index: LexicalIndex) -> None:
    """Only the papers given are found, in the same order."""
    assert index.query("networks", 5, ["arxiv:2", "unknown"]) == ["arxiv:2"]
    assert index.query("networks", 5, []) == []


def test_a_paper_written_again_replaces_itself(index: LexicalIndex) -> None:
    """The old words are gone, and there is one paper."""
    index.upsert([Paper("arxiv:1", "Rivers", "They flow.")])
    assert index.count() == 3
    assert index.query("graph", 5) == []
    assert index.query("river", 5) == ["arxiv:1"]


def test_a_word_counts_once(index: LexicalIndex) -> None:
    """Saying it again changes nothing, and scores fall."""
    once = index.score([Part("networks of graphs")], 5)
    assert index.score([Part("networks networks"), Part("of graphs graph")], 5) == once
    assert list(once.values()) == sorted(once.values(), reverse=True)


def test_another_wording_finds_what_holds_all_its_words(index: LexicalIndex) -> None:
    """At a lower weight than the query's own words, and never on top of them."""
    own = index.score([Part("networks")], 5)
    assert index.score([Part("nets", ("neural machine",))], 5).keys() == {"arxiv:2"}
    assert index.score([Part("nets", ("neural coffee", ""))], 5) == {}
    both = index.score([Part("networks", ("neural",))], 5)
    assert both["arxiv:1"] == own["arxiv:1"]
    assert both["arxiv:2"] < own["arxiv:2"] + index.score([Part("neural")], 5)["arxiv:2"]


def test_the_papers_that_hold_a_word_are_counted(index: LexicalIndex) -> None:
    """In any form; no word is held by none."""
    assert [index.holding(word) for word in ("network", "CAFÉ", "zzz", "?")] == [2, 1, 0, 0]


def test_rare_words_weigh_more(index: LexicalIndex) -> None:
    """A word of one paper is rarer than one of two."""
    (rare,), (common,) = index.analyse("graph"), index.analyse("networks")
    assert index.rarity(rare) > index.rarity(common) > 0


def test_an_index_is_there_again_when_opened(index: LexicalIndex, folder: Path) -> None:
    """What was committed is found by another handle."""
    again = LexicalIndex.open(folder)
    assert (again.count(), again.generation) == (index.count(), "one")
    assert again.query("graphs", 5) == ["arxiv:1"]


def test_an_index_of_other_words_is_out_of_date(index: LexicalIndex, folder: Path) -> None:
    """One that an earlier version made would miss what this one asks for."""
    assert index.count() == 3
    (folder / "paperbot.json").write_text('{"generation": "one"}', "utf-8")
    with pytest.raises(IndexOutOfDate, match="version 1, now 2") as caught:
        LexicalIndex.open(folder)
    assert "paperbot reindex" in caught.value.remedy


@pytest.mark.parametrize("damage", ["{", "[]", "{}"])
def test_a_missing_or_damaged_index_is_out_of_date(folder: Path, damage: str) -> None:
    """The remedy is to rebuild it."""
    with pytest.raises(IndexOutOfDate, match="is missing"):
        LexicalIndex.open(folder)
    LexicalIndex.create(folder, generation="one")
    (folder / "paperbot.json").write_text(damage, "utf-8")
    with pytest.raises(IndexOutOfDate, match="is damaged"):
        LexicalIndex.open(folder)
    LexicalIndex.create(folder, generation="one")
    (folder / "meta.json").write_text(damage, "utf-8")
    with pytest.raises(IndexOutOfDate, match="is damaged"):
        LexicalIndex.open(folder)
