"""Comparisons: which papers a question puts side by side, and what stands in the cells."""

from datetime import date

import pytest

from bot.answering.overview.contrast import read_comparison
from bot.answering.overview.overview import Overview
from vectorstore.errors import PaperUnknown
from vectorstore.library import Library

TODAY = date(2026, 3, 18)


def titles(library: Library, question: str) -> tuple[list[str], tuple[str, ...]] | None:
    """Return the titles and the aspects of a comparison."""
    read = read_comparison(question, library)
    if read is None:
        return None
    return [library.get(paper_id).title for paper_id in read.paper_ids], read.aspects


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("Compare FastSample and Deep Forests", ()),
        ("What is the difference between FastSample and Deep Forests?", ()),
        ("FastSample vs Deep Forests on speed and memory", ("speed", "memory")),
        ("How does FastSample differ from Deep Forests in speed?", ("speed",)),
        ("FastSample versus Deep Forests: how do they differ?", ()),
        ("compare fastsample with deep forests on speed", ("speed",)),
    ],
)
def test_papers_are_found_by_their_names(
    library: Library, question: str, aspects: tuple[str, ...]
) -> None:
    """In the title, or where only one abstract says the name."""
    assert titles(library, question) == (["Sampling", "Deep Forests"], aspects)


@pytest.mark.parametrize(
    "question",
    [
        "Compare FastSample and SlowSample.",
        "How does FastSample compare with its rival?",
        "Which is faster, FastSample or Deep Forests?",
        "What is FastSample?",
        "How do GNNs differ from trees?",
        "",
    ],
)
def test_other_questions_are_no_comparison(library: Library, question: str) -> None:
    """Where a name is of no paper, or there are no two."""
    assert titles(library, question) is None


def test_them_are_the_papers_at_hand(library: Library) -> None:
    """Those chosen, or those last answered from."""
    at_hand = [paper.id for paper in library.papers(0, 2)]
    read = read_comparison("Compare them on memory", library, at_hand=at_hand)
    assert read is not None
    assert list(read.paper_ids) == at_hand
    assert read.aspects == ("memory",)
    assert read_comparison("Compare them", library) is None


def test_each_cell_is_a_sentence_of_its_paper_or_none(overview: Overview) -> None:
    """Nothing is written by anybody else."""
    found = overview.answer("Compare FastSample and Deep Forests on speed and colour", TODAY)
    assert found is not None
    assert found.table is not None
    assert [row.aspect for row in found.table.rows] == ["speed", "colour"]
    speed, colour = (row.cells for row in found.table.rows)
    assert speed[0] is not None
    assert speed[0].quote == "FastSample runs 8x faster than its rival."
    assert (speed[1], colour) == (None, (None, None))
    assert "not stated" in found.text
    for row in found.table.rows:
        for paper, cell in zip(found.table.papers, row.cells, strict=True):
            assert cell is None or cell.quote == paper.abstract[cell.start : cell.end]


def test_the_usual_rows_leave_out_what_no_paper_states(
    overview: Overview, library: Library
) -> None:
    """No sentence stands in two rows that say what a paper is and does."""
    ids = [paper.id for paper in library.papers(0, 2)]
    found = overview.compare(ids)
    assert found.table is not None
    rows = {row.aspect: row.cells for row in found.table.rows}
    results = rows["Results"][1]
    assert results is not None
    assert results.quote.startswith("FastSample runs 8x")
    code = rows["Code"]
    assert code[0] is not None
    assert code[1] is None
    for column in (0, 1):
        own = [rows[name][column] for name in rows if name not in {"Data", "Code"}]
        stated = [cell.sentence for cell in own if cell]
        assert len(stated) == len(set(stated))


def test_nothing_stated_is_a_refusal(overview: Overview, library: Library) -> None:
    """It names the papers and what was asked of them."""
    ids = [paper.id for paper in library.papers(3, 2)]
    found = overview.compare(ids, ["speed"])
    assert found.refusal is not None
    assert found.refusal.reason == "The abstracts of “Alloys” and “Alarms” state nothing on speed."


def test_an_unknown_paper_is_refused(overview: Overview) -> None:
    """As everywhere."""
    with pytest.raises(PaperUnknown):
        overview.compare(["title:no", "title:neither"])
