"""Tells titles and abstracts from other text by their shape alone. Knows no page and no format."""

import re

_LONG_CHARS = 200
_LONGEST_TITLE_CHARS = 300
_FEWEST_WORDS = 8
# Titles often end with "?" or "!", hardly ever with a full stop.
_SENTENCE_END = re.compile(r"""[.]["')\]}]*\s*$|https?\s*:\s*//\S+$""")
_SENTENCE_BREAK = re.compile(r"""[\w)\]%"'][.!?]["')\]]*\s+["'(]?[A-Z0-9]""")
_MARKUP = re.compile(r"""[#*>|<`=/\\;"'-]|\d+[.)]\s|import |from |def |class |@""")
# Words that hardly any abstract does without: 66 of 66 on the page, 9,999 of 10,000 from arXiv.
_SCHOLARLY = re.compile(
    r"\b(?:we|our|paper|propos\w+|method\w*|results?|models?|stud(?:y|ies)|approach\w*|experiment\w*"
    r"|data|analysis|algorithm\w*|performance|research|review|survey|theor\w+|evaluat\w+)\b",
    re.IGNORECASE,
)


def is_body(text: str) -> bool:
    """Say whether a paragraph may be an abstract: long, or a plain sentence of some words."""
    if len(text) >= _LONG_CHARS:
        return True
    return len(text.split()) >= _FEWEST_WORDS and _SENTENCE_END.search(text) is not None


def is_heading(text: str, follower: str) -> bool:
    """Say whether a paragraph may be a title, given the paragraph after it.

    A short sentence is a title only where an abstract follows ("Attention Is All You Need."), else
    it is the last line of the abstract before it.
    """
    if len(text) > _LONGEST_TITLE_CHARS:
        return False
    return not is_body(text) or len(follower) >= max(_LONG_CHARS, len(text))


def reads_like_papers(entries: list[tuple[str, str]], *, faults: int, marked: bool) -> bool:
    """Say whether (title, abstract) pairs are a list of papers and not prose, code or a table.

    `faults` counts paragraphs that fit nowhere. A page with a mark of its own is trusted while
    pairs outweigh faults; without one, nine pairs in ten must look right and half be scholarly.
    """
    if not entries:
        return False
    if marked:
        return len(entries) >= faults
    convincing = [abstract for title, abstract in entries if _convinces(title, abstract)]
    scholarly = [abstract for abstract in convincing if is_scholarly(abstract)]
    enough = 10 * len(convincing) >= 9 * len(entries) and 2 * len(scholarly) >= len(entries)
    return enough and 10 * faults <= len(entries)


def is_scholarly(text: str) -> bool:
    """Say whether a text has a word that hardly any abstract does without."""
    return _SCHOLARLY.search(text) is not None


def _convinces(title: str, abstract: str) -> bool:
    if (
        "://" in title
        or _MARKUP.match(title)
        or _MARKUP.match(abstract)
        or title.endswith((".", ",", ":", ";"))
    ):
        return False
    letters = sum(sign.isalpha() or sign.isspace() for sign in abstract)
    return (
        len(title.split()) > 1  # one word is the heading of a section
        and letters >= 0.8 * len(abstract)
        and _SENTENCE_BREAK.search(abstract) is not None
    )
