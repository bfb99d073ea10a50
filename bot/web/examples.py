"""Questions to start with, made from the titles a library holds. Pure."""

import re
from collections.abc import Sequence

from vectorstore.records import Paper

QUESTIONS = (
    "What is {}?",
    "How does {} work?",
    "What does {} improve on?",
    "What results does {} report?",
)
NAME_LIMIT = 28  # characters; what stands before a colon and is longer is a phrase, not a name
TITLE_LIMIT = 90
# A capital or a digit inside a word: "STU-Net", "netFound", "HiNER"; not "Two at Once".
COINED = re.compile(r"\w[A-Z0-9]|[a-z]-[A-Z]")


def example_questions(papers: Sequence[Paper], limit: int = len(QUESTIONS)) -> tuple[str, ...]:
    """Return questions: on what titles name ("STU-Net: ..."), then on whole titles."""
    named = [name for paper in papers if (name := coined_name(paper.title))]
    questions = [
        QUESTIONS[index % len(QUESTIONS)].format(name) for index, name in enumerate(named[:limit])
    ]
    whole = [
        f"What does “{paper.title}” show?"
        for paper in papers
        if not coined_name(paper.title) and len(paper.title) <= TITLE_LIMIT
    ]
    return tuple((questions + whole)[:limit])


def coined_name(title: str) -> str | None:
    """Return the name before a title's colon, None where there is none."""
    name, colon, _ = title.partition(":")
    if not colon or len(name) > NAME_LIMIT or not COINED.search(name):
        return None
    return name.strip()
