"""Words of a statement: tokens with places, stems, and which of them carry meaning.

Language is English. Knows nothing of papers or claims.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

# Letters, digits and what joins them in names and figures: CIFAR-10, recall@1, state-of-the-art.
_TOKEN = re.compile(r"[^\W_]+(?:[@.+'’/-][^\W_]+)*|[%×]")

FUNCTION_WORDS = frozenset(
    """a an the this that these those and or but nor so yet if then than as at by for from in into
    of off on onto out over to up with within without while when where which who whom whose what
    why how is are was were be been being am do does did done have has had having can could may
    might must shall should will would it its it's itself they them their theirs we us our ours
    you your he she his her i my me not no there here also both each either neither such same
    other others another any all some only just very too more most less least much many few own
    about between among during through per via because since until after before again further
    under across against toward towards despite unlike like upon versus vs around below above
    beyond instead never cannot even still every always although though whereas unless except if
    whether once however thus hence therefore moreover furthermore additionally one ones s t etc
    e.g i.e""".split()
)

# What a model says around a fact without adding to it, as verbs and as nouns. Small on purpose:
# each of these words is free in a claim, so none may carry a finding.
REPORTING_VERBS = frozenset(
    """called named known describe describes described say says said state states mention mentions
    according propose proposes proposed present presents presented introduce introduces introduced
    use uses used using achieve achieves achieved achieving reach reaches reached reaching show
    shows shown report reports reported include includes including contain contains contained
    provide provides make makes made get gets got means refers yes namely specifically""".split()
)
REPORTING_NOUNS = frozenset("answer text sentence abstract result results type kind way".split())
# The paper itself, as papers speak of themselves.
SELF_NOUNS = frozenset(
    """paper papers author authors study work research researchers method approach""".split()
)
REPORTING_WORDS = REPORTING_VERBS | REPORTING_NOUNS | SELF_NOUNS

# British and American spellings have one stem: "normalisation" and "normalization".
_SPELLINGS = (
    (re.compile(r"is(?=(?:e[drs]?|ing|ations?|able)$)"), "iz"),
    (re.compile(r"our(?=s?$|ed$|ing$|hood)"), "or"),
    (re.compile(r"ll(?=(?:ed|ing)$)"), "l"),
)

_STEMMER = snowballstemmer.stemmer("english")


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its text, its stem, whether it carries meaning, and where it stands."""

    text: str
    stem: str
    content: bool
    start: int
    end: int


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the Snowball (Porter 2) stem of a word, lower-cased, hyphens kept; "F₁" is "F1"."""
    folded = unicodedata.normalize("NFKC", word).lower().replace("’", "'").removesuffix("'s")
    for spelling, same in _SPELLINGS:
        folded = spelling.sub(same, folded)
    stemmed: str = _STEMMER.stemWord(folded)
    return stemmed


@lru_cache(maxsize=4_096)
def split_words(text: str) -> tuple[Word, ...]:
    """Return the tokens of a text in order."""
    return tuple(
        Word(m[0], stem(m[0]), _carries_meaning(m[0]), m.start(), m.end())
        for m in _TOKEN.finditer(text)
    )


def content_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words that carry meaning, in order, repetitions kept."""
    return tuple(word.stem for word in split_words(text) if word.content)


def stem_set(text: str) -> frozenset[str]:
    """Return every stem of a text, the parts of hyphenated words included."""
    stems: set[str] = set()
    for word in split_words(text):
        stems.add(word.stem)
        stems.update(stem(part) for part in re.split(r"[-/]", word.text) if part)
    return frozenset(stems)


def longest_common_order(claim: Sequence[object], source: Sequence[object]) -> int:
    """Return the length of the longest common subsequence."""
    row = [0] * (len(source) + 1)
    for left in claim:
        diagonal = 0
        for place, right in enumerate(source, start=1):
            above = row[place]
            row[place] = diagonal + 1 if left == right else max(above, row[place - 1])
            diagonal = above
    return row[-1]


def _carries_meaning(token: str) -> bool:
    folded = token.lower().replace("’", "'")
    return folded not in FUNCTION_WORDS and any(ch.isalnum() for ch in token)
