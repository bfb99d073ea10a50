"""The id of a paper: arXiv number, DOI, or a hash of its title.

The same work must get the same id from every source, because the id is what makes an addition
idempotent. Knows no file format and no database.
"""

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import islice

_ARXIV_NUMBER = (
    r"(?P<number>\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Za-z]{2})?/\d{7})(?:v(?P<version>\d{1,3}))?"
)
_ARXIV_ID = re.compile(rf"(?:arxiv:\s*)?{_ARXIV_NUMBER}", re.IGNORECASE)
# Hugging Face and alphaXiv name their pages by arXiv number; 10.48550 is arXiv's own DOI prefix.
_ARXIV_URL = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*"
    r"(?:(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html)/"
    r"|huggingface\.co/papers/"
    r"|doi\.org/10\.48550/arxiv\.)"
    rf"{_ARXIV_NUMBER}(?:\.pdf)?(?:[?#/].*)?",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(rf"(?:doi:\s*)?10\.48550/arxiv\.{_ARXIV_NUMBER}", re.IGNORECASE)
# Lone surrogates, which JSON can carry, are no text: no store takes them.
_DOI = re.compile(
    r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d{4,9}/[^\s\ud800-\udfff]+)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"\.[a-z]{2}/")
_TITLE_ID = re.compile(r"title:[0-9a-f]{12}")
_NOT_WORD = re.compile(r"[\W_]+")


def identify(title: str, *candidates: str | None) -> str:
    """Return the id of a paper from the ids and addresses a source gives it, the best first.

    `arxiv:` + number without version, else `doi:` in lower case, else `title:` + 12 hex digits of
    the sha256 of the normalised title.
    """
    return next(iter(canonical_ids(*candidates)), title_id(title))


def canonical_ids(*candidates: str | None) -> tuple[str, ...]:
    """Return the ids that a source's ids and addresses come to, each once, the best first.

    One arXiv number (a second would be another work), then DOIs, then `title:` ids as they are.
    """
    given = [candidate.strip() for candidate in candidates if candidate]
    numbers = (f"arxiv:{number}" for number in map(arxiv_number, given) if number)
    dois = (
        f"doi:{match[1].rstrip('.,;').lower()}"
        for candidate in given
        if (match := _DOI.fullmatch(candidate)) and not _ARXIV_DOI.fullmatch(candidate)
    )
    titles = (candidate for candidate in given if _TITLE_ID.fullmatch(candidate))
    return tuple(dict.fromkeys([*islice(numbers, 1), *dois, *titles]))


@lru_cache(maxsize=4096)  # a batch asks for the same ones four times
def title_id(title: str, *more: str) -> str:
    """Return the id of a paper that has only its title.

    `more` tells works of one title apart, where the title's own id is taken by another.
    """
    words = "\n".join((normalise_title(title), *more))
    return f"title:{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def arxiv_number(text: str) -> str | None:
    """Return the arXiv number that an id or an address names, without its version."""
    match = _arxiv(text)
    # The subject class of an old number is no part of it: math.GT/0309136 is math/0309136.
    return None if match is None else _SUBJECT.sub("/", match["number"].lower())


def arxiv_version(*texts: str | None) -> int | None:
    """Return the version that the first of these ids and addresses names, 2 for v2."""
    matches = (_arxiv(text.strip()) for text in texts if text)
    return next((int(match["version"]) for match in matches if match and match["version"]), None)


def _arxiv(text: str) -> re.Match[str] | None:
    matches = (pattern.fullmatch(text) for pattern in (_ARXIV_ID, _ARXIV_URL, _ARXIV_DOI))
    return next((match for match in matches if match), None)


def address_of(paper_id: str) -> str | None:
    """Return the web address that an arXiv or DOI id stands for."""
    scheme, _, rest = paper_id.partition(":")
    homes = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
    return homes[scheme] + rest if scheme in homes else None


def normalise_title(title: str) -> str:
    """Fold a title to its words: compatibility forms, case and punctuation are put aside.

    A title without any word character (rare, but a hash of nothing would merge such papers) keeps
    its signs.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return _NOT_WORD.sub(" ", folded).strip() or folded.strip()
