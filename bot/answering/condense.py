"""Turn a follow-up into a question that stands on its own.

By rule: a pronoun, or a question that names nothing, is about the papers cited last. The result
is shown to the reader. Knows no model.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.names import find_names
from bot.answering.words import content_stems
from bot.types import Turn

_SUBJECT = (
    r"(?:this|that|the)\s+(?:same\s+)?(?:paper|method|model|system|approach|work|dataset|study)"
)
_POSSESSIVE = re.compile(rf"\b(?:its|their|{_SUBJECT}['’]s)\b", re.IGNORECASE)
_PRONOUN = re.compile(rf"\b(?:it|they|them|{_SUBJECT})\b", re.IGNORECASE)
_ELLIPSIS = re.compile(
    r"^\s*(?:and|but|or|what about|how about|why|how so|how come)\b", re.IGNORECASE
)
_NAME_WORDS_MOST = 6
_BARE_WORDS_MOST = 1


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that needs no conversation, and the papers it carries over (may be none)."""

    text: str
    paper_ids: tuple[str, ...] = ()


def condense(question: str, history: Sequence[Turn], title_of: Callable[[str], str]) -> Standalone:
    """Return the question with its subject carried over from the papers cited last."""
    cited = next((turn.paper_ids for turn in reversed(history) if turn.paper_ids), ())
    if not cited:
        return Standalone(question)
    subject = short_name(title_of(cited[0]))
    for pattern, words in ((_POSSESSIVE, f"{subject}'s"), (_PRONOUN, subject)):
        found = pattern.search(question)
        # "What is CLIP and how was it trained?" names its subject itself.
        if found and not find_names(question[: found.start()]):
            text = question[: found.start()] + words + question[found.end() :]
            return Standalone(text, cited[:1])
    names_nothing = not find_names(question)
    if _ELLIPSIS.match(question) or (
        names_nothing and len(content_stems(question)) <= _BARE_WORDS_MOST
    ):
        return Standalone(f"{question.rstrip(' ?')} ({subject})?", cited[:1])
    return Standalone(question)


def short_name(title: str) -> str:
    """Return what people call a paper: the name before its colon, else its whole title."""
    head, colon, _ = title.partition(":")
    if colon and len(head.split()) <= _NAME_WORDS_MOST:
        return head.strip()
    return title.strip()
