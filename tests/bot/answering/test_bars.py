"""Bars learnt from a library by asking it its own titles."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.bars import Bars, KnownBars, Measures, answerability, learn_bars
from bot.answering.candidate import Candidate
from bot.answering.coverage import Coverage
from tests.fakes.evidence import paper_of
from vectorstore.chunk import split_sentences
from vectorstore.records import Hit, Paper


class _Shelf:
    """Papers, each found by anything."""

    def __init__(self, count: int) -> None:
        self.kept = [
            paper_of(f"Paper {n}: All about thing number {n}", "It is.") for n in range(count)
        ]
        self.searches = 0

    def count(self) -> int:
        """Return how many."""
        return len(self.kept)

    def papers(self, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return a page."""
        return tuple(self.kept[offset : offset + limit])

    def search(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """Return the first ones."""
        self.searches += bool(query)
        return tuple(Hit(paper, 1.0, 1, 1, 0.5, ()) for paper in self.kept[:k])


def _measures(relevance: float, similarity: float) -> Measures:
    def rank(_question: str, hits: Sequence[Hit]) -> list[Candidate]:
        return [
            Candidate(hit.paper, split_sentences(hit.paper.abstract)[0], relevance, similarity)
            for hit in hits
        ]

    return Measures(rank, lambda _question, _text: Coverage())


def test_a_library_whose_titles_lie_nearer_has_higher_bars() -> None:
    """Within bounds: a sample may be odd."""
    low, high = (learn_bars(_Shelf(40), _measures(each, each)) for each in (0.46, 0.55))
    assert low.relevance < high.relevance
    assert low.answerability < high.answerability
    assert learn_bars(_Shelf(40), _measures(9.0, 9.0)).relevance <= 0.5


def test_a_few_papers_teach_nothing() -> None:
    """The default stands."""
    learnt = learn_bars(_Shelf(5), _measures(0.9, 0.9))
    assert learnt == Bars(papers=5)


def test_bars_are_kept_and_learnt_again_when_the_library_has_grown(tmp_path: Path) -> None:
    """Beside the index; a damaged file is as good as none."""
    path = tmp_path / "refusal.json"
    shelf = _Shelf(40)
    learnt = KnownBars(path, shelf, _measures(0.5, 0.5)).current()
    asked = shelf.searches
    assert KnownBars(path, shelf, _measures(0.5, 0.5)).current() == learnt
    assert shelf.searches == asked
    shelf.kept += _Shelf(30).kept
    assert KnownBars(path, shelf, _measures(0.5, 0.5)).current().papers == 70
    path.write_text("{", "utf-8")
    assert KnownBars(path, shelf, _measures(0.5, 0.5)).current().papers == 70


@pytest.mark.parametrize("worse", [{"form_met": False}, {"named": True}])
def test_what_speaks_against_an_answer_lowers_its_odds(worse: dict[str, bool]) -> None:
    """A form that is not met, and words that are wanting."""
    met = {"form_met": True, "named": False}
    assert answerability(0.5, Coverage(), **(met | worse)) < answerability(0.5, Coverage(), **met)
    assert answerability(0.5, Coverage("x", 1.0, 0.5), **met) < answerability(
        0.5, Coverage(), **met
    )
