"""The reader's own words on a paper, made fit to keep and to show: tags and notes. Pure."""

import re
from collections.abc import Iterable

from bot.web.refusals import MarkRefused
from vectorstore.mending import encodable

TAGS_MOST = 50
TAG_CHARACTERS_MOST = 60
NOTES_CHARACTERS_MOST = 20_000
# Control signs, and those that turn the direction of all text behind them.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags on one line each, none twice whatever its case. Raises MarkRefused."""
    cleaned: dict[str, str] = {}
    for tag in tags:
        words = " ".join(_INVISIBLE.sub("", _CONTROLS.sub(" ", encodable(tag))).split())
        if len(words) > TAG_CHARACTERS_MOST:
            raise MarkRefused(
                f"A tag has {len(words):,} characters; the limit is {TAG_CHARACTERS_MOST}.",
                remedy="Write what is longer into the notes.",
            )
        if words:
            cleaned.setdefault(words.casefold(), words)
    if len(cleaned) > TAGS_MOST:
        raise MarkRefused(
            f"There are {len(cleaned):,} tags; the limit is {TAGS_MOST}.",
            remedy="Take some off, or write into the notes.",
        )
    return tuple(cleaned.values())


def clean_notes(notes: str) -> str:
    """Return notes with line breaks and without control signs. Raises MarkRefused."""
    lines = encodable(notes).replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROLS.sub("", lines).strip()
    if len(cleaned) > NOTES_CHARACTERS_MOST:
        raise MarkRefused(
            f"The notes have {len(cleaned):,} characters; the limit is {NOTES_CHARACTERS_MOST:,}.",
            remedy="Shorten them.",
        )
    return cleaned
