"""The lexical index finds papers by their words, and takes what users type for words only."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vectorstore.errors import IndexOutOfDate
from vectorstore.lexical import LexicalIndex
from vectorstore.records import Paper

PAPERS = [
    Paper("arxiv:1", "Graph networks", "We classify nodes of graphs."),
    Paper("arxiv:2", "Neural machine translation", "Networks translate sentences AND words."),
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


def test_rare_words_weigh_more(index: LexicalIndex) -> None:
    """A word of one paper is rarer than one of two."""
    (rare,), (common,) = index.analyse("graph"), index.analyse("networks")
    assert index.rarity(rare) > index.rarity(common) > 0


def test_an_index_is_there_again_when_opened(index: LexicalIndex, folder: Path) -> None:
    """What was committed is found by another handle."""
    again = LexicalIndex.open(folder)
    assert (again.count(), again.generation) == (index.count(), "one")
    assert again.query("graphs", 5) == ["arxiv:1"]


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
