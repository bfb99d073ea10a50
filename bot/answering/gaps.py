"""Whether a claim may go on from one token of its source to a later one.

Joins the ways of `omissions` and `carrying`; whatever none of them allows is refused.
"""

from dataclasses import dataclass

from bot.answering.carrying import carries_subject
from bot.answering.grammar import NOVEL, SUBJECT_NOUNS
from bot.answering.joints import agrees_at, prepositions
from bot.answering.omissions import (
    leaves_clause,
    leaves_compared,
    leaves_conjunct,
    leaves_modifiers,
    leaves_participle,
    leaves_phrase,
    puts_is,
)
from bot.answering.phrase import Joint, Phrase


@dataclass(frozen=True, slots=True)
class Told:
    """What a claim has said so far.

    `lead`: only a phrase before the subject. `subject`: only the subject of the sentence.
    `widely`: something denied, or said of all; what is left out of that makes it wider.
    `limit`: the last token it may use, where it speaks of something mentioned in passing.
    """

    lead: bool = False
    subject: bool = False
    widely: bool = False
    limit: int | None = None


def passes(source: Phrase, i: int, k: int, claimed: Joint, told: Told) -> bool:
    """Say whether a claim may go on from token `i` to token `k` over the words `claimed`."""
    if told.limit is not None and k > told.limit:
        return False
    if k == i + 1:
        return agrees_at(source, claimed, source.joints[k], k) or puts_is(source, i, k, claimed)
    if NOVEL in claimed:
        return False
    if _calls_it_a_model(source, i) and passes(source, i + 1, k, claimed, told):
        return True
    if _is_adverb(source, k - 1) and passes(source, i, k - 1, claimed, told):
        return True
    return _leaves_out(source, i, k, claimed, told)


def _leaves_out(source: Phrase, i: int, k: int, claimed: Joint, told: Told) -> bool:
    if told.subject and carries_subject(source, i, k, claimed):
        return True
    if not told.widely and leaves_modifiers(source, i, k, claimed):
        return True
    if told.lead and not prepositions(source.joints[i + 1]):
        return False
    if not told.widely and leaves_phrase(source, i, k, claimed):
        return True
    ways = (leaves_compared, leaves_conjunct, leaves_participle, leaves_clause)
    return any(way(source, i, k, claimed) for way in ways)


def _calls_it_a_model(source: Phrase, i: int) -> bool:
    """Say whether "model" or the like follows the name at `i`, which then may be left out."""
    named = source.tokens[i].name and not source.joints[i + 1]
    return named and source.tokens[i + 1].key in SUBJECT_NOUNS


def _is_adverb(source: Phrase, place: int) -> bool:
    token = source.tokens[place]
    bare = not token.name and not source.joints[place + 1]
    return bare and token.text.endswith("ly") and not token.is_weighty
