"""The terms that an abstract itself explains, in its own words, each with its sentence.

Acronyms beside the words they stand for, and names followed by what they are. Nothing is explained
that the abstract does not explain.
"""

import re
from collections.abc import Iterator, Sequence

from bot.types import Citation, Term
from vectorstore.acronyms import mine_acronyms
from vectorstore.records import Paper, Sentence

_NAME = r"(?P<term>[A-Za-z]*[A-Z\d][\w-]*[A-Z\d][\w-]*|[A-Z][a-z]+[A-Z]\w*)"
# "SPANN, an index that ...," and "SPANN is an index that ...": up to the end of the clause.
_APPOSITION = re.compile(
    rf"(?<![\w-]){_NAME},\s+(?P<meaning>an?\s[^,;:.()]{{8,}}?)(?=[,;:)]|\.(?:\s|$))"
)
_IS_A = re.compile(
    rf"(?:^|(?<=[;:]\s)){_NAME}\s+is\s+(?P<meaning>an?\s[^,;:()]{{8,}}?)(?=[,;:(]|\.(?:\s|$))"
)
_NAMED = re.compile(
    r"\b(?P<meaning>an?\s(?:[\w-]+\s){1,6})(?:called|named|termed|dubbed)\s"
    r"(?P<term>[A-Z][\w-]*(?:\s[A-Z][\w-]*){0,4})"
)
_TERMS_MOST = 12


def glossary(paper: Paper, sentences: Sequence[Sentence]) -> tuple[Term, ...]:
    """Return the terms of an abstract with their meanings, in order, each once, at most 12."""
    terms: dict[str, Term] = {}
    for sentence in sentences:
        for term, meaning in (*_short_forms(sentence.text), *_explained(sentence.text)):
            terms.setdefault(term, Term(term, meaning, (_cite(paper, sentence),)))
    return tuple(terms.values())[:_TERMS_MOST]


def _short_forms(text: str) -> Iterator[tuple[str, str]]:
    for acronym in mine_acronyms(text):
        yield acronym.short, acronym.long


def _explained(text: str) -> Iterator[tuple[str, str]]:
    for pattern in (_APPOSITION, _IS_A, _NAMED):
        for match in pattern.finditer(text):
            yield match["term"], match["meaning"].strip()


def _cite(paper: Paper, sentence: Sentence) -> Citation:
    start, end = sentence.start, sentence.end
    return Citation(paper, sentence.n, start, end, paper.abstract[start:end])
