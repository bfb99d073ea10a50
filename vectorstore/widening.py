"""A query cut into parts, each with what the library's papers also call it: GNN, graph network.

Pure: what the papers define comes from a look-up, and so does how often they use a word.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vectorstore.acronyms import fold_long, fold_short, is_short_form
from vectorstore.glossary import Meaning

# Definitions of folded short forms, and of folded words, the commonest first.
LookUp: TypeAlias = Callable[[Sequence[str], Sequence[str]], Sequence[Meaning]]
# How many papers hold a word.
Holding: TypeAlias = Callable[[str], int]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_MAX_WORDS = 64  # read of a query: at most 64 short forms and 448 runs of words are looked up
_MAX_LONG, _MAX_SHORT = 8, 3  # words in each: "F-MNIST" is two, "Low Precision Graph NAS" four
_MOST_OTHERS = 2
# Of the papers that define the commonest meaning, the share that another one needs.
_COMMON = 0.5
# "gan" is an acronym and "can" is not: a tenth of the papers that hold it define it.
_DEFINING = 0.1
_MIN_SMALL_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a query, and other wordings of it."""

    text: str
    others: tuple[str, ...] = ()


def widen(query: str, look_up: LookUp, holding: Holding) -> tuple[Part, ...]:
    """Return the query in parts, in order: the longest known short and long forms have others."""
    words = list(_WORD.finditer(query))[:_MAX_WORDS]
    forms = _look_up(query, words, look_up, holding)
    parts: list[Part] = []
    end = place = 0
    while place < len(words):
        form = forms.get(place)
        if form is not None:
            start = words[place].start()
            place, others = form
            parts += [Part(query[end:start]), Part(query[start : words[place - 1].end()], others)]
            end = words[place - 1].end()
        else:
            place += 1
    parts.append(Part(query[end:]))
    return tuple(part for part in parts if _WORD.search(part.text))


def _look_up(
    query: str, words: Sequence[re.Match[str]], look_up: LookUp, holding: Holding
) -> dict[int, tuple[int, tuple[str, ...]]]:
    """Return, by the place of its first word, the end of the longest known form and its others."""
    runs = list(_runs(query, words))
    shorts = [fold_short(text) for _, _, text in runs if _may_be_short(text)]
    longs = [fold_long(text) for start, end, text in runs if end - start > 1]
    by_short: defaultdict[str, list[Meaning]] = defaultdict(list)
    by_long: defaultdict[str, list[Meaning]] = defaultdict(list)
    for meaning in look_up(list(dict.fromkeys(shorts)), list(dict.fromkeys(longs))):
        by_short[fold_short(meaning.short)].append(meaning)
        by_long[fold_long(meaning.long)].append(meaning)
    forms: dict[int, tuple[int, tuple[str, ...]]] = {}
    for start, end, text in runs:  # shorter ones first: the longest stays
        known = by_short.get(fold_short(text), []) if _may_be_short(text) else []
        if known and (is_short_form(text) or _is_used_as_short(text, known, holding)):
            forms[start] = end, tuple(meaning.long for meaning in _common(known))
        elif end - start > 1 and fold_long(text) in by_long:
            others = _common(by_long[fold_long(text)])
            forms[start] = end, tuple(meaning.short for meaning in others)
    return forms


def _runs(query: str, words: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """Yield runs of neighbouring words (first, behind the last, text), the shorter ones first."""
    for length in range(1, _MAX_LONG + 1):
        for start in range(len(words) - length + 1):
            end = start + length
            yield start, end, query[words[start].start() : words[end - 1].end()]


def _may_be_short(text: str) -> bool:
    return len(_WORD.findall(text)) <= _MAX_SHORT and not re.search(r"\s", text)


def _is_used_as_short(text: str, known: Sequence[Meaning], holding: Holding) -> bool:
    defining = sum(meaning.papers for meaning in known)
    return len(text) >= _MIN_SMALL_LETTERS and defining >= _DEFINING * holding(text)


def _common(meanings: Sequence[Meaning]) -> list[Meaning]:
    enough = _COMMON * meanings[0].papers
    return [meaning for meaning in meanings[:_MOST_OTHERS] if meaning.papers >= enough]
