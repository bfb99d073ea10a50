"""Replace the words of a follow-up that point back ("it", "the second one") by what they mean.

Pure: a question and a focus in, the question with names in. Whether a question needs it is judged
in `dependence`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.followup.focus import Focus
from bot.answering.names import find_names

_ORDINALS = {
    word: place
    for place, words in enumerate(
        ("first 1st former", "second 2nd", "third 3rd", "fourth 4th", "fifth 5th")
    )
    for word in words.split()
}
# What a paper is called whatever it is about, and what it may only be about.
_WHOLE = (
    r"paper|article|study|(?<!does this )(?<!does that )(?<!did this )(?<!can this )work"
    r"|method|model|approach|system|technique|framework|algorithm"
)
_PART = r"dataset|data\s?set|corpus|benchmark|network|architecture|survey|review|tool"
_NOUN = rf"(?:{_WHOLE}|{_PART})"
_NOUNS = rf"(?:{_WHOLE.replace('study', 'studie').replace('approach', 'approache')}|dataset)s"
# "the model of ...", "the first method that ..." say themselves which one they mean.
_SAID_WHICH = (
    r"(?!\s+(?:of|for|on|in|that|which|who|called|named|with|behind|from|to)\b|\s+(?-i:[A-Z]))"
)

_ORDINAL = re.compile(
    rf"\b(?:the|that)\s+(?:(?P<ordinal>{'|'.join(_ORDINALS)}|second-last|last|other)\s+"
    rf"(?:one\b|{_NOUN}\b){_SAID_WHICH}|(?P<of_two>former|latter)\b"
    rf"|(?P<bare>{'|'.join(_ORDINALS)}|last|other)(?=\s*[?.!]*$))(?P<own>['’]s\b)?",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?:\b(?:the\s+)?(?:{_NOUN}|number|source)\s+|#)?\[(?P<marker>[1-9])\](?P<own>['’]s\b)?"
    rf"|\b(?:paper|number|source)\s+#?(?P<number>[1-9])\b(?P<own2>['’]s\b)?",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"\b(?:both(?:\s+of\s+(?:them|these|those))?(?:\s+{_NOUNS})?(?!\s+[\w-]+\s+and\b)"
    rf"|(?:all\s+(?:of\s+)?)?(?:these|those)(?:\s+(?:two|three|four|five))?\s+{_NOUNS}"
    rf"|the\s+(?:two|three)(?:\s+{_NOUNS})?|all\s+of\s+(?:them|these|those)|each\s+of\s+them)\b",
    re.IGNORECASE,
)
_WHICH = re.compile(
    r"^(?P<which>which)\s+(?:one|(?=(?:is|was|has|does|can|would|performs|works)\b))\s*",
    re.IGNORECASE,
)
_THEY = re.compile(r"\b(?P<own>their)\b|\b(?:they|them)\b", re.IGNORECASE)
_AUTHORS = re.compile(
    r"\b(?:these|those|the)\s+(?:same\s+)?(?:authors|researchers|writers)\b(?!\s+of\b)",
    re.IGNORECASE,
)
_THING = re.compile(
    rf"\b(?:this|that|the)\s+(?:same\s+)?(?:(?P<whole>{_WHOLE})|(?P<part>{_PART}))\b"
    rf"(?:(?P<own>['’]s\b)|{_SAID_WHICH})",
    re.IGNORECASE,
)
_IT = re.compile(r"\b(?:(?P<own>its)|it)\b(?!['’]s\s+(?:true|possible|likely))", re.IGNORECASE)
_BEFORE_THAT = (
    "about of by for with than like is was does did do can could why how explain describe".split()
)
_THAT = re.compile(
    rf"(?:{'|'.join(rf'(?<={word} )' for word in _BEFORE_THAT)})(?:this|that)"
    r"(?=\s*(?:[?.!,]|$|(?:mean|work|help|compare|differ|need|use|scale|address|solve|do|improve|better|faster|slower|new"
    r"|also|still|be|in|again|more|further|briefly)\b))",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|be|make|makes)\s+it\s+(?:\w+\s+)?(?:true|possible|likely|clear|known|worth"
    r"|necessary|important|common|easy|easier|hard|harder|safe|best|better|useful)\s+(?:to|that|if)"
    r"|it\s+(?:is|was)\s+(?:\w+\s+)?(?:true|possible|likely|clear|known|important|\w+)\s+that"
    r"|(?:does|did|would)\s+it\s+(?:take\s+to|matter\s+(?:if|whether|that)))\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(
    r"\b(?:this|these|those|that)\s+(?!(?:is|are|the|in|on|of|for|to|with|was|were)\b)[a-z-]+",
    re.IGNORECASE,
)
_WHAT_AUTHORS_DO = re.compile(
    r"^\s+(?:\w+ly\s+|also\s+|first\s+)?(?:propos|introduc|publish|releas|us|report|compar|evaluat|test"
    r"|find|found|show|train|claim|provid|collect|suggest|sa[iy]|build|built|mak|mad|achiev|reach"
    r"|solv|handl|need|get|got|look|tr[yi]|stud|measur|beat|do\b|call|stor|keep|model)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?<!\w)(?!(?:is|was|does|has|this|its|as|us|papers|authors|methods|models)\b)"
    r"(?P<noun>[a-z][a-z-]+[a-rt-z]s)\b(?<!ss)(?<!us)(?<!is)"
)
_PLURAL_VERBS = {"do": "does", "are": "is", "were": "was", "have": "has"}
_CLAUSE = re.compile(r",|;|\b(?:and|but|or|when|because|while|so)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^\s*(?:what|how|who|where|why|which|is|are|do|does|did|can|has|have|was|were)\b",
    re.IGNORECASE,
)
_SUBJECT_OF_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|has|have|had|will|of|about|by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A question with its reference replaced, and the places of the papers it means.

    No places where the reference could not be resolved ("the third one" of two).
    """

    text: str
    places: tuple[int, ...]


def replace_reference(question: str, focus: Focus) -> Reference | None:
    """Return the question with what points back replaced, None where nothing does."""
    return (
        _numbered(question, focus)
        or _several(question, focus)
        or _singular(question, focus)
        or _demonstrative(question, focus)
    )


def points_back(question: str) -> bool:
    """Say whether a question has a word that only a conversation can explain."""
    patterns = (_ORDINAL, _BOTH, _THEY, _AUTHORS, _THING, _IT, _THAT)
    found = (pattern.search(question) for pattern in patterns)
    return any(m and not _explained(question, m) for m in found)


def is_subject(question: str, name: str) -> bool:
    """Say whether a name is what a clause of the question is about ("does CLIP", "of CLIP")."""
    before = question[: question.find(name)]
    return not before.strip() or _SUBJECT_OF_CLAUSE.search(before) is not None


def _numbered(question: str, focus: Focus) -> Reference | None:
    """Resolve "the second one", "the latter", "paper 2" and "[2]" by the order shown."""
    found = _ORDINAL.search(question)
    if found:
        word = (found["ordinal"] or found["of_two"] or found["bare"]).lower()
        place = _place(word, focus)
        own = found["own"]
    else:
        found = _NUMBER.search(question)
        if not found:
            return None
        place = int(found["marker"] or found["number"]) - 1
        own = found["own"] or found["own2"]
    if place is None or place >= len(focus.papers):
        return Reference(question, ())
    return Reference(_put(question, found, focus.names[place], own=own), (place,))


def _place(word: str, focus: Focus) -> int | None:
    count = len(focus.papers)
    if word in {"last", "latter"}:
        return count - 1
    if word == "other":
        others = [place for place in range(count) if place not in focus.main]
        return others[0] if others else count - 1
    return _ORDINALS.get(word)


def _several(question: str, focus: Focus) -> Reference | None:
    """Resolve "which one", "both", "these papers", "the authors" and "them"."""
    found = _WHICH.search(question)
    if found and len(focus.papers) > 1:
        names = listed(focus.names)
        rest = question[found.end() :]
        return Reference(f"Which of {names} {rest}", tuple(range(len(focus.papers))))
    found = _BOTH.search(question)
    if found:
        return _all(question, found, focus)
    found = _AUTHORS.search(question)
    if found:
        words = f"the authors of {focus.subject}"
        return Reference(_put(question, found, words, own=None), _one(focus))
    return _they(question, focus)


def _all(question: str, found: re.Match[str], focus: Focus) -> Reference:
    """Put all papers cited last in the place of "both", which one paper cannot be."""
    every = tuple(range(len(focus.papers)))
    if len(every) == 1:
        return Reference(question, ())
    they = _THEY.search(question[: found.start()])  # "do they both"
    return Reference(_put(question, they or found, listed(focus.names), own=None), every)


def _they(question: str, focus: Focus) -> Reference | None:
    """Resolve "they", "them" and "their": papers, things the last question spoke of, authors."""
    found = _THEY.search(question)
    if not found or _explained(question, found):
        return None
    if len(focus.main) > 1:
        names = listed([focus.names[place] for place in focus.main])
        return Reference(_put(question, found, names, own=found["own"]), focus.main)
    if found["own"]:
        return Reference(_put(question, found, focus.subject, own="'s"), _one(focus))
    things = _things(focus)
    if things and not _WHAT_AUTHORS_DO.search(question[found.end() :]):
        text = _put(question, found, things, own=None).rstrip(" ?.!")
        return Reference(f"{text} in {focus.subject}?", _one(focus))
    return Reference(_put_singular(question, found, focus.subject), _one(focus))


def _things(focus: Focus) -> str | None:
    """Return what the last question spoke of in the plural ("anchors"), None where nothing."""
    names = [*find_names(focus.asked), focus.subject]
    for found in _PLURAL.finditer(focus.asked):
        if not any(found["noun"] in name for name in names):
            return found[0]
    return None


def _singular(question: str, focus: Focus) -> Reference | None:
    """Resolve "its", "it", "the paper", "that method" and a bare "that"."""
    thing = _THING.search(question)
    if thing and thing["part"] and not _is_called(focus, thing["part"]):
        noun = thing[0].removesuffix("'s").removesuffix("’s")
        text = _put(question, thing, f"the {noun.split()[-1]} of {focus.subject}", own=None)
        return Reference(text, _one(focus))
    found = [m for pattern in (_IT, _THING, _THAT) if (m := pattern.search(question))]
    for m in sorted(found, key=lambda m: m.start()):
        if not _explained(question, m):
            own = m["own"] if "own" in m.re.groupindex else None
            return Reference(_put(question, m, focus.subject, own=own), _one(focus))
    return None


def _demonstrative(question: str, focus: Focus) -> Reference | None:
    """Add the paper to "those results"."""
    found = _DEMONSTRATIVE.search(question)
    if not found or find_names(question) or found.start() == 0:
        return None
    return Reference(f"{question.rstrip(' ?.!')} in {focus.subject}?", _one(focus))


def _explained(question: str, found: re.Match[str]) -> bool:
    """Say whether the question itself says what the word means, or it means nothing.

    "What is CLIP and how was it trained?" does; "How many GPUs does it need?" and "On CIFAR-10,
    how good is it?" do not.
    """
    for expletive in _EXPLETIVE.finditer(question):
        if expletive.start() <= found.start() < expletive.end():
            return True
    before = question[: found.start()]
    names = find_names(before)
    owned = "own" in found.re.groupindex and bool(found["own"])
    if owned and any(is_subject(before, name) for name in names):
        return True
    if names and ":" in before[before.rindex(names[-1]) :]:  # "Now HiNER: how large is it?"
        return True
    return bool(names) and bool(_CLAUSE.search(before)) and bool(_ASKS.search(before))


def _is_called(focus: Focus, noun: str) -> bool:
    title = focus.papers[focus.main[0]].title
    return re.search(rf"\b{re.escape(noun)}s?\b", title, re.IGNORECASE) is not None


def _put(question: str, found: re.Match[str], words: str, *, own: str | None) -> str:
    after = question[found.end() :]
    return f"{question[: found.start()]}{words}{_genitive(words) if own else ''}{after}"


def _put_singular(question: str, found: re.Match[str], name: str) -> str:
    """Put one name in the place of "they": "do they need" becomes "does SPANN need"."""
    before, after = question[: found.start()], question[found.end() :]
    verb = re.search(r"\b(do|are|were|have)\s+$", before, re.IGNORECASE)
    if verb:
        singular = _PLURAL_VERBS[verb[1].lower()]
        singular = singular.capitalize() if verb[1][0].isupper() else singular
        return f"{before[: verb.start()]}{singular} {name}{after}"
    if found[0].lower() == "they" and re.match(r"\s+\w", after):
        return f"{before}the authors of {name}{after}"
    return f"{before}{name}{after}"


def _genitive(name: str) -> str:
    return "’s" if name.endswith("”") else "'s"


def listed(names: Sequence[str]) -> str:
    """Return names as one phrase: "A, B and C"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _one(focus: Focus) -> tuple[int, ...]:
    return focus.main[:1]
