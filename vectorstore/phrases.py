"""A phrase as texts write it: in any number, hyphenation, capitals, and either English spelling.

Patterns, and the words to ask an index for so that no such text is missed; stores nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

# Where a phrase may be broken: "pre-training", "named entity", and CIFAR10 between R and 1.
_BREAK = re.compile(r"[\s_-]+|(?<=[A-Z])(?=\d)")
_QUOTES = "\"'“”’ "
# What is written apart, with a hyphen or as one word: pre-training, pre training, pretraining.
_PREFIXES = tuple(
    "pre fine self semi multi non sub meta hyper cross auto micro macro inter intra anti".split()
)
_JOINED = re.compile(rf"(?<![^\W_])(?i:({'|'.join(_PREFIXES)})(?=[a-z]{{4}}))")
# What may follow the root of a verb, as in pre-train, pre-trained, pre-training.
_VERB = re.compile(r"(?:ing|ed)$", re.IGNORECASE)
_VERB_ENDINGS = ("", "e", "s", "es", "ed", "ing")
_IRREGULAR = dict(
    pair.split(":")
    for pair in """corpora:corpus matrices:matrix indices:index vertices:vertex criteria:criterion
    phenomena:phenomenon analyses:analysis hypotheses:hypothesis syntheses:synthesis""".split()
)
_PLURAL_OF = {one: many for many, one in _IRREGULAR.items()}
_SINGULAR = re.compile(r"(?:ss|us|is|as|series)$")
# Capitals of at most this length may spell another word in small letters: AL, NAS, LOOK.
_ACRONYM_LETTERS = 4
_PLURAL_LETTERS = 4
_BRITISH = re.compile(r"(?<=\w\w)i[sz](?=(?:e[drs]?|ing|ations?|able)$)")
_COLOUR = re.compile(r"(?<=\w\w)ou?r(?=s?$|ed$|ing$|hoods?$|als?$)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is looked for; `read_phrase` makes it.

    Every text that holds the phrase has, for each of the `slots`, one of its words.
    """

    text: str
    pattern: re.Pattern[str]
    slots: tuple[tuple[str, ...], ...]
    _low_slots: tuple[tuple[str, ...], ...]

    def is_in(self, text: str) -> bool:
        """Say whether a text holds the phrase."""
        return self.find(text) is not None

    def find(self, text: str) -> int | None:
        """Return where a text first says the phrase, None where it does not.

        Most texts lack one of its words, which is seen 50 times sooner than a pattern fails.
        """
        low = text.lower()
        if not all(any(way in low for way in slot) for slot in self._low_slots):
            return None
        found = self.pattern.search(text)
        return found.start() if found else None


@lru_cache(maxsize=1_024)
def read_phrase(text: str) -> Phrase | None:
    """Return the phrase, its last word in the singular; None where the text has no word."""
    words = _singular_last(" ".join(text.strip(_QUOTES).split()))
    parts = [part for part in _BREAK.split(_JOINED.sub(r"\1-", words)) if re.search(r"\w", part)]
    if not parts:
        return None
    groups: list[list[str]] = []
    for part in parts:
        if groups and _are_one(groups[-1][-1], part):
            groups[-1].append(part)
        else:
            groups.append([part])
    inner = r"[\s-]+".join(r"[\s-]?".join(_patterns(group)) for group in groups)
    pattern = re.compile(rf"(?<![^\W_]){inner}(?:['’]s?)?(?![^\W_])")
    slots = tuple(tuple(_ways(group)) for group in groups)
    # A word that begins with another of its slot is found with that one.
    low = tuple(tuple(_shortest({way.lower() for way in slot})) for slot in slots)
    return Phrase(words, pattern, slots, low)


def same_phrase(one: str, other: str) -> bool:
    """Say whether two phrases differ in no more than number, hyphens, capitals and spelling."""
    read, beside = read_phrase(one), read_phrase(other)
    return read is not None and beside is not None and bool(read.pattern.fullmatch(beside.text))


def _are_one(before: str, part: str) -> bool:
    """Say whether two neighbours may be written as one word."""
    return before.lower() in _PREFIXES or (before[-1:].isalpha() and part.isdigit())


def _singular_last(words: str) -> str:
    start = max(words.rfind(sign) for sign in " -_") + 1
    return words[:start] + _singular(words[start:])


def _singular(word: str) -> str:
    low = word.lower()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if re.search(r"[A-Z]{2}s$", word):
        return word[:-1]
    if word.isupper() or len(word) < _PLURAL_LETTERS or _SINGULAR.search(low):
        return word
    if low.endswith("ies") and len(word) > _PLURAL_LETTERS:
        return word[:-3] + "y"
    if low.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word.removesuffix("s")


def _is_acronym(word: str) -> bool:
    return word.isupper() and word.isalpha() and len(word) <= _ACRONYM_LETTERS


def _forms(word: str, *, after: str = "") -> Iterator[str]:
    """Yield a word in both numbers and both spellings; after a prefix, in a verb's forms too."""
    base = _singular(word)
    if _is_acronym(base):
        yield from (base, f"{base}s")
        return
    low = base.lower()
    bases = [base, _PLURAL_OF.get(low, base)]
    if after.lower() in _PREFIXES and _VERB.search(base):
        bases.extend(_VERB.sub(ending, base) for ending in _VERB_ENDINGS)
    if low.endswith("y"):
        bases.append(base[:-1] + "ies")
    for each in bases:
        for british in ("is", "iz"):
            for colour in ("our", "or"):
                spelt = _COLOUR.sub(colour, _BRITISH.sub(british, each))
                yield from (spelt, f"{spelt}s", f"{spelt}es")


def _patterns(group: Sequence[str]) -> Iterator[str]:
    """Yield the pattern of each part of a group; an acronym's capitals count."""
    for place, part in enumerate(group):
        forms = dict.fromkeys(_forms(part, after=group[place - 1] if place else ""))
        either = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        yield f"(?:{either})" if _is_acronym(_singular(part)) else f"(?i:{either})"


def _shortest(words: set[str]) -> list[str]:
    return [word for word in words if not any(word != w and word.startswith(w) for w in words)]


def _ways(group: Sequence[str]) -> Iterator[str]:
    """Yield the words of which one is in every text that holds the group, however it is joined."""
    longest = max(range(len(group)), key=lambda place: len(group[place]))
    seen: dict[str, None] = {}
    for start in range(longest + 1):
        for end in range(longest + 1, len(group) + 1):
            head, before = "".join(group[start : end - 1]), group[end - 2] if end > 1 else ""
            seen.update(dict.fromkeys(head + form for form in _forms(group[end - 1], after=before)))
    yield from seen
