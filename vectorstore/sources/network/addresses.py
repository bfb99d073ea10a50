"""What a reader types to name papers on a network, understood. Contacts nothing.

    2409.13740, arxiv:2409.13740v2, arxiv:2409.13740,2409.13741, an arXiv or Hugging Face page
    arxiv:cs.CL, https://arxiv.org/list/cs.CL/new      a category's announcements of the day
    10.1145/3442188.3445922, doi:..., https://doi.org/...
    hf:daily, hf:daily:2026-08-19                      Hugging Face's papers of a day
    any other http or https address                    a file, recognised by its content

A name that is also a file on disk is that file: the caller looks there first.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from urllib.parse import unquote

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.arxiv_ids import ArxivId, parse_arxiv_id

_ARCHIVES = frozenset(
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex "
    "nucl-th physics q-bio q-fin quant-ph stat".split()
)
# Those of before 2007 that live on in the numbers of their papers.
_CLOSED = frozenset(
    "acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas "
    "dg-ga funct-an mtrl-th patt-sol plasm-ph q-alg solv-int supr-con".split()
)
_CATEGORY = re.compile(r"(?:list/)?(([a-z-]{2,8})(?:\.[A-Za-z-]{2,20})?)(?:/\w*)?")
_OLD_NUMBER = re.compile(r"([a-z-]+)(?:\.[a-z]{2})?/\d{7}(?:v\d+)?", re.IGNORECASE)
_LISTING = re.compile(r"(?:https?://)?(?:www\.)?arxiv\.org/(list/[^?#]+)(?:[?#].*)?", re.IGNORECASE)
_DOI_ADDRESS = re.compile(
    r"(?:https?://)?(?:(?:dx|www)\.)?doi\.org/(10\.[^?#]+)(?:[?#].*)?", re.IGNORECASE
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAILY_PAGE = re.compile(
    r"(?:https?://)?huggingface\.co/papers/?(?:date/([^/?#]+)|\?date=([^&#]+))?/?", re.IGNORECASE
)
_SCHEME = re.compile(r"(arxiv|doi|hf):\s*(.*)", re.IGNORECASE | re.DOTALL)
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArxivPapers:
    """Papers by their arXiv ids."""

    ids: tuple[ArxivId, ...]

    def __str__(self) -> str:
        return f"arxiv:{','.join(str(arxiv_id) for arxiv_id in self.ids)}"


@dataclass(frozen=True, slots=True)
class ArxivListing:
    """What arXiv announced today in a category ("cs.CL") or an archive ("cs")."""

    category: str

    def __str__(self) -> str:
        return f"arxiv:{self.category}"


@dataclass(frozen=True, slots=True)
class Doi:
    """A work by its DOI, in lower case."""

    doi: str

    def __str__(self) -> str:
        return f"doi:{self.doi}"


@dataclass(frozen=True, slots=True)
class DailyPapers:
    """Hugging Face's papers of a day, None for the newest."""

    day: date | None

    def __str__(self) -> str:
        return "hf:daily" if self.day is None else f"hf:daily:{self.day.isoformat()}"


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file at an address."""

    address: str

    def __str__(self) -> str:
        return self.address


# str() of each is what a reader may type to get the same again: the place its papers come from.
NetworkSource: TypeAlias = ArxivPapers | ArxivListing | Doi | DailyPapers | WebFile


def is_network_source(text: str) -> bool:
    """Say whether `text` names something on a network, be it malformed ("hf:daily:today")."""
    try:
        return parse_source(text) is not None
    except SourceUnreadable:
        return True


def parse_source(text: str) -> NetworkSource | None:
    """Return what `text` names, None for what can only be a file.

    Raises SourceUnreadable where it begins like a source and goes on like none.
    """
    words = text.strip()
    scheme = _SCHEME.fullmatch(words)
    if scheme is not None:
        return _named(scheme[1].lower(), scheme[2].strip(), words)
    daily = _DAILY_PAGE.fullmatch(words)
    if daily is not None:
        return _daily(daily[1] or daily[2], words)
    listing = _LISTING.fullmatch(words)
    if listing is not None:
        return _listing(listing[1], words)
    if _is_path(words):
        return None
    paper = _paper(words)
    if paper is not None:
        return paper
    return WebFile(words) if _WEB.match(words) else None


def _named(scheme: str, rest: str, words: str) -> NetworkSource:
    """Understand what follows `arxiv:`, `doi:` or `hf:`."""
    if scheme == "hf":
        name, _, day = rest.partition(":")
        if name.lower() == "daily":
            return _daily(day or None, words)
    elif scheme == "doi":
        paper = _paper(rest)
        if paper is not None:
            return paper
    else:
        ids = [parse_arxiv_id(part) for part in rest.split(",")]
        known = [arxiv_id for arxiv_id in ids if arxiv_id is not None]
        if len(known) < len(ids):
            return _listing(rest, words)
        return ArxivPapers(tuple(dict.fromkeys(known)))
    raise _malformed(words)


def _is_path(words: str) -> bool:
    """Say whether words like "notes/2024010" look like an old arXiv number, and name no archive."""
    old = _OLD_NUMBER.fullmatch(words)
    return old is not None and old[1].lower() not in _ARCHIVES | _CLOSED


def _paper(words: str) -> ArxivPapers | Doi | None:
    """Return one paper; a DOI that arXiv registered for a paper of its own is asked of arXiv."""
    arxiv_id = parse_arxiv_id(words)
    if arxiv_id is not None:
        return ArxivPapers((arxiv_id,))
    address = _DOI_ADDRESS.fullmatch(words)
    doi = unquote(address[1]) if address is not None else words
    return Doi(doi.rstrip(".,;").lower()) if _DOI.fullmatch(doi) else None


def _daily(day: str | None, words: str) -> DailyPapers:
    if day is None:
        return DailyPapers(None)
    try:
        if _DAY.fullmatch(day):
            return DailyPapers(date.fromisoformat(day))
    except ValueError:  # 2026-02-31
        pass
    raise _malformed(words)


def _listing(name: str, words: str) -> ArxivListing:
    category = _CATEGORY.fullmatch(name)
    if category is None or category[2] not in _ARCHIVES:
        raise _malformed(words)
    return ArxivListing(category[1])


def _malformed(words: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{words[:200]!r} names no papers.",
        remedy="Such names look like arxiv:2409.13740, arxiv:cs.CL, doi:10.1145/3442188.3445922, "
        "hf:daily or hf:daily:2026-08-19.",
    )
