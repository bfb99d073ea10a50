"""Summarise one paper at three levels: choose its telling clauses, let the model reword each.

Every sentence a reader sees is carried by the one clause it was made from; where the model fails
that check, the paper's own words stand in as a quote. Knows no store and no screen.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import textstat

from bot.answering.condense import short_name
from bot.answering.evidence import CHECKS_VERSION, Checker, Evidence, clean_statement, quote
from bot.answering.names import holds_name, is_name
from bot.answering.progress import follow_stream
from bot.answering.words import split_words
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

# How many clauses a summary of each level is made of.
_CLAUSES: dict[Level, int] = {"tldr": 1, "plain": 4, "expert": 6}
# What the model is asked to do with a clause, in the order it is tried. A third try, at a
# temperature of 0.6, succeeded with none of 43 clauses.
_ATTEMPTS: dict[Level, tuple[str, ...]] = {
    "tldr": ("shorten", "simplify"),
    "plain": ("simplify", "shorten"),
    "expert": ("shorten",),
}
_CLAUSE_END = re.compile(
    r";\s+(?:and\s+|but\s+)?|,\s+(?:and|but|so)\s+(?=(?:it|they|the authors|we|this|these)\s)"
)
_CLAUSE_TAIL = re.compile(r"(?:;|,\s+(?:and|but|so))?\s*(?:\band\b|\bbut\b)?\s*$")
_SENTENCE_TOKENS_MOST = 120
_CONTRIBUTION = re.compile(
    r"\b(?:propos|introduc|present|develop|releas|design|novel|investigat"
    r"|this (?:paper|work|study))\w*|\b(?:is|are) an? (?:new|novel|simple|general|large|unified)\b",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"\b(?:outperform|achiev|reach|improv|faster|better|best|state-of-the-art|accura|beats?|"
    r"reduc|surpass|exceed|results?|experiments?)\w*",
    re.IGNORECASE,
)
_CONTRIBUTION_CUE, _SUBJECT_CUE, _RESULT_CUE, _BACKGROUND_CUE = 0.25, 0.2, 0.1, -0.15
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
        prompt_version = f"{version(*_prompt_names(level))}.{CHECKS_VERSION}"
        remembered = self.cache.find(paper, level, self.model.info, prompt_version)
        if remembered is not None:
            yield Summarised(remembered)
            return
        yield Reading((paper,))
        claims: list[Claim] = []
        removed: list[Removed] = []
        for item in self._choose(paper, sentences, level):
            phrasing = self._phrase(item, level, removed, begun=bool(claims or removed))
            with closing(phrasing) as steps:
                claim = yield from steps
            claims.append(claim)
            yield Shown(claim)
        text = " ".join(_readable(claim) for claim in claims)
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
        self, item: Evidence, level: Level, removed: list[Removed], *, begun: bool
    ) -> Generator[Event, None, Claim]:
        """Let the model shorten a sentence; return its words if they hold, else the quote."""
        source = quote(item)
        for prompt in _ATTEMPTS[level]:
            text = yield from self._write(prompt, item.sentence.text, begun=begun)
            begun = True
            if not text or text.casefold() == source.text.casefold():
                continue
            yield Checking(text)
            verdict = self.checker.check(text, [item])
            if isinstance(verdict, Claim) and not _keeps_subject(text, source.text):
                verdict = Removed(text, "loses what the sentence is about")
            if isinstance(verdict, Removed):
                removed.append(verdict)
                yield Dropped(verdict)
            elif verdict.state == "supported" and len(text) < len(source.text):
                return verdict
        return source

    def _write(self, prompt: str, sentence: str, *, begun: bool) -> Generator[Event, None, str]:
        """Let the model follow a prompt; return its sentence, "" where it finished none."""
        pieces: list[str] = []

        def hear(piece: str) -> tuple[Event, ...]:
            pieces.append(piece)
            return ()

        messages = [
            Message("system", render("rewrite_system", {})),
            Message("user", render(f"{prompt}_user", {"sentence": sentence})),
        ]
        sampling = Sampling(max_tokens=_SENTENCE_TOKENS_MOST, stop=("\n",), begun=begun)
        yield from follow_stream(self.model.stream(messages, sampling), hear)
        text = clean_statement("".join(pieces))
        # What the limit cut off is no sentence.
        return text if text.endswith((".", "!", "]")) else ""

    def _choose(
        self, paper: Paper, sentences: Sequence[Sentence], level: Level
    ) -> tuple[Evidence, ...]:
        """Return the most telling clauses in the paper's order.

        Telling: near the title and the whole abstract, and saying what was done or found; where to
        download the code is neither.
        """
        clauses = _telling([clause for s in sentences for clause in split_clauses(s)])
        texts = [clause.text for clause in clauses]
        vectors = self.embedder.embed_passages([f"{paper.title}. {paper.abstract}", *texts])
        nearness = vectors[1:] @ vectors[0]
        subject = short_name(paper.title)
        cues = [_cues(clause, subject) for clause in clauses]
        scores = nearness + np.array(cues, dtype=np.float32)
        best = np.argsort(-scores, kind="stable")[: _CLAUSES[level]]
        return tuple(
            Evidence(n, paper, clauses[i], float(scores[i]))
            for n, i in enumerate(sorted(int(i) for i in best), start=1)
        )


def split_clauses(sentence: Sentence) -> tuple[Sentence, ...]:
    """Return the independent clauses of a sentence: parts that can be read alone, by offset.

    They keep the sentence's number. A small model rewords a clause rightly more often than a long
    sentence, and a clause is easier to read where it has to be quoted.
    """
    cuts = [0, *(match.end() for match in _CLAUSE_END.finditer(sentence.text)), len(sentence.text)]
    clauses = []
    for start, end in pairwise(cuts):
        text = _CLAUSE_TAIL.sub("", sentence.text[start:end])
        at = sentence.start + start
        clauses.append(Sentence(sentence.n, at, at + len(text), text))
    return tuple(clause for clause in clauses if clause.text)


def reading_grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text (US school years), one decimal; 0 for none."""
    return round(float(textstat.flesch_kincaid_grade(text)), 1) if text.strip() else 0.0


def _cues(clause: Sentence, subject: str) -> float:
    """Return how much a clause looks like a contribution or a finding rather than background."""
    about = holds_name(clause.text, subject)
    background = clause.n == 1 and not about
    return (
        _CONTRIBUTION_CUE * bool(_CONTRIBUTION.search(clause.text))
        + _SUBJECT_CUE * about
        + _RESULT_CUE * bool(_RESULT.search(clause.text))
        + _BACKGROUND_CUE * background
    )


def _telling(clauses: list[Sentence]) -> list[Sentence]:
    """Leave out where to download the code, unless there is nothing else."""
    return [clause for clause in clauses if not _LINK.search(clause.text)] or clauses


def _keeps_subject(text: str, source: str) -> bool:
    """Say whether a rewording still names what its source begins by naming."""
    first = next((word for word in split_words(source) if word.content), None)
    return first is None or not is_name(first, source) or holds_name(text, first.text)


def _readable(claim: Claim) -> str:
    """Return a claim as it stands in running text: quotes marked, each one ended."""
    if claim.state != "quoted":
        return claim.text
    return f"“{claim.text}”" + ("" if claim.text.endswith((".", "!", "?")) else ".")


def _prompt_names(level: Level) -> tuple[str, ...]:
    return ("rewrite_system", *(f"{prompt}_user" for prompt in _ATTEMPTS[level]))
