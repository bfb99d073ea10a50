"""Recognise a comparison of papers: which ones a question names, and in what they are compared.

The names that stand side by side ("A, B and C", "A vs B") must each be the name of a paper here;
else the question goes the usual way.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.names import is_name
from bot.answering.words import FUNCTION_WORDS, Word, content_stems, split_words
from vectorstore.library import Library
from vectorstore.mentions import Mention, Term
from vectorstore.phrases import read_phrase
from vectorstore.records import Paper

_COMPARES = re.compile(
    r"\b(?:compare|compared|comparison|differences?|differs?|different|versus|vs)\b", re.IGNORECASE
)
# "How does A compare" and "A vs B" alike; what a comparison says besides is what it is about.
_SAYING_SO = re.compile(
    r"\b(?:please|compare[sd]?|comparison|main|differences?|differs?|different|versus|vs|between|"
    r"how|do|does|did|is|are|what|whats|each|they|them|these|those|two|both|papers?|in|on|of|for|"
    r"the|with|and|to|from|by|terms?|regarding|respect|use[ds]?|can|could|you|me|show|give|a|an|"
    r"against|it|its|their|respectively)\b|['’]s\b",
    re.IGNORECASE,
)
_THEM = re.compile(
    r"^(?:please )?(?:compare (?:them|these|those|both|the (?:two|three|papers))|"
    r"(?:what (?:is|are) the )?differences? between (?:them|these|those|the (?:two|papers))|"
    r"how do (?:they|these|those|the two) (?:differ|compare))\b",
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(
    r"^\s*(?:,|and|vs\.?|versus|with|to|from|than|against|the|or|(?:differ|compare)(?:s|d)?|&|"
    r"different|\s)+$",
    re.IGNORECASE,
)
_ASPECTS_APART = re.compile(r"\s*(?:,|;|\band\b)\s*", re.IGNORECASE)
# The number that belongs to a name: "ERNIE 3.0".
_VERSION = re.compile(r"\s+\d+(?:\.\d+)*(?![\w%])")
_ENDS = re.compile(r"[?!:]|\.(?=\s|$)")
_LEAST = 2
_MOST_PAPERS = 6
_NAME_WORDS_MOST = 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """The papers to put side by side, and the aspects asked for (may be none)."""

    paper_ids: tuple[str, ...]
    aspects: tuple[str, ...]


def read_comparison(
    question: str, library: Library, *, at_hand: Sequence[str] = ()
) -> Comparison | None:
    """Return which papers a question compares, None where it does not compare any."""
    if not _COMPARES.search(question):
        return None
    if len(at_hand) >= _LEAST and _THEM.match(question.strip()):
        rest = _THEM.sub("", question.strip())
        return Comparison(tuple(at_hand[:_MOST_PAPERS]), _aspects(rest))
    for names in _side_by_side(question):
        papers = _find_papers(names, library)
        ids = tuple(dict.fromkeys(paper.id for paper in papers))
        if len(ids) >= _LEAST:
            rest = question
            for name in sorted(names, key=len, reverse=True):
                rest = rest.replace(name, " ")
            return Comparison(ids[:_MOST_PAPERS], _aspects(rest))
    return None


def _find_papers(names: Sequence[str], library: Library) -> tuple[Paper, ...]:
    """Return the paper that goes by each name; none where one of the names has none.

    A name is of the paper that has it in the title, else of the one whose abstract says it most
    often, those apart that another of the names is of.
    """
    saying = {name: library.mentions([Term((name,))]) for name in names}
    found = {name: paper for name in names if (paper := _titled(name, saying[name]))}
    taken = {paper.id for paper in found.values()}
    for name in names:
        if name not in found:
            others = [each for each in saying[name] if each.paper.id not in taken]
            paper = _saying_most(name, others)
            if paper is None:
                return ()
            found[name] = paper
    return tuple(found[name] for name in names)


def _titled(name: str, saying: Sequence[Mention]) -> Paper | None:
    """Return the only paper with a name in its title, or before the title's colon."""
    titled = [each.paper for each in saying if _times(name, each.paper.title)]
    headed = [paper for paper in titled if _times(name, paper.title.partition(":")[0])]
    return next((found[0] for found in (titled, headed) if len(found) == 1), None)


def _saying_most(name: str, saying: Sequence[Mention]) -> Paper | None:
    """Return the paper whose abstract says a name most often, None where several do."""
    counted = sorted(((_times(name, m.paper.abstract), m.paper) for m in saying), key=_count)
    if not counted or (len(counted) > 1 and counted[-1][0] == counted[-2][0]):
        return None
    return counted[-1][1]


def _count(counted: tuple[int, Paper]) -> int:
    return counted[0]


def _times(name: str, text: str) -> int:
    phrase = read_phrase(name)
    return len(phrase.pattern.findall(text)) if phrase else 0


def _side_by_side(question: str) -> list[list[str]]:
    """Return runs of names that only commas, "and", "vs" and the like keep apart."""
    runs: list[list[str]] = []
    end = None
    for start, stop in _names(question):
        if end is not None and _BETWEEN_NAMES.match(question[end:start]):
            runs[-1].append(question[start:stop])
        else:
            runs.append([question[start:stop]])
        end = stop
    return [run for run in runs if len(run) >= _LEAST] or _phrases_apart(question)


def _phrases_apart(question: str) -> list[list[str]]:
    """Return the two sides of "compare A and B" where they are not written as names."""
    found = re.search(
        r"(?:\bcompare|\bbetween)\s+(?P<one>.+?)\s+(?:and|with|to|vs\.?|versus)\s+"
        r"(?P<two>.+?)(?=\s+(?:on|in|by|for|regarding)\b|[?.,!:]|$)|"
        r"^(?P<left>.+?)\s+(?:vs\.?|versus)\s+(?P<right>.+?)(?=\s+(?:on|in|for)\b|[?.,!:]|$)",
        question,
        re.IGNORECASE,
    )
    sides = [side for side in found.groups() if side] if found else []
    if any(len(side.split()) > _NAME_WORDS_MOST for side in sides):
        return []
    return [sides] if sides else []


def _names(question: str) -> list[tuple[int, int]]:
    """Return where names stand, neighbouring capitalised words as one."""
    spans: list[tuple[int, int]] = []
    for word in split_words(question):
        if not _is_name(word, question):
            continue
        apart = question[spans[-1][1] : word.start] if spans else ""
        if apart.isspace():
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return [(start, end + _version_length(question[end:])) for start, end in spans]


def _version_length(after: str) -> int:
    """Return how many signs after a name belong to it: " 3.0" of "ERNIE 3.0"."""
    found = _VERSION.match(after)
    return found.end() if found else 0


def _is_name(word: Word, question: str) -> bool:
    if word.text.lower() in FUNCTION_WORDS or _COMPARES.fullmatch(word.text):
        return False
    return is_name(word, question) or (word.start == 0 and word.text[:1].isupper())


def _aspects(rest: str) -> tuple[str, ...]:
    """Return what is to be compared: what is left of a question, cut at its joints."""
    parts = _ASPECTS_APART.split(_ENDS.sub(" ", rest))
    cleaned = (" ".join(_SAYING_SO.sub(" ", part).split()) for part in parts)
    return tuple(dict.fromkeys(part for part in cleaned if content_stems(part)))
