r"""Finds the formulas of a text: tells the dollar signs around maths from those of prices.

Knows nothing of what maths means.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The longest formula of 74,728 real abstracts has under 700 characters; beyond is a lost sign.
_LONGEST_CHARS = 1_000
_DELIMITER = re.compile(r"\$\$?|\\.", re.DOTALL)
_CLOSER = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}
_MARKUP = re.compile(r"[\\^_=<>{}|]")
_MONEY = re.compile(
    r"\d[\d.,]*\s?(?:[kKMBT]|[mb]illion|trillion)?\b(?:\s+[A-Za-z]{2,}|\s*[-–(,;/])"
)
_LONG_WORD = re.compile(r"[A-Za-z]{4,}")
_PROSE = re.compile(r"(?:(?<![\w\\{])[a-z]{3,12}[.,;:]?\s{1,3}){4}")
_HANGING = ("-", "–", "/", "(", ",", ";", ":", ".")


@dataclass(frozen=True, slots=True)
class Formula:
    """The maths `text[start:end]`; `after` is behind the delimiter that closes it."""

    start: int
    end: int
    after: int


def find_formulas(text: str) -> Mapping[int, Formula]:
    """Return the formulas of a text by the place of the delimiter that opens them."""
    formulas: dict[int, Formula] = {}
    opened: re.Match[str] | None = None
    for sign in _DELIMITER.finditer(text):
        if opened is not None and sign[0] == _CLOSER[opened[0]] and _fits(text, opened, sign):
            formulas[opened.start()] = Formula(opened.end(), sign.start(), sign.end())
            opened = None
        elif sign[0] in _CLOSER and (opened is None or opened[0].startswith("$")):
            opened = sign
    return formulas


def _fits(text: str, opened: re.Match[str], closed: re.Match[str]) -> bool:
    if not 0 < closed.start() - opened.end() <= _LONGEST_CHARS:
        return False
    return opened[0] != "$" or _is_maths(
        text[opened.end() : closed.start()], text[closed.end() : closed.end() + 1]
    )


def _is_maths(content: str, follower: str) -> bool:
    """Say whether what stands between two single dollar signs is a formula."""
    if content.isspace() or _PROSE.search(content):
        return False
    opens, closes = content[0].isspace(), content[-1].isspace()
    if _MARKUP.search(content):
        return not (_MONEY.match(content) and (closes or follower.isdigit()))
    if opens or closes or follower.isdigit() or content.endswith(_HANGING):
        return False
    return " " not in content or not (_MONEY.match(content) or _LONG_WORD.search(content))
