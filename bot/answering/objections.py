"""The checks a statement must pass: each objects with a reason, or has nothing to say.

Plain code over words, numbers and names; `evidence` runs them in the order of `OBJECTIONS`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.answering.names import find_names, holds_name, is_name
from bot.answering.quantities import Quantity, find_quantities
from bot.answering.splice import is_spliced
from bot.answering.words import (
    FUNCTION_WORDS,
    REPORTING_WORDS,
    content_stems,
    longest_common_order,
    split_words,
    stem,
    stem_set,
)

# Chosen on the starter library, see docs/decisions.md ("what the checker removes").
_CONTENT_WORDS_LEAST = 2
_SAME_ORDER_LEAST = 0.6
_TITLE_SHARE_MOST = 0.8
_NOVEL_SHARE_MOST = 0.2

_REPORTING_STEMS = frozenset(stem(word) for word in REPORTING_WORDS)
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|lacks?|fails?)\b|n['’]t\b", re.IGNORECASE
)
_RELATIVE = re.compile(r"\bwhich (?:is|are|was|were)\b", re.IGNORECASE)
_ABSOLUTE = re.compile(
    r"\b(?:only|always|never|every|entirely|completely|exactly|all|none|must|first|best|most)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement under check, the sentences it rests on, their titles, and what was asked.

    `strict` allows no content word that source and question lack: a small model's own words are
    mostly wrong.
    """

    text: str
    sentences: tuple[str, ...]
    titles: tuple[str, ...]
    question: str
    strict: bool

    @property
    def quoted(self) -> str:
        """Return the cited sentences as one text."""
        return " ".join(self.sentences)

    @property
    def source(self) -> str:
        """Return what the statement may lean on: titles, then the cited sentences."""
        return f"{'. '.join(self.titles)}. {self.quoted}"


def checked_stems(text: str) -> tuple[str, ...]:
    """Return the stems of a statement that its source must hold, in order."""
    return tuple(word for word in content_stems(text) if word not in _REPORTING_STEMS)


def _object_to_empty(case: Case) -> str | None:
    if len(checked_stems(case.text)) < _CONTENT_WORDS_LEAST:
        return "says nothing that can be checked"
    return None


def _object_to_fragment(case: Case) -> str | None:
    words = {word.text.lower() for word in split_words(case.text)}
    return None if words & (FUNCTION_WORDS | REPORTING_WORDS) else "is no sentence"


def _object_to_question(case: Case) -> str | None:
    return "asks instead of answering" if case.text.rstrip().endswith("?") else None


def _object_to_title(case: Case) -> str | None:
    stems = checked_stems(case.text)
    for title in case.titles:
        if longest_common_order(stems, content_stems(title)) >= _TITLE_SHARE_MOST * len(stems):
            return "only repeats the title"
    return None


def _object_to_quantities(case: Case) -> str | None:
    stated = [
        (found, sentence) for sentence in case.sentences for found in find_quantities(sentence)
    ]
    for quantity in find_quantities(case.text):
        equal = [(found, sentence) for found, sentence in stated if found.same_amount(quantity)]
        if not equal:
            return f"“{quantity.text}” is not in the cited sentence"
        if not any(_stands_like(quantity, found, sentence, case.text) for found, sentence in equal):
            return f"“{quantity.text}” belongs to something else in the cited sentence"
    return None


def _stands_like(quantity: Quantity, found: Quantity, sentence: str, text: str) -> bool:
    """Say whether a number of the claim stands for what it stands for in its sentence.

    Not so when the word beside it belongs there to another number ("90% faster" from "90% recall
    2 times faster"), or when a name beside it stands farther from the number there than one that
    the claim leaves out ("2.08% on ImageNet" from "2.08% on CIFAR-10 ... ImageNet").
    """
    if quantity.is_date:
        return True
    others = [
        other
        for other in find_quantities(sentence)
        if not other.is_date and not other.same_amount(found)
    ]
    taken = {word for other in others for word in other.tied} - set(found.tied)
    beside = [*quantity.after[:1], *quantity.before[:1]]
    if any(word in taken for word in beside):
        return False
    return not _passes_over_a_name(quantity, found, sentence, text)


def _passes_over_a_name(quantity: Quantity, found: Quantity, sentence: str, text: str) -> bool:
    placed = [
        (abs(word.start - found.start), word.text)
        for word in split_words(sentence)
        if is_name(word, sentence)
    ]
    said = stem_set(text)
    for name in find_names(text):
        if not set(content_stems(name)) & {*quantity.after, *quantity.before[:1]}:
            continue
        distances = [distance for distance, other in placed if holds_name(other, name)]
        nearer = [other for distance, other in placed if distances and distance < min(distances)]
        if any(not holds_name(text, other) and stem(other) not in said for other in nearer):
            return True
    return False


def _object_to_names(case: Case) -> str | None:
    for name in find_names(case.text):
        if not holds_name(case.source, name):
            return f"“{name}” is not in the cited sentence or its title"
    return None


def _object_to_negation(case: Case) -> str | None:
    if _NEGATION.search(case.text) and not _NEGATION.search(case.quoted):
        return "denies what the cited sentence does not"
    denied = _denied_stems(case.quoted) - _denied_stems(case.text)
    dropped = [word for word in content_stems(case.text) if word in denied]
    return f"leaves out a “not” before “{dropped[0]}”" if dropped else None


def _denied_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words next after each negation of a text."""
    denied: set[str] = set()
    for match in _NEGATION.finditer(text):
        following = [word for word in split_words(text[match.end() :]) if word.content]
        denied.update(word.stem for word in following[:1])
    return frozenset(denied)


def _object_to_comparison(case: Case) -> str | None:
    """Refuse "B is faster than A" where the sentence has "A is faster than B"."""
    claimed = _names_after_than(case.text)
    stated = _names_after_than(case.quoted)
    if claimed and stated and not claimed & stated:
        return "compares the other way round than the cited sentence"
    return None


def _names_after_than(text: str) -> frozenset[str]:
    parts = re.split(r"\bthan\b", text, flags=re.IGNORECASE)[1:]
    return frozenset(name.lower() for part in parts for name in find_names(f"than {part}"))


def _object_to_relation(case: Case) -> str | None:
    if _RELATIVE.search(case.text) and not _RELATIVE.search(case.quoted):
        return "adds a “which is” that the cited sentence does not have"
    return None


def _object_to_absolute(case: Case) -> str | None:
    stated = {match[0].lower() for match in _ABSOLUTE.finditer(case.quoted)}
    for match in _ABSOLUTE.finditer(case.text):
        if match[0].lower() not in stated:
            return f"adds “{match[0]}”, which the cited sentence does not say"
    return None


def _object_to_novelty(case: Case) -> str | None:
    held = stem_set(case.source)
    asked = stem_set(case.question)
    checked = [
        word
        for word in split_words(case.text)
        if word.text.lower() not in FUNCTION_WORDS and word.stem not in _REPORTING_STEMS
    ]
    novel = [word for word in checked if word.content and not _known(word.text, held)]
    unasked = [word.text for word in novel if not _known(word.text, asked)]
    if unasked and (case.strict or len(novel) > _NOVEL_SHARE_MOST * len(checked)):
        return f"adds {_listed(unasked)}, which the cited sentence does not say"
    if len(novel) > _NOVEL_SHARE_MOST * len(checked):
        return f"says {_listed([word.text for word in novel])} because the question does"
    return None


def _known(text: str, stems: frozenset[str]) -> bool:
    parts = re.split(r"[-/]", text)
    return stem(text) in stems or all(stem(part) in stems for part in parts if part)


def _object_to_disorder(case: Case) -> str | None:
    stems = checked_stems(case.text)
    if longest_common_order(stems, content_stems(case.source)) < _SAME_ORDER_LEAST * len(stems):
        return "joins the words of the cited sentence in another order"
    return None


def _object_to_splice(case: Case) -> str | None:
    if is_spliced(checked_stems(case.text), case.quoted):
        return "leaves out the middle of what the cited sentence says"
    return None


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:3])
    return f"{shown} and more" if len(words) > len(words[:3]) else shown


Objection: TypeAlias = Callable[[Case], str | None]

OBJECTIONS: tuple[Objection, ...] = (
    _object_to_empty,
    _object_to_fragment,
    _object_to_question,
    _object_to_title,
    _object_to_quantities,
    _object_to_names,
    _object_to_negation,
    _object_to_comparison,
    _object_to_relation,
    _object_to_absolute,
    _object_to_novelty,
    _object_to_disorder,
    _object_to_splice,
)
