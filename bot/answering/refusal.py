"""Decide when the library cannot answer, and say so with the nearest papers.

Two gates: before the model is asked (no sentence is near enough, or the papers found do not speak
of what is asked) and after it (nothing it said survived, and nothing is there to be quoted).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.bars import Bars, answerability
from bot.answering.candidate import Candidate
from bot.answering.coverage import Coverage
from bot.answering.details import missing_detail
from bot.answering.expectation import unmet
from bot.answering.names import find_names, mentions_name
from bot.answering.selection import answer_log_odds
from bot.types import Refusal
from vectorstore.records import Hit, Paper, Sentence

NEAREST_PAPERS = 3
# Papers that the reader chose or named need not be near a question in words: "What does LOOK stand
# for?" shares none with the sentence that answers it.
_GIVEN_SHARE = 0.6
# The papers of the best sentences are asked what they say: the second may answer what the first
# does not.
_SENTENCES_ASKED = 4

_COMPARES = re.compile(
    r"\b(?:compar\w*|differ\w*|versus|vs|or|and|both|between|than)\b|,", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate before the model. `cover` tells how far a text speaks of a question."""

    bars: Callable[[], Bars]
    cover: Callable[[str, str], Coverage]
    sentences_of: Callable[[str], Sequence[Sentence]]

    def reason_to_refuse(
        self,
        question: str,
        hits: Sequence[Hit],
        ranked: Sequence[Candidate],
        *,
        chosen: bool = False,
    ) -> str | None:
        """Return why the papers found cannot answer the question, or None where they may.

        `chosen`: the reader named the papers, or a question before this one did.
        """
        if not hits or not ranked:
            return "The library holds no paper on this."
        unknown = _unknown_names(question, hits)
        if unknown:
            return unknown
        bars = self.bars()
        given = chosen or bool(find_names(question))
        nearest = max(candidate.nearness for candidate in ranked)
        if nearest < bars.relevance * (_GIVEN_SHARE if given else 1):
            return "No sentence in the library comes near this question."
        return self._reason_unsaid(question, ranked, bars.answerability)

    def _reason_unsaid(
        self, question: str, ranked: Sequence[Candidate], least: float
    ) -> str | None:
        """Object where none of the best papers is likely to say what is asked."""
        papers = {candidate.paper.id: candidate.paper for candidate in ranked[:_SENTENCES_ASKED]}
        first: str | None = None
        for paper in papers.values():
            reason = self._unsaid(question, paper, ranked, least)
            if reason is None:
                return None  # the others need not be looked through
            first = first or reason
        return first

    def _unsaid(
        self, question: str, paper: Paper, ranked: Sequence[Candidate], least: float
    ) -> str | None:
        text = f"{paper.title}. {paper.abstract}"
        about = f"The nearest abstract, “{paper.title}”,"
        detail = missing_detail(question, text)
        if detail is not None:
            return f"{about} says nothing of “{detail}”."
        coverage = self.cover(question, text)
        sentences = [sentence.text for sentence in self.sentences_of(paper.id)]
        lacking = unmet(question, [paper.title, *sentences])
        likely = answerability(
            max(one.similarity for one in ranked if one.paper.id == paper.id),
            coverage,
            form_met=lacking is None,
            named=bool(find_names(question)),
            read=answer_log_odds(paper, ranked),
        )
        if likely >= least:
            return None
        if lacking is not None:
            return f"{about} does not give {lacking}."
        if coverage.word:
            return f"{about} says nothing of “{coverage.word}”."
        return f"{about} does not say this."


def unmentioned_names(question: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Return the names of a question that none of the papers mentions."""
    texts = _texts(hits)
    return tuple(
        name
        for name in find_names(question)
        if not any(mentions_name(text, name) for text in texts)
    )


def refuse(reason: str, hits: Sequence[Hit], *, papers: int) -> Refusal:
    """Return a refusal that says what was searched and names the nearest papers, no sources."""
    searched = f"Searched {papers:,} abstract{'s' if papers != 1 else ''} in the library."
    return Refusal(reason, tuple(hit.paper for hit in hits[:NEAREST_PAPERS]), searched)


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
