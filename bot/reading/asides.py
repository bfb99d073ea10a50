"""Parts of a clause that can be left out without changing what it says: where they stand.

Brackets, references, examples after a comma, "moreover". Nothing that limits a statement is an
aside: an aside has no denial, condition, hedge or number.
"""

import re

from bot.answering.grammar import CONDITIONS, HEDGES, NEGATIONS
from bot.answering.quantities import find_quantities
from bot.answering.words import split_words
from bot.reading.verbs import has_verb

Span = tuple[int, int]

_BRACKET = re.compile(r"\s+\((?P<inner>[^()]*)\)")
_REFERENCE = re.compile(
    r"\s*(?:\[\d[\d,; –-]*\]|~?\\cite[tp]?\{[^}]*\}|\([A-Z][\w-]+ et al\.[^()]*\))"
)
# Only between commas: "methods, such as A, are slow" has examples, "domains such as A" is A.
_EXAMPLES = re.compile(
    r",\s+(?:such as|including|for example|for instance|e\.g\.,?|like)\s[^,;:()]*"
    r"(?:,\s[^,;:()]*?(?:and|or)\s[^,;:()]*)?(?P<end>,(?=\s)|(?=[.;:)]?\s*$))"
)
_OPENING = re.compile(
    r"(?:In addition|Additionally|Furthermore|Moreover|Specifically|In particular|Notably|Finally"
    r"|To this end|Here|Then|Also|In summary|In short|Overall|Empirically|Consequently|As a result"
    r"|Therefore|Thus|Hence|In this (?:paper|work|study|article)|To address (?:this|these)[^,]*"
    r"|On the other hand|In contrast|Meanwhile|Importantly|Interestingly|Indeed|Accordingly)"
    r",?\s+(?=[a-zA-Z])"
)
_INNER_ADVERB = re.compile(
    r",\s(?:however|therefore|thus|moreover|furthermore|in turn|in addition|for example"
    r"|for instance),"
)
_LIMITS = NEGATIONS | CONDITIONS | HEDGES | {"only", "all", "at", "least", "up"}
_LED = re.compile(r"(?:When|If|While|Where|In|On|For|With|After|Before|Since|As|Unlike)\b")


def asides(text: str) -> tuple[Span, ...]:
    """Return the places of a clause that may be left out, in order, none inside another."""
    found: list[Span] = [match.span() for match in _REFERENCE.finditer(text)]
    found += [match.span() for match in _BRACKET.finditer(text) if not _limits(match["inner"])]
    for match in _EXAMPLES.finditer(text):
        if not _limits(match[0]):
            # "It reviews models, such as A, lists B": that comma parts more than the example.
            listed = _LED.match(text) or has_verb(text[: match.start()])
            last = match.start("end") if listed else match.end()
            found.append((match.start(), last))
    opening = _OPENING.match(text)
    if opening:
        found.append(opening.span())
    found += [match.span() for match in _INNER_ADVERB.finditer(text)]
    return _apart(found)


def without_asides(text: str) -> str:
    """Return a clause with its asides left out."""
    parts: list[str] = []
    place = 0
    for start, end in asides(text):
        parts.append(text[place:start])
        place = end
    parts.append(text[place:])
    return re.sub(r"\s+([.,;:])", r"\1", " ".join("".join(parts).split()))


def _limits(text: str) -> bool:
    """Say whether a text has words or numbers that a statement cannot lose."""
    words = {word.text.lower() for word in split_words(text)}
    return bool(words & _LIMITS) or bool(find_quantities(text))


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans in order, without those that begin inside another."""
    apart: list[Span] = []
    for span in sorted(spans):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return tuple(apart)
