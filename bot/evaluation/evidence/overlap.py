"""ROUGE of summaries against reference summaries, by Google's rouge-score. For reference only.

The only file that knows that library. It needs no data files: sentence splitting, for which NLTK
would want some, is not used.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Protocol, cast

import absl.logging
from rouge_score.rouge_scorer import RougeScorer

# Imported by rouge-score, absl keeps the stderr of that moment and closes it when logging is set
# up anew, where it is not the stderr of then: under a test's capture, or a redirection.
absl.logging.get_absl_handler().python_handler.setStream(sys.__stderr__)

_TYPES = ("rouge1", "rouge2", "rougeL")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean F-measures over summaries, each against the nearest of its references."""

    summaries: int
    rouge_1: float
    rouge_2: float
    rouge_l: float


class _Score(Protocol):
    fmeasure: float


def measure_overlap(pairs: Sequence[tuple[str, Sequence[str]]]) -> Overlap | None:
    """Score texts against their references, words stemmed; None for no pairs."""
    if not pairs:
        return None
    scorer = RougeScorer(_TYPES, use_stemmer=True)
    # score_multi ships no types; its values are named tuples with an F-measure
    scored = [
        cast("dict[str, _Score]", scorer.score_multi(list(references), text))
        for text, references in pairs
    ]
    return Overlap(len(pairs), *(mean(item[kind].fmeasure for item in scored) for kind in _TYPES))
