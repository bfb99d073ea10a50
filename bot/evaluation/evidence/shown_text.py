"""What a reader was shown, as one text, and whether it holds a fact."""

import re
from collections.abc import Sequence

from bot.types import Answer

_MARKS = re.compile(r"\s?\[\d+\]")
_BLANK = re.compile(r"\s+")


def shown_text(answer: Answer) -> str:
    """Return the shown answer without its markers `[1]`: they are numbers that nobody claimed."""
    return _MARKS.sub("", answer.text)


def fold(text: str) -> str:
    """Return a text in one case, with single spaces."""
    return _BLANK.sub(" ", text).strip().casefold()


def holds_fact(text: str, wordings: Sequence[str]) -> bool:
    """Say whether a text has one of a fact's wordings, numbers as whole numbers."""
    folded = fold(text)
    return any(_pattern(wording).search(folded) for wording in wordings)


def holds_facts(text: str, facts: Sequence[Sequence[str]]) -> bool:
    """Say whether a text has a wording of every fact."""
    return all(holds_fact(text, wordings) for wordings in facts)


def _pattern(wording: str) -> re.Pattern[str]:
    folded = fold(wording)
    before = r"(?<!\d)(?<!\d[.,])" if folded[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if folded[-1:].isdigit() else ""
    return re.compile(before + re.escape(folded) + after)
