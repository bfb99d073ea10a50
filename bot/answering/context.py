"""Choose the sentences a question is answered from, and number them for the model.

Papers come ranked from the library; here their sentences are ranked. Knows no model and no prompt.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.candidate import Candidate
from bot.answering.evidence import Evidence
from bot.answering.names import find_names, mentions_name
from bot.answering.quantities import Amount, find_quantities
from bot.answering.selection import AnswerSelector, select
from bot.answering.words import content_stems, stem_set
from vectorstore.records import Embedder, Hit, Paper, Sentence

# Weights of a sentence's relevance, chosen on the starter library: see docs/decisions.md.
_MEANING_WEIGHT = 0.55
_WORDS_WEIGHT = 0.25
_PAPER_WEIGHT = 0.20
_KIND_WEIGHT = 0.15
_NUMBER_WEIGHT = 0.08

# Log odds of answering. At -2 of the second sentences a quarter is left, with .90 of the facts in
# the two; with all of the second ones it is .92.
_HARDLY = -3.0

# The number that belongs to a name: "ERNIE 3.0".
_VERSION = re.compile(r"(?<=[A-Za-z] )\d+(?:\.\d+)+\b")
_ASKS_FOR_LINK = re.compile(
    r"\b(?:code|link|url|github|repositor\w*|available|download|website|where)\b", re.IGNORECASE
)
_IS_LINK = re.compile(r"https?://", re.IGNORECASE)
_ASKS_WHAT_IT_IS = re.compile(
    r"^\s*(?:(?:what (?:is|are)|what's) (?!.*\b(?:of|with|in|for|on|between|from)\b)"
    r"|(?:tell me about|explain|describe|define)\b)",
    re.IGNORECASE,
)
_ASKS_FOR_NUMBER = re.compile(
    r"\b(?:how (?:many|much|large|big|long|fast|often|well|accurate|expensive|cheap)"
    r"|what (?:\w+ )?(?:\w+ )?(?:score|accuracy|rate|error|recall|precision|speed-?up|percentage"
    r"|share|number|size|cost|mAP|mIoU|F1|BLEU))\b",
    re.IGNORECASE,
)
_ASKS_ACROSS = re.compile(
    r"^\s*(?:which|who|list|find|(?:what|are there) (?:other )?"
    r"(?:papers|methods|models|approaches|systems|works|datasets)\b)",
    re.IGNORECASE,
)
_IS_DEFINITION = re.compile(
    r"\b(?:is|are) an?\b|\b(?:introduc|propos|present|call)\w*\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SentenceRanker:
    """Ranks the sentences of found papers: by nearness to a question, then by whether they answer.

    Without a selector nearness is all there is.
    """

    embedder: Embedder
    sentences_of: Callable[[str], Sequence[Sentence]]
    selector: AnswerSelector | None = None

    def rank(self, question: str, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Return every sentence of the papers found, the most relevant first."""
        near = self.near(question, hits)
        if self.selector is None or not near:
            return near
        return select(self.selector, question, near, self.sentences_of)

    def near(self, question: str, hits: Sequence[Hit]) -> tuple[Candidate, ...]:
        """Return every sentence of the papers found, the nearest first.

        Nearness is the weighted sum of the cosine of sentence and question, the share of the
        question's words (the rare ones counting more) that sentence and title hold, and the
        standing of the paper among those found; corrected for the kind of the sentence.
        """
        rows = [(hit, sentence) for hit in hits for sentence in self.sentences_of(hit.paper.id)]
        if not rows:
            return ()
        vectors = self.embedder.embed_passages([sentence.text for _, sentence in rows])
        cosines = vectors @ self.embedder.embed_query(question)
        asked = _Asked.read(question, [sentence.text for _, sentence in rows])
        best_score = max(hit.score for hit in hits) or 1.0
        ranked = [
            Candidate(
                hit.paper,
                sentence,
                _MEANING_WEIGHT * max(float(cosine), 0.0)
                + _WORDS_WEIGHT * asked.share(sentence.text, hit.paper)
                + _PAPER_WEIGHT * hit.score / best_score
                + asked.fit(sentence.text),
                float(cosine),
            )
            for (hit, sentence), cosine in zip(rows, cosines, strict=True)
        ]
        return tuple(sorted(ranked, key=lambda candidate: -candidate.relevance))


def narrow(question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return only the papers that speak of everything the question names, if there are any.

    Of these, the papers with one of its names in their title are read alone: what others say of
    SPANN is gossip, unless the question asks which papers say it.
    """
    names = find_names(question)
    naming = [
        hit
        for hit in hits
        if all(mentions_name(f"{hit.paper.title} {hit.paper.abstract}", name) for name in names)
    ]
    about = [hit for hit in naming if any(mentions_name(hit.paper.title, name) for name in names)]
    if _ASKS_ACROSS.search(question):
        about = []
    return tuple(about or naming or hits)


def choose(
    ranked: Sequence[Candidate],
    *,
    count: Callable[[str], int],
    budget_tokens: int,
    most: int,
    likely: bool = False,
) -> tuple[Evidence, ...]:
    """Return the best sentences that fit, grouped by paper in reading order, numbered from 1.

    With `likely` only the first may hardly answer: a small model tells of all that it reads.
    """
    chosen: list[Candidate] = []
    spent = 0
    for candidate in ranked:
        if likely and chosen and candidate.answers is not None and candidate.answers < _HARDLY:
            continue
        cost = count(candidate.sentence.text)
        if candidate.paper.id not in {other.paper.id for other in chosen}:
            cost += count(candidate.paper.title)
        if len(chosen) < most and spent + cost <= budget_tokens:
            chosen.append(candidate)
            spent += cost
    order = {paper_id: i for i, paper_id in enumerate(dict.fromkeys(c.paper.id for c in chosen))}
    chosen.sort(key=lambda candidate: (order[candidate.paper.id], candidate.sentence.n))
    return tuple(
        Evidence(n, candidate.paper, candidate.sentence, candidate.relevance)
        for n, candidate in enumerate(chosen, start=1)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks with: its words by weight, its names, and the kind of answer it wants.

    The weight of a word is its inverse frequency among the sentences found.
    """

    weights: Mapping[str, float]
    names: frozenset[str]
    amounts: frozenset[Amount]
    for_number: bool
    for_link: bool
    for_definition: bool

    @classmethod
    def read(cls, question: str, texts: Sequence[str]) -> "_Asked":
        held = [stem_set(text) for text in texts]
        stems = content_stems(question)
        frequency = {word: sum(word in stems_held for stems_held in held) for word in stems}
        return cls(
            weights={word: float(np.log1p(len(held) / (1 + n))) for word, n in frequency.items()},
            names=frozenset(stem for name in find_names(question) for stem in content_stems(name))
            | frozenset(_VERSION.findall(question)),
            amounts=_amounts(_VERSION.sub("", question)),
            for_number=_ASKS_FOR_NUMBER.search(question) is not None,
            for_link=_ASKS_FOR_LINK.search(question) is not None,
            for_definition=_ASKS_WHAT_IT_IS.search(question) is not None,
        )

    def share(self, sentence: str, paper: Paper) -> float:
        """Return the weighted share of the question's words that a sentence answers to, 0 to 1.

        The name of what the paper is about counts in each of its sentences ("it" there is that
        name): one in its title, or the only name asked about. Another word that only the title
        holds says which paper, not which sentence: half as much.
        """
        total = sum(self.weights.values())
        if total == 0:
            return 0.0
        in_sentence, in_title = stem_set(sentence), stem_set(paper.title)
        subject = self.names & (
            in_title if len(self.names) > 1 else in_title | stem_set(paper.abstract)
        )
        found = 0.0
        for word, weight in self.weights.items():
            if word in in_sentence or word in subject:
                found += weight
            elif word in in_title:
                found += weight / 2
        return found / total

    def fit(self, sentence: str) -> float:
        """Return a correction for sentences of the wrong or the right kind."""
        if _IS_LINK.search(sentence):
            return _KIND_WEIGHT if self.for_link else -_KIND_WEIGHT
        if self.for_definition and _IS_DEFINITION.search(sentence):
            return _KIND_WEIGHT
        stated = _amounts(sentence)
        numbered = _NUMBER_WEIGHT * (self.for_number and bool(stated))
        return numbered + _KIND_WEIGHT * (bool(self.amounts) and self.amounts <= stated)


def _amounts(text: str) -> frozenset[Amount]:
    return frozenset(quantity.amount for quantity in find_quantities(text))
