"""Prompts cut from real abstracts: of any length, and no two with the same beginning."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from bot.errors import InputUnreadable
from vectorstore.records import Paper
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

# Prompts begin this far apart. A prime, so that the whole text is gone through before any beginning
# comes again; two of them share a token or two where the same word stands at both places.
_STRIDE = 41
_FEWEST_TOKENS = 1000


class PromptSource:
    """A ring of tokens of running text, from which prompts are taken in turn."""

    def __init__(self, tokens: Sequence[int]) -> None:
        """Take a text's tokens. Raises InputUnreadable for a text too short for many prompts."""
        if len(tokens) < _FEWEST_TOKENS:
            raise InputUnreadable(
                f"The papers to measure with hold {len(tokens)} tokens; {_FEWEST_TOKENS} are "
                "needed.",
                remedy="Give a file of more papers with --papers.",
            )
        self._tokens = tuple(tokens)
        self._at = 0

    def take(self, length: int) -> list[int]:
        """Return the next prompt of that many tokens."""
        start = self._at
        self._at = (start + _STRIDE) % len(self._tokens)
        return [self._tokens[(start + place) % len(self._tokens)] for place in range(length)]


def read_papers(path: Path, most: int | None = None) -> tuple[Paper, ...]:
    """Return the papers of a file with an abstract, the first `most` of them.

    Raises SourceUnreadable.
    """
    papers = (
        item for item in finished(read_source(path)) if isinstance(item, Paper) and item.abstract
    )
    return tuple(islice(papers, most))


def make_source(papers: Sequence[Paper], encode: Callable[[str], Sequence[int]]) -> PromptSource:
    """Return a source of prompts made of these papers' abstracts, one after the other."""
    return PromptSource(encode("\n\n".join(f"{paper.title}\n{paper.abstract}" for paper in papers)))
