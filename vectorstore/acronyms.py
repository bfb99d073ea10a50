"""Short forms that a text defines: "graph neural networks (GNNs)", "LPGNAS (Low Precision ...)".

Pure. Knows no index: what is done with a definition is for others to decide.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Raise it when texts give other acronyms: a catalogue then mines its papers anew.
MINING_VERSION = "1"

_BRACKETED = re.compile(r"\(([^()]{2,120})\)")  # nested brackets define nothing
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLAUSE_END = re.compile(r"[.!?;:]\s|[()\n]")  # a line is a title, or an abstract
_FURTHER = re.compile(r"[,;]\s")  # "(GNNs; see below)"
_SHORT_FORM = re.compile(r"[^\W_][\w.+/&\u2010-\u2013-]*")
_CAPITAL = re.compile(r"[A-Z]")
_PLURAL = re.compile(r"(?<=[A-Z\d])['’]?s$")
_MIN_SIGNS, _MAX_SIGNS = 2, 10  # of a short form
_MIN_CAPITALS = 2  # else "Fig", "Eq" and every name are short forms


@dataclass(frozen=True, slots=True)
class Acronym:
    """A short form and the words it stands for, both as the text writes them."""

    short: str
    long: str


_WORD_SIGNS_MOST = 60  # more than any short form has


def mine_acronyms(text: str) -> tuple[Acronym, ...]:
    """Return the acronyms that `text` defines in brackets, in order, each once.

    Either may stand in the bracket. The letters of a short form must come in the words in order,
    and its first must begin a word. Source: Schwartz and Hearst, "A simple algorithm for
    identifying abbreviation definitions in biomedical text", PSB 2003. Other than there, a short
    form is one word with two capitals, and words with its very initials go before fewer ones that
    hold the letters: CAC is "coronary artery calcium", not "calcium".
    """
    if "(" not in text:
        return ()
    found = (_defined(text, bracket) for bracket in _BRACKETED.finditer(text))
    return tuple(dict.fromkeys(acronym for acronym in found if acronym is not None))


def is_short_form(text: str) -> bool:
    """Say whether a text looks like an acronym: one word of 2 to 10 signs, two of them capitals."""
    return (
        _MIN_SIGNS <= len(text) <= _MAX_SIGNS
        and _SHORT_FORM.fullmatch(text) is not None
        and len(_CAPITAL.findall(text)) >= _MIN_CAPITALS
    )


def fold_short(short: str) -> str:
    """Return the form a short form is looked up by: "GNNs", "GNN" and "gnn" have one."""
    return _PLURAL.sub("", short).casefold()


def fold_long(words: str) -> str:
    """Return the form words are looked up by: case, hyphens and a last plural count for nothing."""
    folded = " ".join(_WORD.findall(words.casefold()))
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") else folded


def _defined(text: str, bracket: re.Match[str]) -> Acronym | None:
    """Return what one bracket defines, or is defined by."""
    inside = _FURTHER.split(bracket[1], maxsplit=1)[0].strip()
    start = bracket.start()
    if is_short_form(inside):
        most = min(len(inside) + 5, 2 * len(inside))
        before = _CLAUSE_END.split(text[:start])[-1].split()
        long = _long_form(inside, " ".join(before[-most:]))
        return None if long is None else Acronym(inside, long)
    # Most brackets define nothing: of what is before them a word is enough to tell.
    before = _CLAUSE_END.split(text[max(0, start - _WORD_SIGNS_MOST) : start])[-1].split()
    if before and is_short_form(before[-1]) and _long_form(before[-1], inside) == inside:
        return Acronym(before[-1], inside)
    return None


def _long_form(short: str, words: str) -> str | None:
    """Return the last words that `short` may stand for, None where there are none."""
    lowered = words.lower()
    letters = [sign for sign in _PLURAL.sub("", short).lower() if sign.isalnum()]
    if len(lowered) != len(words):  # a few capitals have longer small letters
        return None
    at = _start_by_initials(letters, lowered)
    if at is None:
        at = _start_by_letters(letters, lowered)
    if at is None:
        return None
    long = words[lowered.rfind(" ", 0, at) + 1 :]
    repeats = short in long.split()
    return None if repeats or "//" in long or len(long) <= len(short) else long


def _start_by_initials(letters: Sequence[str], words: str) -> int | None:
    """Return where the last words begin if their initials are the letters."""
    last = list(_WORD.finditer(words))[-len(letters) :]
    return last[0].start() if [word[0][0] for word in last] == list(letters) else None


def _start_by_letters(letters: Sequence[str], words: str) -> int | None:
    """Return where the fewest last words that hold the letters begin."""
    at = len(words)
    for place in range(len(letters) - 1, -1, -1):
        at = words.rfind(letters[place], 0, at)
        while place == 0 and at > 0 and words[at - 1].isalnum():
            at = words.rfind(letters[0], 0, at)
        if at < 0:
            return None
    return at
