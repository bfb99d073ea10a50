"""Summarise one paper at three levels: choose its telling sentences, let the model shorten each.

Every sentence a reader sees is carried by the one sentence it was made from; where the model
fails that check, the paper's own sentence stands in as a quote. Knows no store and no screen.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import textstat

from bot.answering.condense import short_name
from bot.answering.evidence import Checker, Evidence, clean_statement, quote
from bot.answering.names import holds_name
from bot.ports import ChatModel, Message, Sampling
from bot.reading.cache import SummaryCache
from bot.types import (
    Checking,
    Claim,
    Dropped,
    Event,
    Level,
    Reading,
    Removed,
    Shown,
    Summarised,
    Summary,
)
from prompts.render import render, version
from vectorstore.records import Embedder, Paper, Sentence

# How many sentences a summary of each level is made of.
_SENTENCES: dict[Level, int] = {"tldr": 1, "plain": 3, "expert": 5}
# What the model is asked to do with a sentence, in the order it is tried.
_ATTEMPTS: dict[Level, tuple[str, ...]] = {
    "tldr": ("shorten",),
    "plain": ("simplify", "shorten"),
    "expert": ("shorten",),
}
_SENTENCE_TOKENS_MOST = 120
_CONTRIBUTION = re.compile(
    r"\b(?:propos|introduc|present|develop|releas|design|novel|investigat|this (?:paper|work|study))"
    r"\w*|\b(?:is|are) an? (?:new|novel|simple|general|large|unified)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|achiev|reach|improv|faster|better|best|state-of-the-art|accura|beats?|"
    r"reduc|surpass|exceed|results?|experiments?)\w*",
    re.IGNORECASE,
)
_CONTRIBUTION_CUE, _SUBJECT_CUE, _RESULT_CUE = 0.25, 0.2, 0.1
_LINK_CUE = -0.5
_LINK = re.compile(r"https?://|\bcode\b.*\b(?:available|released|at)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Summariser:
    """Makes and remembers checked summaries."""

    model: ChatModel
    checker: Checker
    embedder: Embedder
    cache: SummaryCache

    def steps(
        self, paper: Paper, sentences: Sequence[Sentence], level: Level
    ) -> Generator[Event, None, None]:
        """Yield the steps of a summary; the last is `Summarised`."""
        prompt_version = version(*_prompt_names(level))
        remembered = self.cache.find(paper, level, self.model.info, prompt_version)
        if remembered is not None:
            yield Summarised(remembered)
            return
        yield Reading((paper,))
        claims: list[Claim] = []
        removed: list[Removed] = []
        for item in self._choose(paper, sentences, level):
            with closing(self._phrase(item, level, removed)) as steps:
                claim = yield from steps
            claims.append(claim)
            yield Shown(claim)
        text = " ".join(claim.text for claim in claims)
        summary = Summary(
            paper=paper,
            level=level,
            text=text,
            sentences=tuple(claims),
            removed=tuple(removed),
            grade=reading_grade(text),
            abstract_grade=reading_grade(paper.abstract),
            cached=False,
            model=self.model.info,
            prompt_version=prompt_version,
        )
        self.cache.keep(summary)
        yield Summarised(summary)

    def _phrase(
        self, item: Evidence, level: Level, removed: list[Removed]
    ) -> Generator[Event, None, Claim]:
        """Let the model shorten a sentence; return its words if they hold, else the quote."""
        source = quote(item)
        for attempt in _ATTEMPTS[level]:
            text = self._write(attempt, item.sentence.text)
            if not text or text.casefold() == source.text.casefold():
                continue
            yield Checking(text)
            verdict = self.checker.check(text, [item])
            if isinstance(verdict, Removed):
                removed.append(verdict)
                yield Dropped(verdict)
            elif verdict.state == "supported" and len(text) < len(source.text):
                return verdict
        return source

    def _write(self, prompt: str, sentence: str) -> str:
        messages = [
            Message("system", render(f"{prompt}_system", {})),
            Message("user", render(f"{prompt}_user", {"sentence": sentence})),
        ]
        sampling = Sampling(max_tokens=_SENTENCE_TOKENS_MOST, stop=("\n",))
        with closing(self.model.stream(messages, sampling)) as stream:
            text = clean_statement("".join(stream))
        # What the limit cut off is no sentence.
        return text if text.endswith((".", "!", "]")) else ""

    def _choose(
        self, paper: Paper, sentences: Sequence[Sentence], level: Level
    ) -> tuple[Evidence, ...]:
        """Return the most telling sentences in the paper's order.

        Telling: near the title and the whole abstract, and saying what was done or found; where to
        download the code is neither.
        """
        texts = [sentence.text for sentence in sentences]
        vectors = self.embedder.embed_passages([f"{paper.title}. {paper.abstract}", *texts])
        nearness = vectors[1:] @ vectors[0]
        subject = short_name(paper.title)
        cues = [_cues(text) + _SUBJECT_CUE * holds_name(text, subject) for text in texts]
        scores = nearness + np.array(cues, dtype=np.float32)
        best = np.argsort(-scores, kind="stable")[: _SENTENCES[level]]
        return tuple(
            Evidence(n, paper, sentences[i], float(scores[i]))
            for n, i in enumerate(sorted(int(i) for i in best), start=1)
        )


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text (US school years), one decimal; 0 for none."""
    return round(float(textstat.flesch_kincaid_grade(text)), 1) if text.strip() else 0.0


def _cues(sentence: str) -> float:
    if _LINK.search(sentence):
        return _LINK_CUE
    contributes, concludes = _CONTRIBUTION.search(sentence), _RESULT.search(sentence)
    return _CONTRIBUTION_CUE * bool(contributes) + _RESULT_CUE * bool(concludes)


def _prompt_names(level: Level) -> tuple[str, ...]:
    return tuple(f"{attempt}_{part}" for attempt in _ATTEMPTS[level] for part in ("system", "user"))
