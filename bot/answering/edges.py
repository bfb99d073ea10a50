"""Where a claim may begin in its source sentence, and where it may end.

A claim begins with the subject of a clause, or with the name of what the paper is about where the
sentence says "it"; it ends where nothing that limits it follows. Knows one sentence, no claim.
"""

from dataclasses import dataclass

from bot.answering.carrying import IT, carries_subject
from bot.answering.gaps import Told
from bot.answering.grammar import (
    CONDITIONS,
    CONJUNCTIONS,
    DETERMINERS,
    LEADING,
    LINKS,
    MARKS,
    PREPOSITIONS,
    PRONOUNS,
    PROPOSES,
    RELATIVES,
    SUBJECT_NOUNS,
)
from bot.answering.joints import (
    after_boundary,
    agrees_at,
    before_boundary,
    has_boundary,
    holds,
    prepositions,
)
from bot.answering.omissions import RESTRAINTS
from bot.answering.phrase import Joint, Key, Phrase
from bot.answering.words import SELF_NOUNS

_A = frozenset({"a", "an", "the"})
_WHO = frozenset({"which", "who"})
_POSSESSIVES = frozenset({"its", "their", "our"})
_FACTS = frozenset("find found demonstr prove observ confirm reveal establish".split())
# What these open belongs to what stands before them: "twice as many [as PPO]".
_COMPLETING = frozenset({"of", "to", "than", "as"})
_LIST = frozenset({",", "and", "or"})
_STRONG = frozenset(".;:!?")


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of one source sentence; `subject` names what its paper is about."""

    source: Phrase
    subject: frozenset[Key]

    def starts(self, k: int, claimed: Joint) -> bool:
        """Say whether a claim may begin with token `k`: the subject of a clause."""
        if self._under_condition(k):
            return False
        joint = self.source.joints[k]
        opening = joint if k == 0 else after_boundary(joint)
        if not prepositions(opening) <= set(claimed):
            return False
        return agrees_at(self.source, claimed, opening, k) and (k == 0 or self._is_subject(k))

    def aside(self, k: int, claimed: Joint) -> int | None:
        """Return the last token of what is said of the name at `k` alone, or None.

        "faster than DiskANN, which keeps a graph, and uses": DiskANN keeps a graph, no more.
        """
        following = self.source.joints[k + 1]
        told = holds(following[:2], _WHO) or (following[:1] == (",",) and holds(following, _A))
        bare = not claimed or claimed[-1] in DETERMINERS
        if not self.source.tokens[k].name or not told or not bare or self._under_condition(k):
            return None
        last = len(self.source.tokens) - 1
        closed = (n - 1 for n in range(k + 2, last + 1) if "," in self.source.joints[n])
        return next(closed, last)

    def stands_in(self, k: int, claimed: Joint) -> bool:
        """Say whether token `k` follows "it", "its model" or the name of what the paper is about.

        A claim may put any of these for another.
        """
        if self._under_condition(k) or self._names_another(k):
            return False
        joint = self._after_subject(k)
        if joint is not None and agrees_at(self.source, claimed, joint, k):
            return True
        carried = k > 0 and holds(self.source.joints[0], IT)
        return carried and carries_subject(self.source, -1, k, claimed)

    def _after_subject(self, k: int) -> Joint | None:
        """Return the words between the paper's subject and token `k`, or None if that is not it."""
        joint = after_boundary(self.source.joints[k])
        if holds(joint, PRONOUNS | SELF_NOUNS):
            return joint
        if k == 0:
            return None
        before = after_boundary(self.source.joints[k - 1])
        key = self.source.tokens[k - 1].key
        generic = key in SUBJECT_NOUNS and holds(before, DETERMINERS) and not prepositions(before)
        named = key in self.subject and (k == 1 or self._is_subject(k - 1))
        return self.source.joints[k] if generic or named else None

    def is_main(self, k: int) -> bool:
        """Say whether token `k` begins the subject of its whole sentence, or its short name."""
        if not holds(self.source.joints[0], LEADING):
            return k == 0 or self._renames(k)
        if k == 0:
            return False
        bounds = [n for n in range(1, k + 1) if has_boundary(self.source.joints[n])]
        if not bounds:
            return self._first_after_lead() == k
        return bounds == [k] or self._first_named() == k

    def ends(self, k: int, claimed: Joint, told: Told) -> bool:
        """Say whether a claim may end with token `k` and the words `claimed` after it."""
        words, joint = claimed, self.source.joints[k + 1]
        while words and words[-1] in MARKS:
            words = words[:-1]
        rest = joint[len(words) :]
        if joint[: len(words)] != words or holds(before_boundary(rest), RESTRAINTS):
            return False
        if k == len(self.source.tokens) - 1 or holds(rest[:1], _STRONG):
            return True
        return self._may_stop(k, rest, told)

    def _may_stop(self, k: int, rest: Joint, told: Told) -> bool:
        """Say whether what follows token `k`, beginning with `rest`, may be left out."""
        if holds(rest, CONDITIONS) or rest[:1] == ("only",):
            return False
        if has_boundary(rest):
            return not told.widely or rest[0] == "," or not holds(rest, RELATIVES)
        # A number is limited by the phrase after it: "5,700 times [with a GPU]".
        limited = self.source.tokens[k].is_quantity or self._one_of_several(k)
        if told.widely or limited or self._is_conditional(k):
            return False
        return bool(prepositions(rest) - _COMPLETING)

    def _is_conditional(self, k: int) -> bool:
        """Say whether a condition ends the phrases after token `k`: "helps [in X if Y]"."""
        later = self.source.joints[k + 2 :]
        stop = next((n for n, joint in enumerate(later) if has_boundary(joint)), None)
        return stop is not None and holds(later[stop], CONDITIONS)

    def names_after(self, k: int) -> frozenset[Key]:
        """Return the names in the clause from token `k` on, the paper's subject left out."""
        last = len(self.source.tokens)
        stop = next((n for n in range(k + 1, last) if has_boundary(self.source.joints[n])), last)
        named = {token.key for token in self.source.tokens[k:stop] if token.name}
        return frozenset(named) - self.subject

    def _is_subject(self, k: int) -> bool:
        """Say whether token `k` begins the subject of some clause."""
        joint, following = self.source.joints[k], self.source.joints[k + 1]
        named = self.source.tokens[k].name
        if named and holds(joint, PROPOSES):
            return True
        if named and not joint and holds(self.source.joints[k - 1][-1:], DETERMINERS):
            # An adjective is left out: the [latest] GPT-3.
            return k == 1 or self._is_subject(k - 1)
        if self._renames(k) or not has_boundary(joint):
            return self.is_main(k)
        # "shows that X does Y", but not "assumes that", nor the inside of "which ..."
        fact = holds(joint, PROPOSES | LINKS) or self.source.tokens[k - 1].key in _FACTS
        if holds(joint, CONDITIONS) or (holds(joint, RELATIVES) and not fact):
            return False
        return following[:1] != (",",)

    def _renames(self, k: int) -> bool:
        """Say whether token `k` names the subject before it: "The index (SPANN)", "..., SPANN,"."""
        opened = self.source.joints[k] in (("(",), (",",)) and self.source.tokens[k].name
        closed = holds(self.source.joints[k + 1][:1], frozenset(",)"))
        led = holds(self.source.joints[0], LEADING)
        return opened and closed and not led and not any(self.source.joints[1:k])

    def _first_after_lead(self) -> int:
        """Return where the subject begins where no comma says so: "On CIFAR-10 its model"."""
        for n in range(1, len(self.source.tokens)):
            joint, counted = self.source.joints[n], self.source.tokens[n - 1].is_quantity
            if holds(joint, DETERMINERS) and not prepositions(joint):
                return n
            if self.source.tokens[n].name and not joint and not counted:
                return n
        return 0

    def _first_named(self) -> int:
        """Return where the subject begins after a long lead: ", at most 10 classes, TabPFN"."""
        for n, token in enumerate(self.source.tokens):
            if holds(self.source.joints[n], LINKS - {"with", "including"}):
                return 0
            if token.name and not self._is_governed(n):
                return n if self.source.joints[n] == (",",) else 0
        return 0

    def _under_condition(self, k: int) -> bool:
        """Say whether a condition stands before token `k` in its clause: "Without X, it ..."."""
        for n in range(k, -1, -1):
            joint = self.source.joints[n]
            if n < k and holds(joint, CONDITIONS | {"without"}):
                return True
            if holds(joint, _STRONG) or (holds(joint, CONJUNCTIONS) and "," in joint):
                return False
        return False

    def _names_another(self, k: int) -> bool:
        """Say whether "it" before token `k` may be something other than the paper's subject."""
        return any(
            token.name and token.key not in self.subject and not self._is_governed(n)
            for n, token in enumerate(self.source.tokens[:k])
        )

    def _is_governed(self, n: int) -> bool:
        """Say whether token `n` is inside "on ..." or "its ...", so no subject."""
        while n > 0 and not self.source.joints[n]:
            n -= 1
        return holds(self.source.joints[n], PREPOSITIONS | _POSSESSIVES)

    def _one_of_several(self, k: int) -> bool:
        """Say whether a number up to `k` is one of a list: "7 questions [in English], 5 in ..."."""
        tokens, joints = self.source.tokens, self.source.joints
        counted = any(token.is_quantity for token in tokens[max(k - 2, 0) : k + 1])
        return counted and any(
            tokens[n].is_quantity and joints[n] and _LIST.issuperset(joints[n])
            for n in range(k + 1, len(tokens))
        )
