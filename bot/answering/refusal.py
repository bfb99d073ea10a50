"""Decide when the library cannot answer, and say so with the nearest papers.

Two gates: before the model is asked (nothing found is near enough) and after it (nothing it said
survived, and no sentence is near enough to be quoted).
"""

import re
from collections.abc import Sequence

from bot.answering.context import Candidate
from bot.answering.names import find_names, mentions_name
from bot.answering.words import content_stems, stem_set
from bot.types import Refusal
from vectorstore.records import Hit

NEAREST_PAPERS = 3
# Chosen on the starter library, see docs/decisions.md ("when to refuse").
RELEVANCE_LEAST = 0.42
RELEVANCE_LEAST_GIVEN = 0.25
WORDS_LEAST = 0.34

_COMPARES = re.compile(
    r"\b(?:compar\w*|differ\w*|versus|vs|or|and|both|between|than|which)\b|,", re.IGNORECASE
)


def reason_to_refuse(
    question: str, hits: Sequence[Hit], ranked: Sequence[Candidate], *, chosen: bool = False
) -> str | None:
    """Return why the papers found cannot answer the question, or None where they may.

    Papers that the reader chose, or that the question names, need not be near it in words: "What
    does LOOK stand for?" shares none with the sentence that answers it.
    """
    if not hits or not ranked:
        return "The library holds no paper on this."
    unknown = _unknown_names(question, hits)
    if unknown:
        return unknown
    named = bool(find_names(question))
    if ranked[0].relevance < (RELEVANCE_LEAST_GIVEN if chosen or named else RELEVANCE_LEAST):
        return "No sentence in the library comes near this question."
    if chosen or named:
        return None
    stems = content_stems(question)
    held = max(
        sum(word in stem_set(text) for word in stems) / max(len(stems), 1) for text in _texts(hits)
    )
    if held < WORDS_LEAST:
        return "The library's abstracts do not speak of what this question asks."
    return None


def unmentioned_names(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the names of a question that none of the papers mentions."""
    texts = _texts(hits)
    return tuple(
        name
        for name in find_names(question)
        if not any(mentions_name(text, name) for text in texts)
    )


def refuse(reason: str, hits: Sequence[Hit]) -> Refusal:
    """Return a refusal that names the nearest papers, which are not sources."""
    return Refusal(reason, tuple(hit.paper for hit in hits[:NEAREST_PAPERS]))


def _unknown_names(question: str, hits: Sequence[Hit]) -> str | None:
    """Object where a name of the question is in no paper found, or no paper brings all together."""
    unmentioned = unmentioned_names(question, hits)
    if unmentioned:
        return f"No abstract found in the library mentions “{unmentioned[0]}”."
    names = find_names(question)
    texts = _texts(hits)
    together = any(all(mentions_name(text, name) for name in names) for text in texts)
    if together or _COMPARES.search(question):
        return None
    listed = " and ".join(f"“{name}”" for name in names)
    return f"No paper found in the library speaks of {listed} together."


def _texts(hits: Sequence[Hit]) -> list[str]:
    return [f"{hit.paper.title} {hit.paper.abstract}" for hit in hits]
