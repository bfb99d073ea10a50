"""Sentences in the order of whether they answer."""

import math

import pytest

from bot.answering.candidate import Candidate
from bot.answering.selection import answer_log_odds, select
from tests.fakes.evidence import paper_of
from tests.fakes.word_selector import WordSelector
from vectorstore.chunk import split_sentences
from vectorstore.records import Paper

PAPERS = [
    paper_of(f"Paper {n}", f"Number {n} is about herds.", f"Herd {n} has zebras.") for n in range(6)
]
BY_ID = {paper.id: split_sentences(paper.abstract) for paper in PAPERS}


def near(*papers: Paper) -> list[Candidate]:
    """Return the sentences of papers as a ranker gives them, each a little less near."""
    sentences = [(paper, sentence) for paper in papers for sentence in BY_ID[paper.id]]
    return [
        Candidate(paper, sentence, 0.9 - place / 100, 0.5)
        for place, (paper, sentence) in enumerate(sentences)
    ]


def test_a_sentence_that_answers_goes_before_a_nearer_one() -> None:
    """And every sentence stays, in the old order among those that answer alike."""
    before = near(*PAPERS[:2])
    after = select(WordSelector("zebras"), "What is in the herd?", before, BY_ID.__getitem__)
    assert [c.sentence.text for c in after] == [
        "Herd 0 has zebras.",
        "Herd 1 has zebras.",
        "Number 0 is about herds.",
        "Number 1 is about herds.",
    ]
    assert [c.answers for c in after] == [3.0, 3.0, -3.0, -3.0]


def test_only_the_nearest_papers_are_read() -> None:
    """Each costs time; the others keep their relevance and are not judged."""
    selector = WordSelector("zebras")
    after = select(selector, "What is in the herd?", near(*PAPERS), BY_ID.__getitem__)
    read = [paper.title for paper in PAPERS[:4]]
    assert selector.asked == [("What is in the herd?", tuple(read))]
    assert {c.paper.title for c in after if c.answers is None} == {"Paper 4", "Paper 5"}
    assert len(after) == 12


def test_a_paper_answers_if_any_sentence_does() -> None:
    """The odds of its sentences add up; a paper that was not read has none."""
    after = select(WordSelector("zebras"), "?", near(*PAPERS), BY_ID.__getitem__)
    odds = answer_log_odds(PAPERS[0], after)
    assert odds == pytest.approx(math.log(math.exp(3) + math.exp(-3)))
    assert answer_log_odds(PAPERS[5], after) is None


def test_extreme_odds_are_no_error() -> None:
    """A sentence for which there was no room, and one that is beyond doubt."""
    for sure in (900.0, -900.0):
        after = select(WordSelector("zebras", sure), "?", near(PAPERS[0]), BY_ID.__getitem__)
        assert all(math.isfinite(c.relevance) for c in after)
        assert answer_log_odds(PAPERS[0], after) == pytest.approx(900.0)
