"""An answer as one text with its numbered sources, and the sources read back from such a text.

For clients that know only text. Knows no protocol.
"""

import re
from collections.abc import Sequence

from bot.types import GENERAL_LABEL, Answer, Refusal
from vectorstore.records import Paper

_SOURCES = "\n\nSources:\n"
_GENERAL = f"\n\n{GENERAL_LABEL}:\n"
_NEAREST = "\n\nThe nearest papers in the library:\n"
_SOURCE_LINE = re.compile(r"^\[\d+\] .* \| ((?:arxiv|doi|title):\S+)", re.MULTILINE)
# Clients show replies as Markdown with HTML: a paper's text must not become a link or an image
# there, which would be fetched and so tell a stranger what is being read.
_MARKUP = re.compile(r"\](?=[\[(])|<(?=[A-Za-z/!?])")


def reply_text(answer: Answer) -> str:
    """Return what a reader sees: the answer and its sources, or the refusal and papers nearby.

    What the model knows by itself, where it was asked, comes last and under its label.
    """
    if answer.refusal is not None:
        known = f"{_GENERAL}{answer.general}" if answer.general else ""
        return inert(_refusal_text(answer.refusal) + known)
    return inert(answer.text + _SOURCES + _numbered(answer.papers))


def split_reply(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the answer of an earlier reply without its sources, and the ids of those."""
    answer, _, sources = text.partition(_SOURCES)
    return answer, tuple(_SOURCE_LINE.findall(sources))


def inert(text: str) -> str:
    """Return a text in which neither Markdown nor HTML finds a link, an image or a tag."""
    return _MARKUP.sub(r"\g<0> ", text)


def _refusal_text(refusal: Refusal) -> str:
    reason = f"{refusal.reason} {refusal.searched}".rstrip()
    if not refusal.nearest:
        return reason
    lines = [f"- {_line(paper)}" for paper in refusal.nearest]
    return reason + _NEAREST + "\n".join(lines)


def _numbered(papers: Sequence[Paper]) -> str:
    return "\n".join(f"[{n}] {_line(paper)}" for n, paper in enumerate(papers, start=1))


def _line(paper: Paper) -> str:
    title = " ".join(paper.title.split())
    return " | ".join([title, paper.id, *([paper.url] if paper.url else [])])
