"""Citation keys ("chen2021spann"): made from author, year and title, each given out once."""

import re
import unicodedata

from vectorstore.export.names import family_and_given
from vectorstore.records import Paper

_WORD = re.compile(r"[a-z0-9]+")
_SMALL = frozenset("a an and are as at by for from how in is of on or the to we what with".split())
# What Unicode does not decompose, and names have.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
_MAX_WORD_CHARS = 24


class CitationKeys:
    """Gives each paper of one export a key of its own.

    A paper gets the same key in every export that lists the same papers before it.
    """

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, paper: Paper) -> str:
        """Return a new key for a paper: of two alike the second ends in "-2"."""
        stem = citation_stem(paper)
        key = stem
        while key in self._given:
            self._next[stem] = self._next.get(stem, 1) + 1
            key = f"{stem}-{self._next[stem]}"
        self._given.add(key)
        return key


def citation_stem(paper: Paper) -> str:
    """Return the family name of the first author, the year, and the first word of the title."""
    family = family_and_given(paper.authors[0])[0] if paper.authors else ""
    name = "".join(_words(family))
    year = (paper.date or "")[:4]
    words = [word for word in _words(paper.title) if word not in _SMALL]
    first = words[0] if words else ""
    stem = name[:_MAX_WORD_CHARS] + (year if year.isdigit() else "") + first[:_MAX_WORD_CHARS]
    return stem or "paper"


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _WORD.findall(bare)
