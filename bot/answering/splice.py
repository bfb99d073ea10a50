"""Tell a shortened sentence from a spliced one.

Leaving out a whole clause, a bracket or an adjective keeps a sentence true. Leaving out words from
the middle of a clause joins what the source keeps apart: "keeping the centroids [in memory and the
posting lists] on disk". Works on stems and places only; knows no meaning.
"""

import re
from dataclasses import dataclass

from bot.answering.names import is_name
from bot.answering.words import Word, split_words

_BOUNDARY = re.compile(
    r"[,;:.()\[\]—–]|\b(?:and|or|but|while|whereas|which|that|so|because|although|who|where|when)\b",
    re.IGNORECASE,
)
_MODIFIERS_MOST = 2


def is_spliced(claim_stems: tuple[str, ...], source: str) -> bool:
    """Say whether a claim keeps the source's order only by leaving out part of a clause.

    The longest alignment in order is compared with the longest one that skips nothing but whole
    clauses, brackets and modifiers.
    """
    words = tuple(word for word in split_words(source) if word.content)
    pairs = [
        (i, j)
        for i, claimed in enumerate(claim_stems)
        for j, word in enumerate(words)
        if word.stem == claimed
    ]
    free = _longest(pairs, None)
    return free > 0 and _longest(pairs, _Gaps(source, words)) < free


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Judges what is left out between two words of the source."""

    source: str
    words: tuple[Word, ...]

    def harmless(self, before: int, after: int) -> bool:
        """Say whether leaving out the content words between two others keeps the rest true."""
        skipped = self.words[before + 1 : after]
        if not skipped:
            return True
        head = self.source[self.words[before].end : skipped[0].start]
        tail = self.source[skipped[-1].end : self.words[after].start]
        if _BOUNDARY.search(head) and _BOUNDARY.search(tail):
            return True
        if len(skipped) <= _MODIFIERS_MOST and not tail.strip():
            return True
        # The subject of the sentence, and something else said of it.
        names_between = any(is_name(word, self.source) for word in skipped)
        return before == 0 and not names_between and _BOUNDARY.search(tail) is not None


def _longest(pairs: list[tuple[int, int]], gaps: _Gaps | None) -> int:
    """Return the length of the longest chain of pairs rising in both places, gaps permitting."""
    best: list[int] = []
    for place, (i, j) in enumerate(pairs):
        length = 1
        for earlier, (k, m) in enumerate(pairs[:place]):
            if (
                k < i
                and m < j
                and best[earlier] >= length
                and (gaps is None or gaps.harmless(m, j))
            ):
                length = best[earlier] + 1
        best.append(length)
    return max(best, default=0)
