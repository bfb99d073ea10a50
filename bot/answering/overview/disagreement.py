"""Whether papers disagree on a topic: shown only with a sentence from both sides.

A side is taken by a sentence that speaks well or ill of the topic in the same clause. Where no
two papers do so, that is said, and the papers are listed: how they judge is for the reader.
"""

import re
from collections.abc import Sequence

from bot.answering.grammar import NEGATIONS
from bot.answering.overview.finding import Finding, cite, quote
from bot.answering.overview.listing import finding_of, list_papers, listing_of, match
from bot.answering.overview.request import ListRequest
from vectorstore.library import Library
from vectorstore.mentions import Term
from vectorstore.phrases import read_phrase

_PRAISE = frozenset(
    """improve improves improved improving outperform outperforms outperformed beat beats better
    best superior effective helps help helped benefit benefits beneficial boosts boost enhances
    enhance strengthens succeed succeeds surpass surpasses exceeds excels works""".split()
)
_BLAME = frozenset(
    """worse worst worsen worsens degrade degrades degraded hurt hurts harm harms harmful fail fails
    failed underperform underperforms inferior ineffective struggle struggles suffer suffers
    lag lags unnecessary useless negative poor poorly""".split()
)
_CLAUSES = re.compile(r"[;:,()]|\b(?:but|while|whereas|although|though|because|which|and|yet)\b")
_WORDS = re.compile(r"[^\W\d_]+(?:n't)?")
# A denial turns round what follows it this closely: "brings no distinct benefit".
_DENIED_WITHIN = 3


def find_disagreement(library: Library, request: ListRequest) -> Finding | None:
    """Return two quotes that judge a topic in opposite ways, or the papers with none such."""
    matching = match(library, request)
    if not matching.mentions:
        return list_papers(library, request)
    judged = [
        (judgement(sentence.text, matching.terms), cite(mention.paper, sentence))
        for mention in matching.mentions
        for sentence in library.sentences(mention.paper.id)
    ]
    pairs = (
        (one, other)
        for praise, one in judged
        for blame, other in judged
        if praise > 0 > blame and one.paper.id != other.paper.id
    )
    count, said = len(matching.mentions), _topic_of(matching.terms)
    for one, other in pairs:
        computed = (
            f"Of the {count} papers that mention {said}, these two judge it differently; "
            "whether they contradict each other is for you to read."
        )
        lines = [computed, f"- “{one.quote}” [1]", f"- “{other.quote}” [2]"]
        return Finding(computed, "\n".join(lines), (quote(one), quote(other)))
    computed = (
        f"No disagreement was found between the {count} papers that mention {said}: no two of "
        "their sentences judge it in opposite ways."
    )
    listing = listing_of(request, matching, matching.mentions, library.count(), None)
    return finding_of(computed, listing)


def judgement(sentence: str, terms: Sequence[Term]) -> int:
    """Return 1 where a sentence speaks well of the terms, -1 where ill, 0 where it does neither.

    What is judged is named before the verdict, in the same clause: "batch normalization hurts".
    """
    phrases = [read_phrase(wording) for term in terms for wording in term.wordings]
    for clause in _CLAUSES.split(sentence):
        ends = [found.end() for p in phrases if p and (found := p.pattern.search(clause))]
        if not ends:
            continue
        words = [word.lower() for word in _WORDS.findall(clause[min(ends) :])]
        for place, word in enumerate(words):
            side = (word in _PRAISE) - (word in _BLAME)
            if side:
                before = words[max(0, place - _DENIED_WITHIN) : place]
                denied = any(each in NEGATIONS or each.endswith("n't") for each in before)
                return -side if denied else side
    return 0


def _topic_of(terms: Sequence[Term]) -> str:
    return " and ".join(f"“{term.wordings[0]}”" for term in terms)
