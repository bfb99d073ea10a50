"""The id of a paper: arXiv number, DOI, or a hash of its title.

The same work must get the same id from every source, because the id is what makes an addition
idempotent. Knows no file format and no database.
"""

import hashlib
import re
import unicodedata

_ARXIV_NUMBER = r"\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Za-z]{2})?/\d{7}"
_ARXIV_ID = re.compile(rf"(?:arxiv:\s*)?({_ARXIV_NUMBER})(?:v\d+)?", re.IGNORECASE)
# Hugging Face and alphaXiv name their pages by arXiv number; 10.48550 is arXiv's own DOI prefix.
_ARXIV_URL = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)*"
    r"(?:(?:arxiv|alphaxiv)\.org/(?:abs|pdf|html)/"
    r"|huggingface\.co/papers/"
    r"|doi\.org/10\.48550/arxiv\.)"
    rf"({_ARXIV_NUMBER})(?:v\d+)?(?:\.pdf)?(?:[?#/].*)?",
    re.IGNORECASE,
)
_ARXIV_DOI = re.compile(rf"(?:doi:\s*)?10\.48550/arxiv\.({_ARXIV_NUMBER})(?:v\d+)?", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_NOT_WORD = re.compile(r"[\W_]+")


def identify(title: str, *candidates: str | None) -> str:
    """Return the id of a paper from the ids and addresses a source gives it, the best first.

    `arxiv:` + number without version, else `doi:` in lower case, else `title:` + 12 hex digits of
    the sha256 of the normalised title.
    """
    given = [candidate.strip() for candidate in candidates if candidate]
    for candidate in given:
        number = arxiv_number(candidate)
        if number is not None:
            return f"arxiv:{number}"
    for candidate in given:
        doi = _DOI.fullmatch(candidate)
        if doi is not None:
            return f"doi:{doi[1].rstrip('.,;').lower()}"
    digest = hashlib.sha256(normalise_title(title).encode()).hexdigest()
    return f"title:{digest[:12]}"


def arxiv_number(text: str) -> str | None:
    """Return the arXiv number that an id or an address names, without its version."""
    for pattern in (_ARXIV_ID, _ARXIV_URL, _ARXIV_DOI):
        match = pattern.fullmatch(text)
        if match is not None:
            return match[1].lower()
    return None


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
