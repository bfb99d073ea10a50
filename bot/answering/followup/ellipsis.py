"""Fill in a question that was cut short ("and on CIFAR-10?", "why?") from the one before it.

Pure. What is left out comes from the reader's own last question; pronouns in the result are
replaced in `references`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.followup.focus import BEHIND_PREPOSITION, Focus
from bot.answering.followup.references import points_back, replace_reference
from bot.answering.names import find_names, holds_name

_LEAD = re.compile(
    r"^\s*(?:(?:and|but|or|so|also|then|ok(?:ay)?|well|thanks|thank\s+you|great|nice)\b[\s,.!]*)*"
    r"(?P<topic>(?:(?:what|how)\s+about|what\s+of)\b\s*)?",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:what|how|who|whom|whose|where|when|why|which|is|are|was|were|do|does|did|can|could|has"
    r"|have|had|will|would|should|tell|explain|describe|list|name|give|show|compare|summari[sz]e)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"^(?:why(?:\s+(?:so|is\s+that|that))?|how\s+come)\s*[?.!]*$", re.IGNORECASE)
_MORE = re.compile(
    r"^(?:(?:please\s+)?(?:tell\s+me|say|explain|give\s+me)?\s*(?:a\s+(?:bit|little)\s+)?more"
    r"(?:\s+details?)?|(?:what|anything)\s+else|go\s+on|elaborate)(?:\s+please)?\s*[?.!]*$",
    re.IGNORECASE,
)
_HOW = re.compile(r"^how(?:\s+so|\s+exactly)?\s*[?.!]*$", re.IGNORECASE)
_SETTING = re.compile(
    r"^(on|in|for|with|at|over|under|without|than|against|from|using|by|during)\s+\S",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"^(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would)\b", re.IGNORECASE
)
_QUANTITY = re.compile(r"^how\s+(many|much)\s+([\w -]+?)\s*\?*$", re.IGNORECASE)
_DEGREE = re.compile(r"^how\s+(\w+)\s*\?*$", re.IGNORECASE)
_KIND = re.compile(r"^(which|what)\s+([\w-]+(?:\s+[\w-]+)?)\s*\?*$", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|has|have|had|will|would|be)\b", re.IGNORECASE
)
_FRAGMENT_WORDS_MOST = 4
_HOW_MUCH_ASKED = re.compile(
    r"^how\s+(?!much|many)(?P<degree>\w+)\s+(?P<verb>is|was|are|were)\s+(?P<what>.+)$",
    re.IGNORECASE,
)
_CLOSERS = r"on|in|for|with|at|over|under|without|than|against|from|using|by|during|and|when|if"
_AMOUNT = re.compile(r"^\d[\d.,]*\s*(?:%|percent)?$")
_BY_NAME = re.compile(r"^[\w.+-]+(?:\s+[\w.+-]+)?$")


@dataclass(frozen=True, slots=True)
class Whole:
    """A question made whole; what it is `about` says whether it carries its papers over.

    "focus": the papers cited last. "other": another subject, which it names. "open": nothing was
    left out but a word of linking, so that has still to be told. `topic` is what was asked about
    and nothing more ("what about memory?"); `places` are papers it points to ("and the second?").
    """

    text: str
    about: Literal["focus", "other", "open"] = "focus"
    topic: str = ""
    places: tuple[int, ...] | None = None


def complete(question: str, focus: Focus) -> Whole | None:
    """Return the question that a shortened one stands for, None where nothing was left out."""
    lead = _LEAD.match(question)
    rest = (question[lead.end() :] if lead else question).strip()
    led = bool(lead and lead[0].strip())
    bare = rest.rstrip(" ?.!")
    fragment = len(rest.split()) <= _FRAGMENT_WORDS_MOST and not _VERB.search(rest)
    if _MORE.match(rest):
        whole = Whole(f"Tell me more about {focus.subject}.")
    elif _WHY.match(rest):
        whole = Whole(_why(focus))
    elif _HOW.match(rest):
        whole = Whole(f"How does {focus.subject} do that?")
    elif _SETTING.match(rest) and not _VERB.search(rest):
        whole = Whole(_in_setting(bare, focus))
    elif _ASKS.match(rest) and not (lead and lead["topic"]):
        return _asked_in_full(rest, focus.subject, led=led)
    elif bare and (led or fragment):
        whole = _about(bare, focus, find_names(f"the {bare}" if led else bare))
    else:
        return None
    return whole


def _asked_in_full(question: str, subject: str, *, led: bool) -> Whole | None:
    """Give a question its verb if it lacks one; `led` ones only lose their first word."""
    text = None if points_back(question) else _with_verb(question, subject)
    if text:
        return Whole(text)
    return Whole(question[:1].upper() + question[1:], "open") if led else None


def _why(focus: Focus) -> str:
    """Ask for the reason of what was asked: "Does SPANN …?" becomes "Why does SPANN …?"."""
    asked = focus.asked.strip().rstrip(" ?.!")
    if _AUXILIARY.match(asked):
        return f"Why {asked[:1].lower()}{asked[1:]}?"
    if found := _HOW_MUCH_ASKED.match(asked):
        return f"Why {found['verb']} {found['what']} so {found['degree']}?"
    name = re.escape(focus.subject)
    does = rf"(?:how|what|which)\s+(.*?)\s*\b(does|did|do|can)\s+{name}\s+(\w+)\b(.*)$"
    if found := re.match(does, asked, re.IGNORECASE):
        things, verb, act, rest = found.groups()
        much = re.match(r"(?:many|much)\b", things, re.IGNORECASE)
        told = f" {'so' if much else 'that'} {things}" if things else ""
        return f"Why {verb} {focus.subject} {act}{told}{rest}?"
    return f"Why is that so for {focus.subject}?"


def _in_setting(setting: str, focus: Focus) -> str:
    """Ask the last question in another setting: "on CIFAR-10" takes the place of "on ImageNet"."""
    asked = focus.asked.strip().rstrip(" ?.!")
    if not _ASKS.match(asked):
        return f"What about {focus.subject} {setting}?"
    preposition, rest = setting.split(maxsplit=1)
    of_same = rf"\s+{re.escape(preposition)}\s+"
    amount = re.search(rf"(?<={re.escape(preposition)}\s)\d[\d.,]*\s*%?", asked, re.IGNORECASE)
    if amount and _AMOUNT.match(rest):
        return f"{asked[: amount.start()]}{rest}{asked[amount.end() :]}?"
    words = rf"(?:the\s+)?[\w.@%/-]+(?:\s+(?!(?:{_CLOSERS})\b)[\w.@%/-]+)*"
    others = re.search(rf"{of_same}{words}(?=\s+(?:{_CLOSERS})\b|$)", asked, re.IGNORECASE)
    if others:
        return f"{asked[: others.start()]} {setting}{asked[others.end() :]}?"
    return f"{asked} {setting}?"


def _about(topic: str, focus: Focus, names: Sequence[str]) -> Whole:
    """Ask about something else of the same paper, or the same of something else."""
    asked = focus.asked.strip()
    reference = replace_reference(topic, focus)
    if reference and reference.places:
        return Whole(f"What about {reference.text}?", places=reference.places)
    if names and _BY_NAME.match(topic) and not _is_held(topic, focus):
        if holds_name(asked, focus.subject):
            text = asked.replace(focus.subject, topic, 1)
            return Whole(text, "other")
        return Whole(f"What about {topic}?", "other")
    place = _place_of_setting(asked)
    if names and place and _BY_NAME.match(topic):
        return Whole(f"{asked[: place[0]]}{topic}{asked[place[1] :]}")
    words = topic[:1].lower() + topic[1:] if not names else topic
    return Whole(f"What about {words} in {focus.subject}?", topic=words)


def _is_held(name: str, focus: Focus) -> bool:
    """Say whether the papers the conversation is about speak of a name."""
    return any(
        holds_name(f"{focus.papers[place].title} {focus.papers[place].abstract}", name)
        for place in focus.main
    )


def _place_of_setting(asked: str) -> tuple[int, int] | None:
    """Return where the last question names what something was measured on."""
    for name in find_names(asked):
        start = asked.find(name)
        if BEHIND_PREPOSITION.search(asked[:start]):
            return start, start + len(name)
    return None


def _with_verb(question: str, subject: str) -> str | None:
    """Complete "How many languages?", "How fast?" and "Which datasets?"."""
    if _VERB.search(question):
        return None
    if found := _QUANTITY.match(question):
        many, things = found.groups()
        verb = f"does {subject} need" if many.lower() == "much" else f"are there in {subject}"
        return f"How {many.lower()} {things} {verb}?"
    if found := _DEGREE.match(question):
        return f"How {found[1]} is {subject}?"
    if found := _KIND.match(question):
        return f"{found[1].capitalize()} {found[2]} does {subject} use?"
    return None
