"""Shorten a sentence that is still hard to read: leave out its last parts, as far as that is safe.

Only what adds to a statement is left out, at a comma or before "by doing so"; a phrase of place, a
condition or a comparison limits it and stays. Each shorter sentence must pass every objection of
the checker against the longer one.
"""

import re
from collections.abc import Iterator

from bot.answering.grammar import CONDITIONS, NEGATIONS
from bot.answering.objections import OBJECTIONS, Case
from bot.answering.words import split_words
from bot.reading.fidelity import keeps_meaning
from bot.reading.grades import joint_grade, load_of
from bot.reading.verbs import FINITE, has_verb

# A summary of sentences just above this grade is made easy enough by its shorter ones.
_HARD_FROM, _EASY_BELOW = 12.5, 11.5
_WORDS_LEAST = 4
# What may be cut off: a clause or phrase that says more, or the later items of a list.
_ADDING = re.compile(
    r",\s+(?=(?:which|who|where|whose|with|by|so|thus|thereby|making|because|since|while|\w+ing)\b)"
    r"|\s+(?=(?:by|through|via|while)\s+\w+ing\b)"
    r"|:\s+|\s+(?=(?:using|so that|in which|based on|whose|thereby|rather than)\b)"
)
_LISTING = re.compile(r",?\s+(?:and|or)\s+(?=(?P<verb>\w+))|(?<=[a-z]s)(?P<comma>,)\s+")
_AFTER_AND = FINITE | {"that", "to", "then", "also", "thus"}
# "datasets of images[, texts and films]" are no datasets of images.
_GOVERNED = re.compile(r"\b(?:of|on|in|with|for|from|to|between|as|by)\s(?:\S+\s){0,2}\S+$")
_LED = re.compile(
    r"(?:To|While|Although|Though|Because|When|If|As|Since|For|In|On|With|Using|Taking|Once|After"
    r"|By|Given|Unlike|From|At|Under|Compared|Trained|According)\b"
)
# "combines A [and B]", "between A [and B]": these take both.
_TAKES_ALL = re.compile(
    r"\b(?:both|either|neither|between|combin|join|align|mix|match|integrat|relat|link|differ(?!ent)|trade"
    r"|separat|same|together|rang)\w*",
    re.IGNORECASE,
)
_DEPENDENT = re.compile(r"\b(?:that|whether|how|which|because|where|since|while|who)\b")


def trim(text: str, title: str) -> str:
    """Return a hard sentence without its last parts: the longest easy one, or the easiest.

    The sentence itself comes back where nothing can be left out safely.
    """
    if _grade(text) < _HARD_FROM:
        return text
    easiest = text
    for shorter in _shorter(text):
        if _grade(shorter) >= _grade(easiest) or not _is_safe(shorter, text, title):
            continue
        easiest = shorter
        if _grade(shorter) < _EASY_BELOW:
            break
    return easiest


def _shorter(text: str) -> Iterator[str]:
    """Yield the beginnings of a sentence, the longest first, each ended."""
    cuts = {match.start(): False for match in _LISTING.finditer(text) if _may_part(match)}
    cuts |= {match.start(): True for match in _ADDING.finditer(text)}
    for at, adding in sorted(cuts.items(), reverse=True):
        kept = text[:at].rstrip(" ,;:")
        if _is_whole(kept) and (adding or _is_single(kept)):
            yield f"{kept}."


def _may_part(match: re.Match[str]) -> bool:
    """Say whether a list is one of statements, or of things that something is done to."""
    if match["comma"]:
        return _GOVERNED.search(match.string[: match.start()]) is None
    return match["verb"] in _AFTER_AND


def _is_whole(kept: str) -> bool:
    """Say whether the beginning of a sentence is one: a main verb, nothing left open."""
    if len(kept.split()) < _WORDS_LEAST or kept.count("(") != kept.count(")"):
        return False
    words = {word.text.lower() for word in split_words(kept)}
    # "when A [and B]" holds under both; "is caused [by adding A]" says nothing.
    if words & CONDITIONS or kept.endswith("ed"):
        return False
    main = kept.partition(", ")[2] if _LED.match(kept) else kept
    dependent = _DEPENDENT.split(kept)[-1]
    return has_verb(main) and (dependent == kept or has_verb(f"x {dependent}"))


def _is_single(kept: str) -> bool:
    """Say whether the first item of a list can stand for itself: "not A [and B]" cannot."""
    words = {word.text.lower() for word in split_words(kept)}
    said = kept.partition(", ")[2] if _LED.match(kept) else kept
    return not words & NEGATIONS and not {",", ":"} & set(said) and not _TAKES_ALL.search(kept)


def _is_safe(shorter: str, text: str, title: str) -> bool:
    case = Case(text=shorter, quoted=text, title=title, question="", strict=True)
    return keeps_meaning(shorter, text, "") and not any(object_to(case) for object_to in OBJECTIONS)


def _grade(text: str) -> float:
    return joint_grade([load_of(text)])
