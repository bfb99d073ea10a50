"""Finds the abstract among the lines of a paper by its heading and by what follows it.

Pure: lines in, the places of the abstract out. Knows neither pages nor files.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Abstract, A B S T R A C T, **Abstract.** We ..., ## Abstract, > [!abstract] Abstract: all of them.
_MARK = re.compile(
    r"[\s>#*_]*(?:\[!abstract\][-+]?\s*)?"
    r"(?:\d{1,2}\.?\s+)?(?-i:A) ?b ?s ?t ?r ?a ?c ?t(?P<gap>[\s*_:.—–-]*)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CALLOUT = re.compile(r"\s*>\s*\[!abstract\][-+]?\s*(?P<rest>)", re.IGNORECASE)
_STOP = re.compile(
    r"[\s>#*_]*(?:key ?-?words?(?: and phrases)?\b|index terms\b|ccs concepts\b"
    r"|categories and subject|general terms\b|acm reference format|jel classification"
    r"|subject classification|©|copyright\b"
    r"|(?:(?:\d{1,2}|[IVX]{1,4})\.?\s+)?i\s?ntroduction[\s*_:.]*$"
    r"|\d{1,2}\.?\s+(?:introduction|motivation|background)\b"
    r"|(?:motivation|background|contents|references|bibliography)[\s*_:.]*$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """Where an abstract is: the line of its heading, the line after, and words on the former."""

    heading: int
    start: int
    inline: str


def find_mark(lines: Sequence[str]) -> Marked | None:
    """Return where the first heading of an abstract is, None where there is none."""
    for at, line in enumerate(lines):
        if _CALLOUT.match(line) and not _MARK.fullmatch(line):
            return Marked(at, at + 1, "")
        match = _MARK.fullmatch(line)
        if match is None:
            continue
        rest = match["rest"].strip()
        if not rest:
            return Marked(at, at + 1, "")
        capitals = line.strip().startswith("ABSTRACT")
        if re.search(r"[*_:.—–-]", match["gap"]) or (capitals and match["gap"]):
            return Marked(at, at + 1, rest)
    return None


def is_abstract_heading(heading: str) -> bool:
    """Say whether a heading is that of an abstract, and of nothing more."""
    match = _MARK.fullmatch(heading)
    return match is not None and not match["rest"]


def is_stop(line: str) -> bool:
    """Say whether a line ends an abstract: keywords, the introduction, the references."""
    return _STOP.match(line) is not None
