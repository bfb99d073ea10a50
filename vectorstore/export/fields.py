"""The fields of a paper as other programs want them: ids, parts of a date, the kind of venue."""

import re

from vectorstore.records import Paper

_ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_MEETING = re.compile(
    r"(?i)\b(?:proceedings|proc|conference|conf|workshop|symposium|congress|meeting)\b"
)
_WEB = re.compile(r"https?://\S+")


def arxiv_number(paper: Paper) -> str | None:
    """Return the arXiv number of a paper, without its version."""
    return _with_scheme(paper, "arxiv")


def doi(paper: Paper) -> str | None:
    """Return the DOI of a paper, without an address before it."""
    return _with_scheme(paper, "doi")


def date_parts(paper: Paper) -> tuple[int, ...]:
    """Return year, month and day, as many of them as are known; () for words without a year."""
    iso = _ISO.fullmatch(paper.date or "")
    return tuple(int(part) for part in iso.groups() if part) if iso else ()


def web_address(paper: Paper) -> str | None:
    """Return the address of a paper if it is one that may be followed."""
    return paper.url if paper.url and _WEB.fullmatch(paper.url) else None


def is_meeting(venue: str) -> bool:
    """Say whether a venue is a conference and not a journal, as far as its name tells."""
    return _MEETING.search(venue) is not None


def keywords(paper: Paper) -> tuple[str, ...]:
    """Return categories and tags, which other programs keep in one list, without separators."""
    return tuple(one_line(re.sub("[,;]", " ", word)) for word in (*paper.categories, *paper.tags))


def one_line(text: str) -> str:
    """Return text without line breaks, for formats in which a line is a value."""
    return " ".join(text.split())


def _with_scheme(paper: Paper, scheme: str) -> str | None:
    named = (known.partition(":") for known in (paper.id, *paper.also))
    return next((rest for found, _, rest in named if found == scheme and rest), None)
