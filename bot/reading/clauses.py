"""Cut a sentence into parts that can be read as sentences, at joints that keep what it says.

", which shows that" begins a sentence of its own as "This shows that"; "Although A, B" is "A. But
B." No joint inside a bracket or a quotation is used, and none where a part would lack its verb.
Knows words and marks; what a part is about is not known here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.reading.verbs import (
    FINITE,
    SURE_THIRD_PERSON,
    THIRD_PERSON,
    has_sure_verb,
    has_verb,
)

# Cutting goes on in each part; a real sentence has under ten joints.
_CUTS_MOST = 12
_NEW_SUBJECT = (
    r"(?:it|they|we|the|this|these|those|its|their|our|a|an|there|such|both|most|each|all|experiments"
    r"|results|when|if|[A-Z][\w-]*|(?:on|in|for|with|at|under)\s[^,;]{2,40}?,?\s"
    r"(?:it|they|we|the authors))\b"
)
_NOT_IN_BRACKETS = r"(?![^()]*\))(?![^“”]*”)"


@dataclass(frozen=True, slots=True)
class Part:
    """`lead` and then `[start:end]` of a sentence's text, without the mark that ends it.

    `leans` says that it cannot be read without the part before it.
    """

    start: int
    end: int
    lead: str = ""
    leans: bool = False

    def of(self, text: str) -> str:
        """Return the words of the part."""
        return self.lead + text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Two parts in place of one: the first ends where the second's joint begins."""

    first: Part
    second: Part


_Rule: TypeAlias = Callable[[str, Part], "_Cut | None"]


def split_parts(text: str) -> tuple[Part, ...]:
    """Return the parts of a sentence in order: the fewest joints between them are left uncut."""
    parts = [Part(0, len(text.rstrip(" .")))]
    cuts = 0
    place = 0
    while place < len(parts) and cuts < _CUTS_MOST:
        cut = next((made for rule in _RULES if (made := rule(text, parts[place]))), None)
        if cut is None:
            place += 1
        else:
            parts[place : place + 1] = [cut.first, cut.second]
            cuts += 1
    return tuple(parts)


_AND = re.compile(
    rf"(?:;\s+(?P<joined>and |but |yet |so )?|,\s+(?P<word>and|but|yet|so|whereas|although|though|"
    rf"even though|while)\s+)(?={_NEW_SUBJECT}){_NOT_IN_BRACKETS}"
)
# "but performance suffers": any subject, where what follows "but" is no verb and no adverb.
_TURN = re.compile(rf",\s+(?P<word>but|yet|so)\s+(?P<subject>[a-z]+)\s{_NOT_IN_BRACKETS}")
_NO_SUBJECT = re.compile(
    r"(?:\w+ly|also|still|often|not|only|rather|then|never|that|far|on|much|as)$"
)
_SEMICOLON = re.compile(rf";\s+{_NOT_IN_BRACKETS}")
_COLON = re.compile(rf":\s+{_NOT_IN_BRACKETS}")
_BECAUSE = re.compile(rf",?\s+because\s+(?={_NEW_SUBJECT}){_NOT_IN_BRACKETS}")
_WHICH = re.compile(rf",\s+which\s+(?=(?P<verb>[a-z]+)\b){_NOT_IN_BRACKETS}")
_PARTICIPLE = re.compile(
    r",\s+(?:thereby |thus |hence )?(?P<verb>allowing|enabling|making|reducing|improving"
    rf"|suggesting|indicating|demonstrating|showing|yielding|resulting in|leading to)\s+"
    rf"{_NOT_IN_BRACKETS}"
)
_SHARED = re.compile(
    rf"(?:,\s+(?:(?P<word>and|but|yet)\s+)?|\s+and\s+)(?=(?:also\s+|then\s+)?(?P<verb>[a-z]+s)\s)"
    rf"{_NOT_IN_BRACKETS}"
)
_APPOSITION = re.compile(
    r"(?<=\s)(?P<name>(?:the )?(?:[A-Za-z]*[A-Z][\w-]*[A-Z\d][\w-]*|[a-z]+[A-Z]\w+"
    rf"|(?<=the )[A-Z]\w+(?: [A-Z]\w+)+)),\s+(?=an?\s){_NOT_IN_BRACKETS}"
)
_CONCESSION = re.compile(
    rf"(?:Although|Though|While|Whereas|Even though)\s+(?P<first>[^,()]+),\s+(?={_NEW_SUBJECT})"
)
_PURPOSE = re.compile(rf"(?:In order to|To)\s+(?P<aim>[a-z][^,:]+),\s+(?={_NEW_SUBJECT})")
_MEANS = re.compile(rf"Using\s+(?P<means>[^,():]+),\s+(?={_NEW_SUBJECT})")
_FRAGMENT = re.compile(r"the \w+ to\b")  # "and the first to show"
_LISTED = re.compile(r",\s+(?:and|or)\s")
_IS_A_THAT = re.compile(r"[\w-]*[A-Z][\w-]* is an? [\w -]{3,60}? that ")
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where|whether|how)\b")
_CONDITION = re.compile(
    r"\b(?:if|unless|when|whenever|where|whether|without|assum\w+|suppos\w+)\b", re.IGNORECASE
)
_LEADS = {"but": "But ", "yet": "But ", "whereas": "But ", "although": "But ", "though": "But ",
          "even though": "But ", "so": "So ", "while": "Meanwhile, "}  # fmt: skip
_PARTICIPLES = {"allowing": "allows", "enabling": "enables", "making": "makes",
                "reducing": "reduces", "improving": "improves", "suggesting": "suggests",
                "indicating": "indicates", "demonstrating": "demonstrates", "showing": "shows",
                "yielding": "yields", "resulting in": "results in",
                "leading to": "leads to"}  # fmt: skip
_PLURAL_VERBS = frozenset({"are", "were", "have"})


def _at_new_subject(text: str, part: Part) -> _Cut | None:
    """Cut "it is a list; it is short" and "A is fast, and it is small"."""
    for match in _AND.finditer(text, part.start, part.end):
        word = (match["word"] or match["joined"] or "").strip()
        cut = _cut(part, match.start(), match.end(), _LEADS.get(word, ""), leans=False)
        if _both_clauses(text, cut) and not _conditional(text, cut):
            return cut
    return None


def _at_turn(text: str, part: Part) -> _Cut | None:
    """Cut "it scales, but performance suffers", not "it is good, but also slow"."""
    for match in _TURN.finditer(text, part.start, part.end):
        word, subject = match["word"], match["subject"]
        cut = _cut(part, match.start(), match.start("subject"), _LEADS[word], leans=False)
        if subject in FINITE or _NO_SUBJECT.match(subject) or _conditional(text, cut):
            continue
        if _both_clauses(text, cut):
            return cut
    return None


def _at_semicolon(text: str, part: Part) -> _Cut | None:
    for match in _SEMICOLON.finditer(text, part.start, part.end):
        cut = _cut(part, match.start(), match.end(), "", leans=False)
        if _both_clauses(text, cut):
            return cut
    return None


def _at_colon(text: str, part: Part) -> _Cut | None:
    """Cut "its answer is two methods: they are A and B"; a list after a colon stays."""
    for match in _COLON.finditer(text, part.start, part.end):
        opening = re.split(r",", text[match.end() : part.end])[0]
        cut = _cut(part, match.start(), match.end(), "", leans=False)
        if has_sure_verb(opening) and _both_clauses(text, cut):
            return cut
    return None


def _at_because(text: str, part: Part) -> _Cut | None:
    for match in _BECAUSE.finditer(text, part.start, part.end):
        cut = _cut(part, match.start(), match.end(), "This is because ", leans=True)
        # Of a list, only the last item may have this cause; of a denial, it is what is denied.
        doubtful = re.search(r",|\b(?:not|only|just)\b|n't", text[part.start : match.start()])
        if _both_clauses(text, cut) and not doubtful:
            return cut
    return None


def _at_which(text: str, part: Part) -> _Cut | None:
    """Cut "uses a cache, which is fast" before "This is fast": as open as "which" was."""
    for match in _WHICH.finditer(text, part.start, part.end):
        if "which" in text[part.start : match.start()]:  # of a list, each item has its own
            return None
        verb = match["verb"]
        if verb in THIRD_PERSON or verb in {"is", "has", "was", "can", "may", "does"}:
            lead = "This "
        elif verb in _PLURAL_VERBS:
            lead = "These "
        else:
            continue
        cut = _cut(part, match.start(), match.end(), lead, leans=True)
        if has_verb(cut.first.of(text)) and not _goes_on(text, cut.second):
            return cut
    return None


def _at_participle(text: str, part: Part) -> _Cut | None:
    for match in _PARTICIPLE.finditer(text, part.start, part.end):
        lead = f"This {_PARTICIPLES[match['verb']]} "
        cut = _cut(part, match.start(), match.end(), lead, leans=True)
        if has_verb(cut.first.of(text)) and not _goes_on(text, cut.second):
            return cut
    return None


def _at_shared_subject(text: str, part: Part) -> _Cut | None:
    """Cut "It reads A, and writes B" before "It writes B"."""
    for match in _SHARED.finditer(text, part.start, part.end):
        before = text[part.start : match.start()]
        # "X is a list that keeps A and writes B": there too, X writes.
        described = _IS_A_THAT.match(part.of(text))
        inside = part.start if described is None else part.start + described.end() - len(part.lead)
        if match["verb"] not in SURE_THIRD_PERSON or _RELATIVE.search(text[inside : match.start()]):
            continue
        last = before.split()[-1:]
        if not last or last[0] in FINITE:  # "identifies and builds X": one object for both
            continue
        lead = "But it " if match["word"] in {"but", "yet"} else "It "
        cut = _cut(part, match.start(), match.end(), lead, leans=True)
        if has_verb(before) and re.match(r"(?:It|This|The \w+ |[A-Z])", part.of(text)):
            return cut
    return None


def _at_apposition(text: str, part: Part) -> _Cut | None:
    """Cut "presents SPANN, an index that ..." before "SPANN is an index that ..."."""
    for match in _APPOSITION.finditer(text, part.start, part.end):
        rest = text[match.end() : part.end]
        if _LISTED.search(rest) or not has_verb(text[part.start : match.start()]):
            continue
        name = (
            match["name"][0].upper() + match["name"][1:] if " " in match["name"] else match["name"]
        )
        return _cut(part, match.end("name"), match.end(), f"{name} is ", leans=False)
    return None


def _at_concession(text: str, part: Part) -> _Cut | None:
    """Cut "Although A is fast, B is good" into "A is fast" and "But B is good"."""
    match = None if part.lead else _CONCESSION.match(text, part.start, part.end)
    if match is None:
        return None
    first = Part(match.start("first"), match.end("first"))
    second = Part(match.end(), part.end, "But ", leans=False)
    cut = _Cut(first, second)
    return cut if _both_clauses(text, cut) else None


def _at_means(text: str, part: Part) -> _Cut | None:
    """Cut "Using A, it makes B" into "it makes B" and "This uses A"; so too with "we"."""
    match = None if part.lead else _MEANS.match(text, part.start, part.end)
    if match is None:
        return None
    first = Part(match.end(), part.end)
    lead = "We use " if text[match.end() :].startswith("we ") else "This uses "
    second = Part(match.start("means"), match.end("means"), lead, leans=True)
    return _Cut(first, second) if has_verb(first.of(text)) else None


def _at_purpose(text: str, part: Part) -> _Cut | None:
    """Cut "To use A, B has C" into "B has C" and "The aim is to use A"."""
    match = None if part.lead else _PURPOSE.match(text, part.start, part.end)
    if match is None:
        return None
    first = Part(match.end(), part.end)
    second = Part(match.start("aim"), match.end("aim"), "The aim is to ", leans=True)
    return _Cut(first, second) if has_verb(first.of(text)) else None


_RULES: tuple[_Rule, ...] = (
    _at_concession,
    _at_purpose,
    _at_means,
    _at_semicolon,
    _at_colon,
    _at_new_subject,
    _at_turn,
    _at_because,
    _at_which,
    _at_participle,
    _at_shared_subject,
    _at_apposition,
)


def _cut(part: Part, end: int, start: int, lead: str, *, leans: bool) -> _Cut:
    return _Cut(Part(part.start, end, part.lead, part.leans), Part(start, part.end, lead, leans))


def _both_clauses(text: str, cut: _Cut) -> bool:
    """Say whether each part has a verb, the second one before any relative clause or comma."""
    second = cut.second.of(text)
    if _FRAGMENT.match(second):
        return False
    relative = _RELATIVE.search(second)
    main = second if relative is None or relative.start() == 0 else second[: relative.start()]
    if second[:1].isupper() and not cut.second.lead:
        main = main.partition(",")[0]
    return has_verb(cut.first.of(text)) and has_verb(main)


def _conditional(text: str, cut: _Cut) -> bool:
    """Say whether a condition at the head of the first part may hold for the second as well."""
    return _CONDITION.match(cut.first.of(text)) is not None


def _goes_on(text: str, part: Part) -> bool:
    """Say whether a part that hangs on another ends before the sentence does: ", which A, B"."""
    return re.search(r",\s+(?!and |or )[a-z]+\s", part.of(text)) is not None
