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


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("the \N{GREEK SMALL LETTER ALPHA}-divergence", "alpha divergence"),
        ("the alpha divergence", "\N{GREEK SMALL LETTER ALPHA}-divergence"),
        ("the alpha divergence", r"$\alpha$-divergence"),
        ("\N{MATHEMATICAL BOLD SMALL BETA}-VAE", "beta VAE"),
        ("in O(n²) time", "O(n^2)"),
        ("in O(n^2) time", "O(n²)"),
        ("an F₁ of 3", "F1"),
        ("at 10⁴ steps", "10^4"),
        ("2× less", "2 times"),
        ("the \N{LATIN SMALL LIGATURE FI}lter", "filters"),
    ],
)
def test_signs_are_found_by_their_words(folder: Path, written: str, asked: str) -> None:
    """And by themselves, and words by the signs."""
    made = LexicalIndex.create(folder, generation="one")
    made.upsert([*PAPERS, Paper("arxiv:3", "Signs", f"We write {written}.")])
    assert made.query(asked, 1) == made.query(written, 1) == ["arxiv:3"]
    assert set(made.analyse(asked)) <= set(made.analyse(f"We write {written}."))


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
    assert index.query("networks", 5, {"arxiv:2", "unknown"}) == ["arxiv:2"]
    assert index.query("networks", 5, set()) == []


def test_narrowing_to_many_papers_finds_what_naming_them_does(folder: Path) -> None:
    """Whether the best that pass are among the first looked through, or far behind them."""
    index = LexicalIndex.create(folder, generation="many")
    often, once = "Zebras, zebras and zebras.", "A zebra among lions."
    index.upsert(Paper(f"title:{n}", often if n < 3_000 else once, "") for n in range(12_000))
    every = {f"title:{n}" for n in range(12_000)}
    assert index.query("zebra", 50, every) == index.query("zebra", 50)
    rare = {f"title:{n}" for n in range(2_995, 12_000)}
    best = index.query("zebra", 50, rare)
    assert {f"title:{n}" for n in range(2_995, 3_000)} == set(best[:5])
    assert len(best) == 50
    assert set(best) <= rare


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
    with pytest.raises(IndexOutOfDate, match="version 1, now 3") as caught:
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
