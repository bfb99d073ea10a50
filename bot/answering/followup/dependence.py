"""Judge whether a question stands on its own: it names its subject, or asks the whole library.

Knows papers by a search that it is given; what is put into a question is not known here.
"""

import re
from collections.abc import Callable, Collection, Sequence

from bot.answering.followup.focus import BEHIND_PREPOSITION, Focus
from bot.answering.followup.references import is_subject
from bot.answering.names import find_names, mentions_name
from bot.answering.words import content_stems, stem, stem_set
from vectorstore.records import Hit, Paper

Find = Callable[[str], Sequence[Hit]]

_ACROSS = re.compile(
    r"\b(?:papers|studies|articles|publications)\b"
    r"|\b(?:in|of|from)\s+(?:the|my|this)\s+(?:whole\s+)?(?:library|collection)\b"
    r"|\b(?:any|another|an?|some)\s+(?:other\s+)?paper\b|\bother\s+(?:methods|models|approaches"
    r"|datasets|systems|work)\b|^\s*(?:who|what)\s+else\b",
    re.IGNORECASE,
)
_AMONG_THEM = re.compile(
    r"\b(?:these|those|both|the\s+(?:two|three|first|second|last|other))\b", re.IGNORECASE
)
_DEFINES = re.compile(
    r"^\s*(?:what\s+(?:is|are)|what['’]s|define)\s+(?:an?\s+)?(?!the\b|its\b)[\w -]+\??$",
    re.IGNORECASE,
)
# What any paper has: a question of these words alone could be about each of them.
_GENERAL = frozenset(
    stem(word)
    for word in """abstract accuracy achieve advantage aim algorithm analysis answer application
    apply approach architecture author available baseline benchmark best better case challenge
    claim code combine compare comparison compute conclude conclusion consist contain contribution
    cost cover data dataset describe detail develop differ difference disadvantage domain drawback
    effect efficient error evaluate evaluation evidence example experiment explain fail fast
    feature find finding future gain github give goal gpu handle help idea implement improve
    improvement include input issue key kind language large latency layer learn length level
    library limit limitation link list loss main make mean measure memory method metric model
    motivate motivation need network new novel number object open order outperform output parameter
    part people percent percentage perform performance point practical precision problem
    procedure propose publish purpose question rate reach reason recall release report require
    result run sample score section see sentence set setting show size small solve source speed
    stage start state step strength study suggest summarise summary support system tag task
    technique tell test time token train training type understand use version want way weakness
    weight word work write year""".split()
)
_HITS_SEEN = 3
# Cosines of MiniLM over the starter library: 20 questions without a subject came to .13 to .50 with
# their nearest paper, 19 of 20 with a subject of their own to .57 to .77.
_NEAR_FROM = 0.54
_NEARER_LEAST = 0.1
_PLURAL = re.compile(r"[a-rt-z]s\s*$", re.IGNORECASE)


def asks_across(question: str) -> bool:
    """Say whether a question is about all papers of the library ("which papers use X?")."""
    return bool(_ACROSS.search(question)) and not _AMONG_THEM.search(question)


def other_papers(question: str, focus: Focus, find: Find) -> tuple[Paper, ...]:
    """Return papers that the question itself names by their titles, besides those in focus."""
    found: dict[str, Paper] = {}
    for name in find_names(question):
        if any(mentions_name(text, name) for text in (*focus.names, *_titles(focus))):
            continue
        for hit in find(name)[:_HITS_SEEN]:
            if mentions_name(_head(hit.paper.title), name):
                found.setdefault(hit.paper.id, hit.paper)
    return tuple(found.values())


def names_its_subject(question: str, focus: Focus, find: Find) -> bool:
    """Say whether a question without a pronoun has a subject of its own."""
    for name in find_names(f"· {question}" if question[:1].islower() else question):
        before = question[: question.find(name)]
        if any(mentions_name(text, name) for text in (*focus.names, *_titles(focus))):
            return True
        held = any(mentions_name(_text(paper), name) for paper in focus.papers)
        if not held and BEHIND_PREPOSITION.search(before) is None and is_subject(question, name):
            return True
    if any(
        BEHIND_PREPOSITION.search(question[: _start_of(paper, question)]) is None
        for paper in other_papers(question, focus, find)
    ):
        return True
    return _speaks_of_another(question, focus, find)


def _speaks_of_another(question: str, focus: Focus, find: Find) -> bool:
    """Say whether words of the question lead to another paper rather than to those in focus."""
    stems = set(content_stems(question)) - _GENERAL
    here = frozenset().union(*(stem_set(_text(focus.papers[place])) for place in focus.main))
    new = stems - here
    if not stems:
        return False
    if _DEFINES.match(question):
        return True
    if not new:
        return False
    hits = find(question)
    in_focus = focus.ids(focus.main)
    if _is_far_nearer(hits, in_focus):
        return True
    for hit in hits[:_HITS_SEEN]:
        held_all = stems <= stem_set(_text(hit.paper))
        if hit.paper.id not in in_focus and held_all and new & stem_set(hit.paper.title):
            return True
    return False


def _is_far_nearer(hits: Sequence[Hit], in_focus: Collection[str]) -> bool:
    """Say whether a question is near to another paper, and far nearer than to those in focus."""
    here = max((hit.similarity or 0.0 for hit in hits if hit.paper.id in in_focus), default=0.0)
    there = max(
        (hit.similarity or 0.0 for hit in hits if hit.paper.id not in in_focus), default=0.0
    )
    return there >= _NEAR_FROM and there - here >= _NEARER_LEAST


def is_another_topic(topic: str, focus: Focus, find: Find) -> bool:
    """Say whether "what about TOPIC?" leads away: a paper named, or things that a title speaks of.

    A quality ("scalability") does not, though a title may have the word.
    """
    if other_papers(f"the {topic}", focus, find):
        return True
    stems = set(content_stems(topic)) - _GENERAL
    here = frozenset().union(*(stem_set(_text(paper)) for paper in focus.papers))
    if not stems or stems <= here or (len(stems) == 1 and not _PLURAL.search(topic)):
        return False
    hits = find(topic)
    titled = any(stems <= stem_set(hit.paper.title) for hit in hits[:_HITS_SEEN])
    return titled or _is_far_nearer(hits, focus.ids(focus.main))


def _start_of(paper: Paper, question: str) -> int:
    """Return where a question names a paper."""
    names = (name for name in find_names(question) if mentions_name(paper.title, name))
    return min((question.find(name) for name in names), default=0)


def _titles(focus: Focus) -> list[str]:
    return [paper.title for paper in focus.papers]


def _head(title: str) -> str:
    """Return what a title names: all before its colon, or all of it."""
    return title.partition(":")[0]


def _text(paper: Paper) -> str:
    return f"{paper.title} {paper.abstract}"
