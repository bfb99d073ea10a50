"""Whether the sentences a claim cites carry it: the evaluation's own opinion.

Written apart from the checker in `bot.answering`, and blunter. A quoted claim is carried when its
words stand in a cited sentence sign for sign. A written claim is carried when four fifths of its
content words are in the cited sentences or the title of their paper, all of its numbers are in the
cited sentences (see `shown_numbers`), and no negation is on one side only: a negating word in the
claim needs one in a cited sentence, and where the claim uses the two content words that follow a
"not" of a cited sentence, it needs a negating word too.
"""

import re
from collections.abc import Sequence

import snowballstemmer

from bot.evaluation.evidence.shown_numbers import missing_numbers
from bot.types import Claim

_COVERAGE_LEAST = 0.8
_NEGATED_WORDS = 2
_WORD = re.compile(r"[^\W_]+")
_NEGATIONS = frozenset(
    "no not never without cannot neither nor none fails fail failed lacks".split()
)
_CONTRACTED = re.compile(r"n['’]t\b")
# Words that say nothing by themselves: grammar, and how papers are spoken of.
_EMPTY = frozenset(
    """a an the this that these those of in on at by for from to with as and or but so if then than
    is are was were be been being do does did has have had can could may might will would should it
    its they their them we our us you your i which who whose what when where how why there here also
    both each such more most other into over between about through during under using use used uses
    paper papers author authors work study method approach propose proposes proposed present
    presents presented introduce introduces introduced show shows shown called named s""".split()
)
_STEMMER = snowballstemmer.stemmer("english")


def is_carried(claim: Claim) -> bool:
    """Say whether the sentences that a claim cites carry it."""
    quotes = [citation.quote for citation in claim.citations]
    if claim.state == "quoted":
        return any(claim.text in quote for quote in (*quotes, " ".join(quotes)))
    source = " ".join(quotes)
    titles = " ".join(dict.fromkeys(citation.paper.title for citation in claim.citations))
    return (
        coverage(claim.text, f"{source} {titles}") >= _COVERAGE_LEAST
        and not missing_numbers(claim.text, source)
        and not _negation_differs(claim.text, quotes)
    )


def coverage(text: str, source: str) -> float:
    """Return the share of a text's content words that are in a source, 1 for a text without any."""
    words = content_words(text)
    return len(words & content_words(source)) / len(words) if words else 1.0


def content_words(text: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning, the parts of compounds each for itself."""
    return frozenset(_stem(word) for word in _words(text) if word not in _EMPTY | _NEGATIONS)


def _negation_differs(claim: str, quotes: Sequence[str]) -> bool:
    if _negates(claim):
        return not any(_negates(quote) for quote in quotes)
    words = content_words(claim)
    return any(negated <= words for quote in quotes for negated in _negated(quote))


def _negates(text: str) -> bool:
    return not _NEGATIONS.isdisjoint(_words(text))


def _negated(text: str) -> list[frozenset[str]]:
    """Return the stems of the content words right after each negating word."""
    words = _words(text)
    after = (
        [_stem(later) for later in words[place + 1 :] if later not in _EMPTY]
        for place, word in enumerate(words)
        if word in _NEGATIONS
    )
    return [frozenset(stems[:_NEGATED_WORDS]) for stems in after if stems]


def _words(text: str) -> list[str]:
    return _WORD.findall(_CONTRACTED.sub(" not", text).lower())


def _stem(word: str) -> str:
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed
