"""The values of the library: a paper, its sentences and passages, a hit, an addition report.

Values, and the four ports the store needs filled. Reading, storing and ranking are not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Vectors: TypeAlias = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Text to unit vectors; supplied by `bot.models`."""

    @property
    def fingerprint(self) -> str:
        """Name weights and recipe: vectors of two fingerprints must never be mixed."""

    @property
    def dimensions(self) -> int:
        """Length of every vector."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one unit vector a text, shape (len(texts), dimensions)."""

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, shape (dimensions,)."""


class Reranker(Protocol):
    """Reads a query and a text together, and says how well they fit; supplied by `bot.models`."""

    @property
    def fingerprint(self) -> str:
        """Name the weights: scores of two models cannot be compared."""

    def scores(self, query: str, texts: Sequence[str]) -> Sequence[float]:
        """Return one score between 0 and 1 a text, higher for a better fit."""


class TokenCounter(Protocol):
    """Counts tokens as the chat model does; supplied by `bot.models`."""

    def count(self, text: str) -> int:
        """Return the number of tokens of `text`, control tokens read as ordinary text."""


class Progress(Protocol):
    """Told how far an addition is: papers done, of how many where that is known."""

    def __call__(self, done: int, total: int | None) -> None:
        """Take note."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One work, as its source gives it, mended.

    `date` is ISO 8601 (`2024`, `2024-09`, `2024-09-20`) where the source gives a year, else the
    words of the source (a saved page says only "Mar 11"); date filters match the former only.
    `links` are the code and project links found in the abstract, in order.
    `source` names the format it came from ("hf-papers-page", "jsonl").
    `also` are other ids of the same work ("doi:10.1/x" of an arXiv paper), best first.
    `version` is arXiv's (2 for v2). `venue` is where it was published, in the source's words.
    `tags` and `notes` are the reader's own, not the source's: no update takes them away.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    source: str = ""
    also: tuple[str, ...] = ()
    version: int | None = None
    venue: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who told of a paper: a format, the file or address, and when first and last (ISO 8601)."""

    source: str
    place: str
    first_seen: str
    last_seen: str


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a paper that newer ones replaced; `number` is arXiv's where it was told."""

    number: int | None
    title: str
    abstract: str
    date: str | None
    replaced_at: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the library holds of a paper: what an export must carry to lose nothing.

    `as_given` is title and abstract before LaTeX was rendered, None where that changed nothing.
    """

    paper: Paper
    added_at: str
    origins: tuple[Origin, ...] = ()
    older: tuple[Version, ...] = ()
    as_given: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence `n` (from 1) of an abstract: `abstract[start:end]`, without surrounding space."""

    n: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences of one abstract, at most the token budget: what is embedded."""

    paper_id: str
    ordinal: int
    first: int
    last: int
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; dates are ISO 8601 prefixes, both ends inclusive.

    `source` is a format that a paper was read from, once or last; `tag` one of the reader's own.
    """

    after: str | None = None
    before: str | None = None
    author: str | None = None
    category: str | None = None
    source: str | None = None
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A paper found, why it was found, and its sentences nearest to the query (best first).

    Ranks count from 1 and are None where that search did not find the paper. `similarity` is the
    cosine of the query and the paper's nearest passage, None where the dense search missed it.
    """

    paper: Paper
    score: float
    dense_rank: int | None
    lexical_rank: int | None
    similarity: float | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """One piece of input that did not come in: where it stands in its source, and why."""

    source: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddReport:
    """What an addition did, counted by paper; `ids` are all papers the sources named, in order."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: tuple[Rejection, ...] = ()
    ids: tuple[str, ...] = field(default=())
