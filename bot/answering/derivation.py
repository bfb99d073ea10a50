"""Tell whether a statement can be had from a sentence by leaving words out.

Leaving out a whole clause, a bracket, a phrase or an adjective keeps a sentence true. Leaving out
other words joins what it keeps apart: "keeping the centroids [in memory and the posting lists] on
disk". A claim is followed token by token through its sentence: where it may begin, what it may
pass over, where it may end. A phrase moved from one end to the other is followed too, and the
name of what the paper is about stands for "it" and "its model".

Works on `phrase` only; knows no meaning and no model.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.answering.edges import Edges
from bot.answering.gaps import Told, passes
from bot.answering.grammar import (
    CONJUNCTIONS,
    LINKS,
    NEGATIONS,
    NOVEL,
    PREPOSITIONS,
    PRONOUNS,
    SUBJECT_NOUNS,
    SUBORDINATORS,
    UNIVERSALS,
)
from bot.answering.joints import holds
from bot.answering.phrase import Phrase
from bot.answering.subject import Subject
from bot.answering.words import SELF_NOUNS

# Real claims have under 200 pairs of equal tokens; a hostile "a a a ..." has any number, and the
# ways through it grow with the square.
_PAIRS_MOST = 800
_MOVABLE = frozenset("on in with for at by under across during".split())
_STANDS_IN = PRONOUNS | SELF_NOUNS


@dataclass(frozen=True, slots=True)
class _Way:
    """A claim followed as far as its token `c`, which is token `k` of the source."""

    c: int
    k: int
    told: Told


def is_derived(claim: Phrase, source: Phrase, subject: Subject) -> bool:
    """Say whether a claim follows from its source sentence by leaving words out.

    `subject` is what the paper is about.
    """
    if _pairs(claim, source) > _PAIRS_MOST:
        return False
    edges = Edges(source, subject.name)
    return any(
        _follows(version, edges)
        for named in {claim, _without_kind(claim, subject)}
        for turned in _turned(named)
        for version in (turned, *_amounts_turned(turned))
        if version.tokens
    )


def _pairs(claim: Phrase, source: Phrase) -> int:
    stated = Counter(token.key for token in source.tokens)
    return sum(stated[token.key] for token in claim.tokens)


def _without_kind(claim: Phrase, subject: Subject) -> Phrase:
    """Return "HiNER contains" for "The HiNER dataset contains"."""
    kinds = 1
    while (
        kinds < len(claim.tokens)
        and claim.tokens[0].key in subject.name
        and claim.tokens[kinds].key in subject.kind
        and not claim.joints[kinds]
    ):
        kinds += 1
    return Phrase(claim.tokens[:1] + claim.tokens[kinds:], claim.joints[:1] + claim.joints[kinds:])


def _turned(claim: Phrase) -> Iterator[Phrase]:
    """Yield a claim, and the same with a phrase of its end put first or of its start put last."""
    yield claim
    led = holds(claim.joints[0], PREPOSITIONS)
    for place in range(1, len(claim.tokens)):
        if led or holds(claim.joints[place], _MOVABLE):
            yield claim.turned(place)


def _amounts_turned(claim: Phrase) -> Iterator[Phrase]:
    """Yield the claim with "a test error of 2%" as "2% test error", and the other way round."""
    tokens, joints = claim.tokens, claim.joints
    for c, token in enumerate(tokens):
        if not token.is_quantity:
            continue
        first = c
        while joints[c] == ("of",) and first > 0 and (first == c or not joints[first]):
            first -= 1
        if first < c:
            moved = (token, *tokens[first:c])
            between = (joints[first], *[()] * (c - first))
            yield Phrase(
                tokens[:first] + moved + tokens[c + 1 :], joints[:first] + between + joints[c + 1 :]
            )
        last = c
        while last + 1 < len(tokens) and not joints[last + 1] and not tokens[last + 1].is_quantity:
            last += 1
        for end in range(c + 1, last + 1):
            moved = (*tokens[c + 1 : end + 1], token)
            between = (joints[c], *[()] * (end - c - 1), ("of",))
            yield Phrase(
                tokens[:c] + moved + tokens[end + 1 :], joints[:c] + between + joints[end + 1 :]
            )


def _follows(claim: Phrase, edges: Edges) -> bool:
    """Follow a claim through its source, all ways at once."""
    last = len(claim.tokens) - 1
    ways = set(_beginnings(claim, edges))
    seen: set[_Way] = set()
    while ways:
        way = ways.pop()
        seen.add(way)
        if way.c < last:
            ways.update(set(_steps(way, claim, edges)) - seen)
        elif edges.ends(way.k, claim.joints[-1], way.told):
            return True
    return False


def _says_widely(claim: Phrase) -> bool:
    return any(holds(joint, NEGATIONS | UNIVERSALS) for joint in claim.joints) or any(
        token.text.lower() in UNIVERSALS for token in claim.tokens
    )


def _beginnings(claim: Phrase, edges: Edges) -> Iterator[_Way]:
    if NOVEL in claim.joints[0]:
        return
    widely = _says_widely(claim)
    for k in _places(claim, 0, edges, after=-1):
        if edges.starts(k, claim.joints[0]):
            main = edges.is_main(k)
            yield _Way(0, k, Told(lead=k == 0 and not main, subject=main, widely=widely))
        limit = edges.aside(k, claim.joints[0])
        if limit is not None:
            yield _Way(0, k, Told(widely=widely, limit=limit))
    if holds(claim.joints[0], _STANDS_IN):
        yield from _named(claim, 0, edges, after=-1, widely=widely)
    for c in _past_subject(claim, 0, edges):
        yield from _named(claim, c, edges, after=-1, widely=widely)
        yield from _owned(claim, c, edges, widely=widely)


def _owned(claim: Phrase, c: int, edges: Edges, *, widely: bool) -> Iterator[_Way]:
    """Yield "HiNER reaches [an F1 score of 88]" for "The F1 score reaches 88"."""
    said = {token.key for token in claim.tokens}
    joint = tuple(word for word in claim.joints[c] if word not in LINKS)
    for k in _places(claim, c, edges, after=-1):
        if edges.is_main(k) and edges.starts(k, joint) and edges.names_after(k) <= said:
            yield _Way(c, k, Told(widely=widely))


def _steps(way: _Way, claim: Phrase, edges: Edges) -> Iterator[_Way]:
    c, told = way.c + 1, way.told
    for k in _places(claim, c, edges, after=way.k):
        joint = claim.joints[c]
        if told.lead and edges.is_main(k) and edges.starts(k, joint):
            yield _Way(c, k, replace(told, lead=False, subject=True))
        if passes(edges.source, way.k, k, joint, told):
            subject = told.subject and k == way.k + 1 and _names_subject(edges.source, k)
            yield _Way(c, k, replace(told, subject=subject))
    if told.lead:
        for past in _past_subject(claim, c, edges):
            for named_way in _named(claim, past, edges, after=way.k, widely=told.widely):
                if _one_clause(edges.source, way.k + 1, named_way.k):
                    yield named_way


def _names_subject(source: Phrase, k: int) -> bool:
    """Say whether token `k` goes on with a subject: "latest | GPT-3", "GPT-3 | model"."""
    token = source.tokens[k]
    generic = token.key in SUBJECT_NOUNS or token.name
    return generic and not source.joints[k]


def _past_subject(claim: Phrase, c: int, edges: Edges) -> Iterator[int]:
    """Yield the places after the name of the paper's subject, where a claim has it at `c`.

    "On ProxylessNAS its model reaches" has it in another role.
    """
    if claim.tokens[c].is_quantity or holds(claim.joints[c], PREPOSITIONS):
        return
    while c < len(claim.tokens) - 1 and claim.tokens[c].key in edges.subject:
        c += 1
        yield c


def _named(claim: Phrase, c: int, edges: Edges, *, after: int, widely: bool) -> Iterator[_Way]:
    for k in _places(claim, c, edges, after=after):
        if edges.stands_in(k, claim.joints[c]):
            yield _Way(c, k, Told(widely=widely))


def _places(claim: Phrase, c: int, edges: Edges, *, after: int) -> Iterator[int]:
    tokens = edges.source.tokens
    return (k for k in range(after + 1, len(tokens)) if tokens[k].key == claim.tokens[c].key)


def _one_clause(source: Phrase, first: int, last: int) -> bool:
    apart = CONJUNCTIONS | SUBORDINATORS | frozenset(".;:")
    return not any(holds(joint, apart) for joint in source.joints[first : last + 1])
