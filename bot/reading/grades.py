"""How hard a text is to read: its Flesch-Kincaid grade, by the library that counts syllables.

The only file that imports textstat. The grade of several sentences follows from the counts of
each, so that one need not be read again with every other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import textstat

# Flesch and Kincaid's own weights, to add up what textstat counted.
_PER_WORD, _PER_SYLLABLE, _BASE = 0.39, 11.8, 15.59


@dataclass(frozen=True, slots=True)
class Load:
    """Words, syllables and sentences of a text, as textstat counts them."""

    words: int
    syllables: int
    sentences: int


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text (US school years), one decimal; 0 for none."""
    return round(float(textstat.flesch_kincaid_grade(text)), 1) if text.strip() else 0.0


@lru_cache(maxsize=4_096)
def load_of(text: str) -> Load:
    """Return what a text costs a reader."""
    return Load(
        int(textstat.lexicon_count(text)),
        int(textstat.syllable_count(text)),
        max(int(textstat.sentence_count(text)), 1),
    )


def joint_grade(loads: Iterable[Load]) -> float:
    """Return the grade of texts read one after another, unrounded; 0 for none."""
    each = list(loads)
    words = sum(load.words for load in each)
    if not words:
        return 0.0
    syllables = sum(load.syllables for load in each)
    sentences = sum(load.sentences for load in each)
    return _PER_WORD * words / sentences + _PER_SYLLABLE * syllables / words - _BASE
