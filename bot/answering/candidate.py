"""A sentence that may answer: what is known of it before anything is said."""

import math
from dataclasses import dataclass

from vectorstore.records import Paper, Sentence

# What a sentence that surely answers gains on one that surely does not: docs/decisions.md, "Reading
# question and abstract together".
_ANSWERING_WEIGHT = 0.4
_BEYOND_DOUBT = 30.0  # log odds; exp() of a thousand is no number


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a found paper: how near it is to the question, and its bare cosine with it.

    `answers` are the log odds that it answers, None where nobody has read it for that.
    """

    paper: Paper
    sentence: Sentence
    nearness: float
    similarity: float = 0.0
    answers: float | None = None

    @property
    def relevance(self) -> float:
        """What decides its place: nearness, and whether it answers."""
        if self.answers is None:
            return self.nearness
        odds = min(max(self.answers, -_BEYOND_DOUBT), _BEYOND_DOUBT)
        return self.nearness + _ANSWERING_WEIGHT / (1 + math.exp(-odds))
