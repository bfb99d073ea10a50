"""Markers, cards, and abstracts cut at cited sentences."""

from hypothesis import given
from hypothesis import strategies as st

from bot.types import Citation
from bot.web.citing import cut_abstract, mark_by_paper, mark_by_sentence, source_cards
from tests.fakes.answers import cite, claim
from vectorstore.records import Paper

FIRST = Paper(id="a", title="First", abstract="One is here. Two is here. Three is here.")
SECOND = Paper(id="b", title="Second", abstract="Uno is here. Dos is here.")
CLAIMS = (
    claim("Two things.", "supported", cite(FIRST, 2), cite(FIRST, 3)),
    claim("And more.", "weak", cite(SECOND, 1), cite(FIRST, 1)),
)


def test_cited_sentences_are_marked_where_they_stand() -> None:
    """Exactly the cited sentence is a marked span."""
    spans = cut_abstract(FIRST.abstract, [cite(FIRST, 2)], "card")
    assert [(span.text, span.mark) for span in spans] == [
        ("One is here. ", None),
        ("Two is here.", "card-s2"),
        (" Three is here.", None),
    ]


@given(
    st.text(),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60), st.integers(1, 9)), max_size=6),
)
def test_spans_always_join_to_the_abstract(
    abstract: str, places: list[tuple[int, int, int]]
) -> None:
    """Overlapping, reversed or absurd places lose no letter of the abstract."""
    paper = Paper(id="a", title="t", abstract=abstract)
    cuts = [Citation(paper, n, max(start, 0), end, "") for start, end, n in places]
    assert "".join(span.text for span in cut_abstract(abstract, cuts, "card")) == abstract


def test_a_claim_has_one_marker_a_paper() -> None:
    """Two sentences of one paper share a marker, which points at both."""
    cards = source_cards(CLAIMS, (FIRST, SECOND), "x")
    marked = mark_by_paper(CLAIMS, cards)
    assert [[marker.label for marker in item.markers] for item in marked] == [["1"], ["2", "1"]]
    assert marked[0].markers[0].marks == "x-1-s2 x-1-s3"
    assert marked[0].markers[0].hint == "Two is here. … Three is here."


def test_cards_keep_the_numbers_of_the_papers_given() -> None:
    """A paper that no claim cites has no card and still counts."""
    cards = source_cards(CLAIMS[:1], (SECOND, FIRST), "x")
    assert [(card.number, card.paper.id) for card in cards] == [(2, "a")]


def test_a_summary_is_marked_by_sentence() -> None:
    """In a summary of one paper, the label is the number of the sentence."""
    (marked,) = mark_by_sentence(CLAIMS[:1], "paper-card")
    assert [marker.label for marker in marked.markers] == ["2", "3"]
    assert marked.markers[0].marks == "paper-card-s2"
