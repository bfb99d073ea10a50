"""A sentence as what it speaks of and what joins that: content tokens, and the joints between them.

"SPANN reaches 90% recall on disk" has the tokens SPANN, 90%, recall, disk and the joints (),
(reaches), (), (on), (). A quantity is one token, however it is written. What may be left out or
moved is not known here.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from bot.answering.grammar import MARKS, NEVER_SKIPPED, NOVEL
from bot.answering.names import is_name
from bot.answering.quantities import Quantity, find_quantities
from bot.answering.words import Word, split_words, stem

Key: TypeAlias = str | tuple[tuple[Decimal, ...], str, str]
Joint: TypeAlias = tuple[str, ...]

_DERIVED = re.compile(
    r"(al|ous|ic|ive|ity|ness|ment|ation|able|ible|ful|less|[eo]r|is[mt]|[ae]nce)s?$"
)
_MARK = re.compile("|".join(re.escape(mark) for mark in sorted(MARKS)))


@dataclass(frozen=True, slots=True)
class Token:
    """A word by its stem, or a quantity by its amount; tokens with one key say the same."""

    key: Key
    text: str
    start: int
    end: int
    name: bool

    @property
    def is_quantity(self) -> bool:
        """Say whether this is a number."""
        return not isinstance(self.key, str)

    @property
    def is_weighty(self) -> bool:
        """Say whether a sentence says something else without this word: "fails", "fewer"."""
        return stem(self.text) in NEVER_SKIPPED


@dataclass(frozen=True, slots=True)
class Phrase:
    """`tokens` of a text in order, and one joint before each and one after the last.

    A joint holds the small words and the marks there, lower-case, in order.
    """

    tokens: tuple[Token, ...]
    joints: tuple[Joint, ...]

    def turned(self, place: int) -> "Phrase":
        """Return the phrase with its tokens from `place` on moved to the front."""
        return Phrase(
            self.tokens[place:] + self.tokens[:place],
            (*self.joints[place:-1], *self.joints[:place], self.joints[-1]),
        )

    def without(self, keys: AbstractSet[Key]) -> "Phrase":
        """Return the phrase with `NOVEL` in place of these tokens, in the joint around each."""
        tokens: list[Token] = []
        joints: list[Joint] = [self.joints[0]]
        for token, joint in zip(self.tokens, self.joints[1:], strict=True):
            if token.key in keys:
                joints[-1] += (NOVEL, *joint)
            else:
                tokens.append(token)
                joints.append(joint)
        return Phrase(tuple(tokens), tuple(joints))


def word_key(word: str) -> Key:
    """Return the stem of a word and what it is derived by: "continual" is not "continuous"."""
    derived = _DERIVED.search(word.lower())
    return f"{stem(word)}~{derived[1]}" if derived else stem(word)


@lru_cache(maxsize=256)
def read_phrase(text: str, free: frozenset[str]) -> Phrase:
    """Return the tokens and joints of a text; words whose stem is `free` count as joints."""
    quantities = find_quantities(text)
    tokens = [Token(q.amount, q.text, q.start, q.end, name=False) for q in quantities]
    small: list[tuple[int, str]] = []
    for word in split_words(text):
        start = _after_quantity(word, quantities)
        rest = text[start : word.end].lstrip("-/–")
        if not rest:
            continue
        named = start == word.start and is_name(word, text)
        # "Mean" in "Mean Field" is no "means".
        if word.content and (named or stem(rest) not in free):
            tokens.append(Token(word_key(rest), rest, word.end - len(rest), word.end, named))
        else:
            small.append((start, rest.lower().replace("’", "'")))
    tokens.sort(key=lambda token: token.start)
    inside = {place for token in tokens for place in range(token.start, token.end)}
    small += [(m.start(), m[0]) for m in _MARK.finditer(text) if m.start() not in inside]
    small.sort()
    edges = [0, *(token.start for token in tokens), len(text) + 1]
    joints = tuple(
        tuple(word for at, word in small if left <= at < right) for left, right in pairwise(edges)
    )
    return Phrase(tuple(tokens), joints)


def _after_quantity(word: Word, quantities: tuple[Quantity, ...]) -> int:
    """Return where a word begins that is no part of a quantity: "layer" in "18-layer"."""
    over = [q.end for q in quantities if q.start < word.end and word.start < q.end]
    return min(max([word.start, *over]), word.end)
