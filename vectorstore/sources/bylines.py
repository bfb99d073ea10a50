"""What stands around an abstract: names of authors, arXiv numbers, DOIs. Knows no format."""

import re

_LONGEST_BYLINE_CHARS = 2_000
_NAME_BREAK = re.compile(r" ?(?:[,;&|·•\t]|\band\b) ?")
_SPACES = re.compile(r" {2,}")
# Marks of affiliation: digits and signs, set small behind a name; an ORCID.
_MARKS = re.compile(r"\[[\dX-]{0,30}\]|[\d*†‡§¶\u2217⋆♠♣♦♥∥⁰-⁹¹²³]+")
_NAME = re.compile(
    r"[^\W\d_][\w.'’\u2010-]*(?: [^\W\d_][\w.'’\u2010-]*){1,4}"  # two to five words
)
_PARTICLES = frozenset(
    "al am ben bin da dal de del della den der des di do dos du el ibn la le ten ter van von y "
    "zu".split()
)
_NO_NAME = re.compile(
    r"universit|institut|departe?ment|school|college|laborator|\blabs?\b|research|academy|"
    r"cent(?:er|re)\b|facult|association|society|\binc\b|\bltd\b|corporation|google|microsoft|\bmeta\b|openai|conference|proceedings|"
    r"journal|workshop|preprint|published|accepted|under review|anonymous|abstract|correspond|"
    r"\bto\b|\bfor\b|\bthe\b|\bwith\b|\bin\b|\bof\b",
    re.IGNORECASE,
)
_ARXIV = re.compile(
    r"arxiv(?:\s{0,3}(?:id|:|\.org/(?:abs|pdf|html)/|preprint)){0,3}\s{0,3}"
    r"(\d{4}\.\d{4,5}|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})(?!\d)(?:v(\d{1,3}))?",
    re.IGNORECASE,
)
_DOI = re.compile(r"(?:\bdoi\b[:.\s]{0,5}|doi\.org/)(10\.\d{4,9}/[^\s\"<>{}\])]+)", re.IGNORECASE)


def authors_in(text: str) -> tuple[str, ...]:
    """Return the names in a byline, () when it is none: an institution, a sentence."""
    if len(text) > _LONGEST_BYLINE_CHARS or _NO_NAME.search(text) or "@" in text:
        return ()
    words = _SPACES.sub(" ", text).strip().removeprefix("by ").removeprefix("By ")
    parts = [_MARKS.sub(" ", part) for part in _NAME_BREAK.split(words)]
    names = [" ".join(part.split()).strip(" .") for part in parts]
    names = [name for name in names if name]
    return tuple(names) if names and all(map(_is_name, names)) else ()


def ids_in(text: str) -> tuple[str, ...]:
    """Return the first arXiv number and the first DOI that a text names, each where there is one.

    An arXiv number keeps its version ("2409.13740v2").
    """
    found = []
    if arxiv := _ARXIV.search(text):
        found.append(arxiv[1] + (f"v{arxiv[2]}" if arxiv[2] else ""))
    if doi := _DOI.search(text):
        found.append(doi[1].rstrip(".,;:"))
    return tuple(found)


def _is_name(words: str) -> bool:
    if not _NAME.fullmatch(words):
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES for word in words.split())
