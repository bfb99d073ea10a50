"""Whether the small words between two tokens of a claim say what those of its sentence say.

Works on joints, see `phrase`: ("is", "not", "in").
"""

from bot.answering.grammar import (
    AMOUNTS,
    BOUNDARIES,
    CONDITIONS,
    DETERMINERS,
    DIRECTIONS,
    HAS,
    HEDGES,
    LINKS,
    NEGATIONS,
    NOVEL,
    PREPOSITIONS,
    PROPOSES,
    SOURCES,
    STRENGTHS,
    USES,
)
from bot.answering.phrase import Joint, Phrase

_BOTH_WAYS = CONDITIONS | HEDGES | SOURCES | AMOUNTS
_CLAIM_ONLY = STRENGTHS | DIRECTIONS


def agrees(claimed: Joint, stated: Joint, *, amount: bool) -> bool:
    """Say whether a claim's joint says no more, and nothing else, than its sentence's.

    `amount` tells that a quantity follows: "accuracy of 81%" is then "accuracy is 81%", and
    "only 32GB" is 32GB.
    """
    said, held = set(claimed), set(stated)
    if _denials(claimed) != _denials(stated):
        return False
    # A word of the claim's own may stand before another, not make a statement of its own.
    if NOVEL in said and not said <= held | DETERMINERS | {NOVEL}:
        return False
    both = _BOTH_WAYS if amount else _BOTH_WAYS | {"only"}
    if said & both != held & both or not said & (_CLAIM_ONLY | {"only"}) <= held:
        return False
    if held & PREPOSITIONS and not said & (PREPOSITIONS | LINKS):
        return False
    return _agree_in_verb(said, held, amount=amount)


def agrees_at(source: Phrase, claimed: Joint, stated: Joint, k: int) -> bool:
    """Say whether `claimed`, before token `k` of the source, agrees with `stated`."""
    return agrees(claimed, stated, amount=source.tokens[k].is_quantity)


def _denials(joint: Joint) -> int:
    """Count what denies: two denials are none."""
    return sum(word in NEGATIONS or word.endswith("n't") for word in joint)


def _agree_in_verb(said: set[str], held: set[str], *, amount: bool) -> bool:
    for group in (USES, PROPOSES - LINKS):
        if said & group and not held & group:
            return False
    linking = said & (LINKS - {"with"})
    return not linking or bool(held & LINKS) or (amount and bool(held & {"of", "at"}))


def has_boundary(joint: Joint) -> bool:
    """Say whether a clause, an item of a list or a bracket begins or ends here."""
    return not BOUNDARIES.isdisjoint(joint)


def after_boundary(joint: Joint) -> Joint:
    """Return the words after the last boundary of a joint, or all of them."""
    places = [place for place, word in enumerate(joint) if word in BOUNDARIES]
    return joint[places[-1] + 1 :] if places else joint


def before_boundary(joint: Joint) -> Joint:
    """Return the words before the first boundary of a joint, or all of them."""
    places = [place for place, word in enumerate(joint) if word in BOUNDARIES]
    return joint[: places[0]] if places else joint


def prepositions(joint: Joint) -> frozenset[str]:
    """Return the prepositions of a joint."""
    return PREPOSITIONS.intersection(joint)


def holds(joint: Joint, words: frozenset[str]) -> bool:
    """Say whether a joint has one of these words."""
    return not words.isdisjoint(joint)


def gives(joint: Joint) -> bool:
    """Say whether a joint gives its subject what follows: "contains", "has"."""
    return not (HAS - {"with"}).isdisjoint(joint)
