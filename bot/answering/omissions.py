"""Ways of leaving words out of a sentence that keep it true, one function a way.

Each says whether the words between tokens `i` and `k` of the source may be left out in that way,
where the claim has the words `claimed` there. Brackets in an example mark what is left out. Knows
one sentence and one joint of a claim.
"""

from bot.answering.grammar import (
    CONDITIONS,
    CONJUNCTIONS,
    DEGREES,
    DETERMINERS,
    HEDGES,
    IS,
    NEGATIONS,
    OPENING,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVES,
    SUBORDINATORS,
)
from bot.answering.joints import agrees_at, before_boundary, has_boundary, holds, prepositions
from bot.answering.phrase import Joint, Phrase

# Words that limit a statement: left out with what follows them, they leave it too wide.
RESTRAINTS = NEGATIONS | CONDITIONS | HEDGES
_MODIFIERS_MOST = 3
_CONJUNCT_MOST = 6
# A phrase of place, means or purpose; "of", "to" and "than" complete what stands before them.
_ADJUNCTS = frozenset("on in with for at by via through under across during within among".split())
_ARTICLES = frozenset("a an the".split())
_LISTED = frozenset({"and", "or"})
_STOPS = frozenset(".;")
_JOINING = CONJUNCTIONS | RELATIVES | {","}
_TURNING = SUBORDINATORS | RELATIVES


def puts_is(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "PyGlove is a library" for "PyGlove, a library, ..."; not for items of a list."""
    tail = source.joints[k]
    if not source.tokens[i].name or tail[:1] != (",",) or not holds(tail, _ARTICLES):
        return False
    later = [joint for joint in source.joints[k + 1 :] if has_boundary(joint)]
    if later and later[0][0] in _LISTED:
        return False
    return agrees_at(source, tuple(word for word in claimed if word not in IS), tail, k)


def leaves_modifiers(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "seven [large real-world] networks"."""
    head, skipped = source.joints[i + 1], source.tokens[i + 1 : k]
    if len(skipped) > _MODIFIERS_MOST or any(source.joints[i + 2 : k + 1]):
        return False
    # What looks like an adjective after "and" may be a verb: "and [matches] complex systems".
    bare = holds(head, _JOINING) and not holds(head[-1:], DETERMINERS | PREPOSITIONS)
    if bare or holds(head[-1:], DEGREES):
        return False
    if any(token.name or token.is_quantity or token.is_weighty for token in skipped):
        return False
    return agrees_at(source, claimed, head, k)


def leaves_phrase(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "pre-trained [with self-supervised learning] on data" and "[from 8%] to 81%"."""
    return _is_phrase(source, i, k) and _goes_on(source, k, claimed, source.joints[k])


def leaves_participle(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "a dataset [annotated with 11 tags], with"."""
    inner, tail = source.joints[i + 1 : k], source.joints[k]
    if inner[0] or not source.tokens[i + 1].text.endswith("ed"):
        return False
    if any(has_boundary(joint) or holds(joint, RESTRAINTS) for joint in inner):
        return False
    ended = tail[:1] == (",",) and not holds(tail, _TURNING)
    return ended and _goes_on(source, k, claimed, tail)


def leaves_compared(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "60% faster [and 40% smaller] than BERT"."""
    head, tail = source.joints[i + 1], source.joints[k]
    if "and" not in head or "than" not in tail or any(source.joints[i + 2 : k]):
        return False
    return k - i - 1 <= _MODIFIERS_MOST and _goes_on(source, k, claimed, tail)


def leaves_conjunct(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "reaches [88.78 on all tags and] 92.22 when the tag-set is collapsed"."""
    head, tail, first = source.joints[i + 1], source.joints[k], source.tokens[i + 1]
    if not holds(tail, _LISTED) or holds(tail, _TURNING | PRONOUNS) or holds(claimed, _LISTED):
        return False
    # "on [GTA5 and] Cityscapes" cannot be told from "in [memory and] the lists", nor a list of
    # things from "no hyperparameter [tuning] and".
    listed = bool(head) or first.name or first.is_quantity
    if not listed or prepositions(head) or "either" in head:
        return False
    if k - i - 1 > _CONJUNCT_MOST or any(has_boundary(joint) for joint in source.joints[i + 1 : k]):
        return False
    return _goes_on(source, k, claimed, head + tail)


def leaves_clause(source: Phrase, i: int, k: int, claimed: Joint) -> bool:
    """Allow "SPANN[, a disk-based index,] reaches" and "2% on A[, 15% on B] and 24% on C"."""
    head, tail = source.joints[i + 1], source.joints[k]
    first = next((n for n in range(i + 1, k) if has_boundary(source.joints[n])), k)
    opened = source.joints[first]
    if first == k or not has_boundary(tail) or holds(tail, _TURNING | OPENING):
        return False
    if holds(opened, CONDITIONS) or (first > i + 1 and not _is_phrase(source, i, first)):
        return False
    if tail[0] == ")" and opened[0] != "(":
        return False
    # Beyond a full stop, a semicolon or a "whereas" another subject may have begun.
    if any(holds(source.joints[n], _STOPS | SUBORDINATORS) for n in range(first + 1, k)):
        return False
    if holds(tail, _STOPS) != holds(opened, _STOPS):
        return False
    return _goes_on(source, k, claimed, before_boundary(head) + tail)


def _is_phrase(source: Phrase, i: int, k: int) -> bool:
    """Say whether i+1..k-1 are one phrase of place, means or purpose, or a "from"."""
    head, tail, skipped = source.joints[i + 1], source.joints[k], source.tokens[i + 1 : k]
    if "from" in head and "to" in tail:
        return len(skipped) == 1 and skipped[0].is_quantity
    if not holds(head, _ADJUNCTS) or has_boundary(head) or holds(head, RESTRAINTS):
        return False
    if any(
        has_boundary(joint) or holds(joint, PREPOSITIONS | RESTRAINTS)
        for joint in source.joints[i + 2 : k]
    ):
        return False
    if any(token.is_quantity or token.is_weighty for token in skipped):
        return False
    if has_boundary(tail):
        # "the centroids [in memory] and the lists on disk" would put both on disk.
        return not holds(tail, CONJUNCTIONS) and not source.tokens[i].is_quantity
    named = any(token.name for token in skipped)
    return not named and bool(prepositions(tail) - {"of", "to"})


def _goes_on(source: Phrase, k: int, claimed: Joint, stated: Joint) -> bool:
    """Say whether a claim takes up token `k` as its sentence does, with the same preposition."""
    asked = prepositions(claimed)
    if source.tokens[k].is_quantity:
        asked -= {"of"}
    return asked <= prepositions(stated) and agrees_at(source, claimed, stated, k)
