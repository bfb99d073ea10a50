"""What a paper must say to answer a question of some form: "when" needs a date.

Without it no sentence of the paper answers, however near it is. Only forms that a text shows for
certain are asked for; every other question expects nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.quantities import find_quantities
from bot.answering.words import Word, split_words, stem, stem_set

_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October"
    r"|November|December)\b"
)
_TIME = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|epochs?|iterations?|steps"
    r"|once|times|faster|slower|quick\w*|speed\w*)\b|\d ?(?:x|ms|s|h)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"[$€£]\s?\d|\b(?:dollars?|euros?|cents?)\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:authors?|et al\.|OpenAI|Google|Meta|team)\b")
_DIGIT = re.compile(r"\d")
_COUNTED = re.compile(
    r"\b(?:how many|what number of|(?:the )?number of)\s+(?P<rest>[^?,;.]+)", re.IGNORECASE
)
_NUMBER_WORD = re.compile(
    r"\b(?:no|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|billions?|single|both|several|many|few|half|third|quarter)\b",
    re.IGNORECASE,
)
_MEASURE_WORDS = frozenset(stem(word) for word in "times percent points".split())


@dataclass(frozen=True, slots=True)
class _Form:
    """How a question asks, what shows an answer in a text, and what to call that."""

    asked: re.Pattern[str]
    shown: Callable[[str], bool]
    name: str


def _shows(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.search(text) is not None


_FORMS = (
    _Form(
        re.compile(
            r"^\s*(?:and )?(?:since )?when (?:was|were|did|is)\b|\bwhat (?:year|date)\b",
            re.IGNORECASE,
        ),
        _shows(_DATE),
        "a date",
    ),
    _Form(
        re.compile(r"\bhow (?:long (?:does|did|is|was|must|do)|much time)\b", re.IGNORECASE),
        _shows(_TIME),
        "a length of time",
    ),
    _Form(
        re.compile(
            r"\b(?:price|how much (?:money|does it cost|did it cost)|in dollars)\b", re.IGNORECASE
        ),
        _shows(_MONEY),
        "a price",
    ),
    _Form(re.compile(r"^\s*(?:and )?who (?!else)\w+", re.IGNORECASE), _shows(_PEOPLE), "a person"),
)


def unmet(question: str, sentences: Sequence[str]) -> str | None:
    """Return what a question expects and no sentence of a paper has, None where nothing is."""
    whole = " ".join(sentences)
    for form in _FORMS:
        if form.asked.search(question) and not form.shown(whole):
            return form.name
    return _uncounted(question, sentences) or _unstated(question, whole)


def _uncounted(question: str, sentences: Sequence[str]) -> str | None:
    """Return "a number of languages" where no sentence speaks of languages beside a number."""
    match = _COUNTED.search(question)
    counted = _counted_word(match["rest"]) if match else None
    if counted is None:
        return None
    for sentence in sentences:
        numbered = _DIGIT.search(sentence) or _NUMBER_WORD.search(sentence)
        if numbered and counted.stem in stem_set(sentence):
            return None
    return f"a number of {counted.text}"


def _counted_word(rest: str) -> Word | None:
    """Return the noun behind "how many"; "times" and "percent" are measures, not counted things."""
    first = next(iter(split_words(rest)), None)
    if first is None or not first.content or first.stem in _MEASURE_WORDS:
        return None
    return first


def _unstated(question: str, text: str) -> str | None:
    """Return the first number of a question that a text does not have."""
    stated = {quantity.values for quantity in find_quantities(text)}
    for quantity in find_quantities(question):
        in_words = not _DIGIT.search(quantity.text)
        if quantity.values not in stated and (in_words or quantity.unit in {"", "%", "x"}):
            return f"“{quantity.text}”"
    return None
