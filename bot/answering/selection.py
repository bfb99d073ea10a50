"""Put the sentences that answer first: what is near a question need not answer it.

The ranker finds sentences near a question; a selector, where there is one, reads the question
beside the abstracts of the best of them. Knows no model.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from bot.answering.candidate import Candidate
from vectorstore.records import Paper, Sentence

# Read beside the question: four take 120 ms on two cores that have other work.
_PAPERS_READ = 4


class AnswerSelector(Protocol):
    """Tells which sentence of a text answers a question."""

    def log_odds(
        self, question: str, texts: Sequence[tuple[str, Sequence[str]]]
    ) -> Sequence[Sequence[float]]:
        """Return for each text, a title and sentences, how likely each sentence answers."""


def select(
    selector: AnswerSelector,
    question: str,
    ranked: Sequence[Candidate],
    sentences_of: Callable[[str], Sequence[Sentence]],
) -> tuple[Candidate, ...]:
    """Return candidates in a new order, those of the first papers with what the selector says."""
    titles = {candidate.paper.id: candidate.paper.title for candidate in ranked}
    read = list(titles)[:_PAPERS_READ]
    sentences = {paper_id: sentences_of(paper_id) for paper_id in read}
    texts = [(titles[paper_id], [s.text for s in sentences[paper_id]]) for paper_id in read]
    scores = {
        (paper_id, sentence.n): score
        for paper_id, some in zip(read, selector.log_odds(question, texts), strict=True)
        for sentence, score in zip(sentences[paper_id], some, strict=True)
    }
    judged = [replace(one, answers=scores.get((one.paper.id, one.sentence.n))) for one in ranked]
    return tuple(sorted(judged, key=lambda candidate: -candidate.relevance))


def answer_log_odds(paper: Paper, ranked: Sequence[Candidate]) -> float | None:
    """Return how likely any sentence of a paper answers, None for a paper that was not read."""
    odds = [one.answers for one in ranked if one.paper.id == paper.id and one.answers is not None]
    return float(np.logaddexp.reduce(odds)) if odds else None
