"""Proper names and acronyms of a statement: what must not be said of a paper that lacks it.

A name is a word with two capitals or with a capital and a digit (SPANN, GPT-3, CIFAR-10,
recall@1 is none), or a capitalised word inside a sentence (Hindi, Google).
"""

import re
import unicodedata

from bot.answering.words import FUNCTION_WORDS, Word, split_words

_SENTENCE_STARTS = frozenset('.!?:;“"([•–—-')


def find_names(text: str) -> tuple[str, ...]:
    """Return the names of a text in order of first appearance, each once, as written."""
    seen: dict[str, str] = {}
    for word in split_words(text):
        if is_name(word, text):
            seen.setdefault(word.text.lower(), word.text.removesuffix("'s").removesuffix("’s"))
    return tuple(seen.values())


def is_name(word: Word, text: str) -> bool:
    """Say whether a word of `text` is a proper name or an acronym."""
    capitals = sum(ch.isupper() for ch in word.text)
    if capitals == 0 or word.text.lower() in FUNCTION_WORDS:
        return False
    has_digit = any(ch.isdigit() for ch in word.text)
    if capitals > 1 or has_digit:
        # "Pre-Train" and "Large-Scale" are titles in capitals, not names.
        parts = word.text.split("-")
        return has_digit or not all(part[:1].isupper() and part[1:].islower() for part in parts)
    before = text[: word.start].rstrip()
    inside = before != "" and before[-1] not in _SENTENCE_STARTS
    return word.text[:1].isupper() and inside and len(word.text) > 1


def holds_name(text: str, name: str) -> bool:
    """Say whether a text holds a name as a whole word, whatever its capitals or hyphens.

    A plural or possessive of the name counts ("GNN" in "GNNs"), a longer name does not ("GNN" in
    "DiskGNN"). "F₁" is "F1".
    """
    return _found(text, name, r"(?:s|'s|’s)?")


def mentions_name(text: str, name: str) -> bool:
    """Say whether a text speaks of what a reader named, a version or variant of it included.

    "SimCLR" is mentioned by "SimCLRv2", "NASNet" by "NASNet-A", "GNNs" by "GNN". Good enough to
    look for an answer, not to support one.
    """
    one = name[:-1] if name.endswith("s") and len(name) > len("GPU") else name
    return _found(text, one, r"(?:s|'s|’s|-?v?\d[\w.]*|-\w+)?")


def _found(text: str, name: str, ending: str) -> bool:
    text, name = (unicodedata.normalize("NFKC", each) for each in (text, name))
    pattern = r"[\s-]?".join(re.escape(part) for part in re.split(r"[\s-]", name) if part)
    whole = rf"(?<![^\W_]){pattern}{ending}(?![^\W_])"
    return re.search(whole, text, re.IGNORECASE) is not None
