"""Find the paper that a follow-up describes: "the network security one", of those spoken of.

Pure. A description that fits no title of the conversation is left alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.followup.focus import Focus, call_name
from bot.answering.words import content_stems, stem_set
from bot.types import Turn

_ONE = re.compile(
    r"\b(?:back\s+to\s+)?the\s+(?P<what>(?:[\w-]+\s+){1,4}?)(?:one|paper)\b"
    r"|\b(?:back\s+to\s+)?the\s+(?:one|paper)\s+(?:about|on)\s+(?P<topic>(?:[\w-]+[ ]?){1,4})",
    re.IGNORECASE,
)
_QUESTION_BEHIND = re.compile(r"^\s*[:,;–—-]+\s*(?=\S)")
_SHARE_LEAST = 0.6


@dataclass(frozen=True, slots=True)
class Turned:
    """A question with its description replaced by a name, and the focus on that paper."""

    text: str
    focus: Focus


def turn_to_described(question: str, focus: Focus, history: Sequence[Turn]) -> Turned | None:
    """Return the question about the paper it describes, None where it describes none."""
    found = _ONE.search(question)
    stems = frozenset(content_stems(found["what"] or found["topic"])) if found else frozenset()
    if not found or not stems:
        return None
    papers = (*focus.papers, *focus.earlier)
    shares = [len(stems & stem_set(paper.title)) / len(stems) for paper in papers]
    best = max(range(len(papers)), key=lambda place: shares[place])
    if shares[best] < _SHARE_LEAST:
        return None
    name = call_name(papers[best], history)
    behind = _QUESTION_BEHIND.match(question[found.end() :])
    if found.start() == 0 and behind:
        text = question[found.end() + behind.end() :]
    else:
        text = f"{question[: found.start()]}{name} {question[found.end() :].lstrip()}"
    return Turned(text, Focus((papers[best],), (name,), (0,), asked=""))
