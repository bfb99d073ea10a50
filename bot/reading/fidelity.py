"""Whether a simplified sentence says no more, and nothing else, than the words it was made from.

Works on words before any is replaced: numbers, names, denials, conditions and hedges are compared.
"""

from collections import Counter

from bot.answering.grammar import CONDITIONS, HEDGES, NEGATIONS
from bot.answering.names import find_names, holds_name
from bot.answering.quantities import find_quantities
from bot.answering.words import FUNCTION_WORDS, split_words, stem_set

_RESTRAINTS = CONDITIONS | HEDGES | frozenset("only just up mostly nearly almost partly".split())
# What a joint or the voice may bring in: it says who speaks or how two sentences hang together.
_BROUGHT_IN = frozenset("author aim meanwhil paper".split())


def keeps_meaning(text: str, source: str, name: str) -> bool:
    """Say whether `text` holds what `source` holds back, and no word or number beside its own.

    `name` is what the paper is about, and may stand for "it".
    """
    return (
        _amounts(text) <= _amounts(source)
        and all(holds_name(f"{source} {name}", said) for said in find_names(text))
        and _denials(text) == _denials(source)
        and _restraints(source) <= _restraints(text)
        and _says_no_other(text, f"{source} {name}")
    )


def _amounts(text: str) -> set[object]:
    return {quantity.amount for quantity in find_quantities(text)}


def _denials(text: str) -> int:
    words = [word.text.lower().replace("’", "'") for word in split_words(text)]
    return sum(word in NEGATIONS or word.endswith("n't") for word in words)


def _restraints(text: str) -> Counter[str]:
    return Counter(
        word.text.lower() for word in split_words(text) if word.text.lower() in _RESTRAINTS
    )


def _says_no_other(text: str, source: str) -> bool:
    held = stem_set(source) | _BROUGHT_IN
    return all(
        word.stem in held or word.text.lower().replace("’", "'") in FUNCTION_WORDS
        for word in split_words(text)
    )
