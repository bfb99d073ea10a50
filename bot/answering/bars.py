"""Where a library's bars for refusing lie, learnt from the library itself, kept beside its index.

Held-out questions: the title of a paper is a question that its abstract answers and that nobody
else's does. Asked with the paper in place it shows how near an answer is here, asked of the others
how near what is none. No question written by us takes part, so that the bars suit the library they
are used on: a thousand papers on one subject lie nearer to each other than those of a whole field.
"""

import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.answering.candidate import Candidate
from bot.answering.coverage import Coverage
from vectorstore.errors import StorageFailed
from vectorstore.records import Hit, Paper

# What is learnt changes with these rules: raise it when one of them does.
_VERSION = 2
_SAMPLE = 64  # papers: 3 s on two cores
_FEWEST = 12  # papers, to learn anything from
_GROWTH = 1.25  # a library that has grown or shrunk by more is learnt from again
_OTHERS = 6
_TITLE_WORDS_LEAST = 4
# A title says what its paper does in the paper's own words; a reader's question lies lower. By how
# much was measured on the development questions of the starter library, so that the bars refuse 1
# and 5 % of those that can be answered: docs/decisions.md, "when to refuse".
_QUANTILES = 0.02, 0.1
_LOWER_BY = 0.08, 1.6
# Beyond these the sample was odd.
_RELEVANCE_WITHIN, _ANSWERABILITY_WITHIN = (0.36, 0.5), (-0.9, 0.0)
# A logistic regression over 246 development questions, see docs/decisions.md ("when to refuse").
_OF_SIMILARITY, _OF_SHARE, _OF_FORM, _OF_NAMED = 3.0, -1.9, -1.3, -0.9
# What was read counts from these log odds on; it saves no paper that lies further below the bar.
# docs/decisions.md, "Reading question and abstract together".
_OF_READ, _READ_EVEN, _READ_LEAST, _READ_GAIN = 0.7, -2.5, -8.0, 1.0


def answerability(
    similarity: float,
    coverage: Coverage,
    *,
    form_met: bool,
    named: bool,
    read: float | None = None,
) -> float:
    """Return how likely a paper answers a question: log odds without their constant.

    `similarity` is the cosine of the question and the paper's nearest sentence; `form_met` says
    whether the paper has what answers to the question's form, like a date; `named` whether the
    question has the name of something, which brings every sentence of its paper near; `read` what
    a selector says that has read both, None where there is none.
    """
    likely = (
        _OF_SIMILARITY * similarity
        + _OF_SHARE * coverage.share
        + _OF_FORM * (not form_met)
        + _OF_NAMED * named
    )
    if read is None:
        return likely
    return likely + min(_OF_READ * (max(read, _READ_LEAST) - _READ_EVEN), _READ_GAIN)


@dataclass(frozen=True, slots=True)
class Bars:
    """The least nearness (`relevance`) of a sentence and the least `answerability` of a paper.

    `papers` is the size of the library they were learnt from, 0 where nothing was learnt.
    """

    relevance: float = 0.42
    answerability: float = -0.5
    papers: int = 0
    version: int = _VERSION


class Shelf(Protocol):
    """What is asked of a library to learn from it; `vectorstore.library.Library` has it."""

    def count(self) -> int:
        """Return the number of papers."""

    def papers(self, offset: int = 0, limit: int = 50) -> tuple[Paper, ...]:
        """Return papers in a fixed order."""

    def search(self, query: str, k: int = 10) -> tuple[Hit, ...]:
        """Return the papers nearest to a query."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How a question stands to papers found: nearness of sentences, and of words."""

    rank: Callable[[str, Sequence[Hit]], Sequence[Candidate]]
    cover: Callable[[str, str], Coverage]


def learn_bars(shelf: Shelf, measures: Measures) -> Bars:
    """Return the bars that suit a library: those of the default where it is too small to tell."""
    count = shelf.count()
    asked = [
        figures
        for paper in _sample(shelf, count)
        if (figures := _ask_for(paper, shelf, measures)) is not None
    ]
    if len(asked) < _FEWEST:
        return Bars(papers=count)
    relevance, likely = (
        float(np.quantile(figures, share)) - lower
        for figures, share, lower in zip(
            zip(*asked, strict=True), _QUANTILES, _LOWER_BY, strict=True
        )
    )
    return Bars(
        relevance=_within(relevance, _RELEVANCE_WITHIN),
        answerability=_within(likely, _ANSWERABILITY_WITHIN),
        papers=count,
    )


def _sample(shelf: Shelf, count: int) -> list[Paper]:
    """Return papers from all over a library, the same ones each time."""
    places = np.linspace(0, max(count - 1, 0), min(count, _SAMPLE)).astype(int)
    return [paper for place in places for paper in shelf.papers(int(place), 1)]


def _ask_for(paper: Paper, shelf: Shelf, measures: Measures) -> tuple[float, float] | None:
    """Ask a paper's title of the library, its own abstract without the title among the papers."""
    question = _question(paper.title)
    if question is None:
        return None
    others = [hit for hit in shelf.search(question, _OTHERS + 1) if hit.paper.id != paper.id]
    bare = replace(paper, title="")
    own = Hit(bare, max((hit.score for hit in others), default=1.0), None, None, None, ())
    ranked = measures.rank(question, [own, *others[:_OTHERS]])
    own_sentences = [candidate for candidate in ranked if candidate.paper.id == paper.id]
    if not own_sentences:
        return None
    similarity = max(candidate.similarity for candidate in own_sentences)
    coverage = measures.cover(question, paper.abstract)
    likely = answerability(similarity, coverage, form_met=True, named=False)
    return own_sentences[0].nearness, likely


def _question(title: str) -> str | None:
    """Return what stands behind the name in a title, in small letters: capitals are no names."""
    _, colon, rest = title.partition(":")
    said = rest if colon and len(rest.split()) >= _TITLE_WORDS_LEAST else title
    return said.strip().lower() if len(said.split()) >= _TITLE_WORDS_LEAST else None


def _within(value: float, ends: tuple[float, float]) -> float:
    return round(float(min(max(value, ends[0]), ends[1])), 3)


@dataclass(slots=True)
class KnownBars:
    """The bars of one library: read from `path`, learnt again when it has grown by a quarter."""

    path: Path
    shelf: Shelf
    measures: Measures
    _bars: Bars | None = None
    _learning: threading.Lock = field(default_factory=threading.Lock)

    def current(self) -> Bars:
        """Return the bars, learning them if that was not done for a library of this size.

        Raises StorageFailed where they cannot be kept.
        """
        with self._learning:  # the first readers of a library may come together
            bars = self._bars or _read(self.path)
            count = self.shelf.count()
            if bars is None or not count <= _GROWTH * bars.papers <= _GROWTH**2 * max(count, 1):
                bars = learn_bars(self.shelf, self.measures)
                _write(self.path, bars)
            self._bars = bars
            return bars


def _read(path: Path) -> Bars | None:
    """Return what an earlier process learnt; None where there is nothing of use."""
    try:
        bars = Bars(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return bars if bars.version == _VERSION else None


def _write(path: Path, bars: Bars) -> None:
    part = path.with_suffix(".part")
    try:
        part.write_text(json.dumps(asdict(bars)), "utf-8")
        part.replace(path)
    except OSError as error:
        raise StorageFailed(
            f"What was learnt about when to refuse cannot be kept in {path}: {error}.",
            remedy="Check the space on the disk and the permissions of the folder.",
        ) from error
