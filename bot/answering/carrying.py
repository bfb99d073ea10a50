"""A later predicate said of the first subject: "NAT [outperforms all baselines, and it] scales".

Knows one sentence and one joint of a claim.
"""

from bot.answering.grammar import (
    CONDITIONS,
    CONJUNCTIONS,
    DETERMINERS,
    LINKS,
    PREPOSITIONS,
    RELATIVES,
    SUBORDINATORS,
)
from bot.answering.joints import agrees_at, gives, has_boundary, holds, prepositions
from bot.answering.omissions import RESTRAINTS
from bot.answering.phrase import Joint, Phrase

IT = frozenset({"it", "they"})
_STRONG = frozenset(".;:!?")
_ATTRIBUTES = frozenset({"with", "at"})


def carries_subject(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Say whether the subject that ends with token `i` is also that of what begins with `k`."""
    tail, crossed = source.joints[k], source.joints[i + 2 : k]
    if holds(tail, CONDITIONS | RELATIVES) or _changes_subject(source, i, k):
        return False
    if any(holds(joint, SUBORDINATORS) and not holds(joint, IT) for joint in crossed):
        return False
    if holds(tail, IT):
        return agrees_at(source, claimed, tail, k)
    if any(holds(joint, _STRONG) for joint in crossed):
        return False
    return _is_coordinated(source, i, k, claimed) or _is_attributed(source, i, k, claimed)


def _is_coordinated(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "Mix-LN [beats both,] gives"; not ", and its statistics show", which has a subject."""
    head, tail = source.joints[i + 1], source.joints[k]
    if holds(tail, SUBORDINATORS) or not holds(tail, CONJUNCTIONS | {","}):
        return False
    own_subject = holds(tail, DETERMINERS) and not holds(tail, LINKS)
    # A "not" or "may" of the first predicate may hold for the second too.
    if own_subject or prepositions(tail) or holds(head, RESTRAINTS):
        return False
    return agrees_at(source, claimed, tail, k)


def _is_attributed(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "HiNER has 109,146 sentences" for "HiNER [is a dataset], with 109,146 sentences"."""
    opened = next((n for n in range(k, i, -1) if has_boundary(source.joints[n])), k)
    if opened == k and "and" in source.joints[k]:
        opened = next((n for n in range(k - 1, i, -1) if has_boundary(source.joints[n])), k)
    joint, tail = source.joints[opened], source.joints[k]
    if not gives(claimed) or "," not in joint or not holds(joint, _ATTRIBUTES):
        return False
    bare = tuple(word for word in tail if word not in PREPOSITIONS)
    return agrees_at(source, tuple(word for word in claimed if word not in LINKS), bare, k)


def _changes_subject(source: Phrase, i: int, k: int) -> bool:
    """Say whether another name begins a clause between: "A does X, and B does Y, but it"."""
    return any(
        source.tokens[n].name
        and has_boundary(source.joints[n])
        and not prepositions(source.joints[n])
        and not has_boundary(source.joints[n + 1])
        for n in range(i + 1, k)
    )
