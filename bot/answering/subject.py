"""What a paper calls the thing it is about: "SPANN" in "SPANN: Highly-efficient ...".

Its sentences say "it" and "our model" where a claim has that name. Reads titles only.
"""

import re
from dataclasses import dataclass

from bot.answering.grammar import SUBJECT_NOUNS
from bot.answering.phrase import Key, Token, read_phrase

# A capital or a digit beyond the first letter: SPANN, netFound, U2.
_COINED = re.compile(r"^[^\W\d_].*[A-Z\d]")


@dataclass(frozen=True, slots=True)
class Subject:
    """Keys of the tokens of its name, and of the words for what it is ("dataset", "model")."""

    name: frozenset[Key]
    kind: frozenset[Key]


def read_subject(title: str) -> Subject:
    """Return the subject of a paper; without a coined name before its colon, a title gives none."""
    head, colon, rest = title.partition(":")
    tokens = read_phrase(head, frozenset()).tokens
    coined = [token for token in tokens if _COINED.search(token.text)]
    others = [token for token in tokens if token not in coined]
    if not colon or not coined or not all(_goes_with_a_name(token) for token in others):
        return Subject(frozenset(), SUBJECT_NOUNS)
    kind = frozenset(token.key for token in read_phrase(rest, frozenset()).tokens)
    return Subject(frozenset(token.key for token in tokens), SUBJECT_NOUNS | kind)


def _goes_with_a_name(token: Token) -> bool:
    """Allow "ERNIE 3.0" and "NetInfoF Framework", but not "Re-assessing ImageNet"."""
    return token.is_quantity or token.key in SUBJECT_NOUNS
