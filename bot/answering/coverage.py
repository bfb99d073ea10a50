"""How far a paper speaks of what a question asks with, word by word.

"How many GPUs were used to train SPANN?" finds SPANN's abstract near, though it says nothing of
GPUs. So each word of the question is looked for in the paper: itself, or one that means about the
same (by the embedder's vectors of single words). Knows no threshold.
"""

import difflib
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np
import textstat

from bot.answering.names import find_names
from bot.answering.words import (
    FUNCTION_WORDS,
    REPORTING_WORDS,
    Word,
    content_stems,
    split_words,
    stem,
    stem_set,
)
from vectorstore.records import Embedder, Vectors

# Cosines of two single words: at .45 they have nothing in common, at .7 they mean about the same
# ("cheap" and "cost" .76, "licence" and the nearest of HiNER's words .37).
_UNLIKE, _ALIKE = 0.45, 0.7
_VECTORS_KEPT = 20_000  # 30 MB
# Words that say how is asked, not about what: they count for nothing.
_ASKING = frozenset(
    stem(word)
    for word in REPORTING_WORDS
    | frozenset(
        """explain tell define give list find know work mean stand happen thing long amount number
        kind sort difference compare compared avoid help need new good well better main way exactly
        actually really please main idea purpose goal point topic overall simple simply words
        score""".split()
    )
)
# Words for which there are many others, so that a paper may well say it differently: a quarter.
_EVERYDAY = frozenset(
    stem(word)
    for word in """add ahead answer ask beat become begin behind believe bring build built call came
    case change close come condition count create cut danger design drop end equal expect fact fail
    fall fell form gain gap goes grow happen held hold keep kept lead leave left look lose loss lost
    matter move none offer offered part percentage place problem put question raise reason rise
    run save say see seem share short side size start step stop suit take took test tested think
    tried treat treated try turn unit went wrong""".split()
)
_EVERYDAY_WEIGHT = 0.25
# Words that every reader of English knows (Dale and Chall's list) have more synonyms than terms.
_EASY_WEIGHT = 0.6
_TYPO_ALIKE = 0.86
_TYPO_LETTERS_LEAST = 4


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is wanting to a text: `worst` of one word, `share` of all that is asked; both 0 to 1.

    A word that is nowhere in the library weighs 1, a common one less. `word` is the worst, "" where
    nothing is wanting.
    """

    word: str = ""
    worst: float = 0.0
    share: float = 0.0


@dataclass(slots=True)
class WordMatcher:
    """Looks for the words of questions in papers; remembers the vectors of words.

    `rarity` gives a word's weight in the library, 0 to 1.
    """

    embedder: Embedder
    rarity: Callable[[str], float]
    _vectors: dict[str, Vectors] = field(default_factory=dict)

    def cover(self, question: str, text: str) -> Coverage:
        """Return how far a text speaks of a question's words; names are looked for elsewhere."""
        asked = asking_words(question)
        held = stem_set(text)
        theirs = sorted({word.text.lower() for word in split_words(text) if word.content})
        absent = [word for word in asked if not _is_held(word, held, theirs)]
        if not absent:
            return Coverage()
        wanting = self._unlikeness([word.text.lower() for word in absent], theirs)
        weights = [
            float(share) * _gravity(word) * self.rarity(word.text)
            for word, share in zip(absent, wanting, strict=True)
        ]
        worst = max(range(len(absent)), key=weights.__getitem__)
        total = sum(self.rarity(word.text) for word in asked)
        return Coverage(absent[worst].text, weights[worst], sum(weights) / total if total else 0.0)

    def _unlikeness(self, ours: Sequence[str], theirs: Sequence[str]) -> Vectors:
        """Return how unlike each of our words is to the nearest of theirs, shape (len(ours),)."""
        if not theirs:
            return np.ones(len(ours), dtype=np.float32)
        likeness = np.max(self._embed(ours) @ self._embed(theirs).T, axis=1)
        unlike: Vectors = np.clip((_ALIKE - likeness) / (_ALIKE - _UNLIKE), 0, 1)
        return unlike

    def _embed(self, words: Sequence[str]) -> Vectors:
        """Return a vector a word, shape (len(words), dimensions)."""
        known = self._vectors
        if len(known) + len(words) > _VECTORS_KEPT:
            known = self._vectors = {}  # other readers go on with the old one
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            known.update(zip(new, self.embedder.embed_passages(new), strict=True))
        return np.stack([known[word] for word in words])


def asking_words(question: str) -> tuple[Word, ...]:
    """Return the words that say what is asked about, each once, names and numbers left out."""
    names = {part for name in find_names(question) for part in content_stems(name)}
    words = {
        word.stem: word
        for word in split_words(question)
        if word.content and word.stem not in names and word.stem not in _ASKING
    }
    return tuple(word for word in words.values() if any(ch.isalpha() for ch in word.text))


def _gravity(word: Word) -> float:
    if word.stem in _EVERYDAY:
        return _EVERYDAY_WEIGHT
    # 0: by the list alone, not because of one syllable ("hinge")
    return _EASY_WEIGHT if textstat.is_easy_word(word.text.lower(), 0) else 1.0


def _is_held(word: Word, stems: frozenset[str], theirs: Collection[str]) -> bool:
    """Say whether a text has a word, or its parts, or what it is a misspelling of."""
    parts = [stem(part) for part in re.split(r"[-/]", word.text) if part]
    if word.stem in stems or all(part in stems for part in parts):
        return True
    folded = word.text.lower()
    if len(folded) < _TYPO_LETTERS_LEAST:
        return False
    near = [*theirs, *FUNCTION_WORDS]
    return bool(difflib.get_close_matches(folded, near, n=1, cutoff=_TYPO_ALIKE))
