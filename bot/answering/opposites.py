"""Words that say the opposite of one another: "increases" and "decreases", "with" and "without".

A claim that has one where its sentence has the other says the reverse, whatever else it shares with
it. A word and the same with "un" or "non" before it are opposites too. Knows words, not sentences.
"""

from bot.answering.phrase import word_key
from bot.answering.words import split_words, stem

# One axis a line, its two sides by a bar. A word stands on one side of an axis only.
_AXES = """
increase increasing rise rises rose risen grow grows grew grown raise raises lift lifts boost gain
 gains | decrease decreasing fall falls fell fallen shrink shrinks shrank drop drops decline lower
 reduce lessen lose loses lost loss
higher high highest above upward | lower low lowest below downward
more most | less fewer least fewest
larger large largest bigger big biggest greater greatest | smaller small smallest
faster fast fastest quicker quick sooner | slower slow slowest later
better best superior | worse worst inferior
improve improves outperform beat beats beaten surpass exceed exceeds | degrade worsen
 underperform trail trails harm harms hurt hurts
stronger strong strongest | weaker weak weakest
cheaper cheap cheapest | costlier costly costliest expensive
easier easy easiest simpler simple simplest | harder hard hardest difficult complex
with | without
before | after
support supports confirm confirms agree agrees | contradict contradicts refute refutes disagree
 disagrees
positive | negative
maximum maximise most | minimum minimise least
maximise maximising | minimise minimising
first | last
earlier early earliest shallow shallower | later late latest deep deeper deepest
always often usually | never seldom rarely
same similar equal identical alike | different differ differs unlike
all every | none no
include includes including | exclude excludes excluding
accept accepts | reject rejects
allow allows enable enables | prevent prevents forbid forbids
succeed succeeds success | fail fails failure
present | absent
add adds added | remove removes removed
supervised | unsupervised
long longer longest | short shorter shortest
narrow narrower | wide wider broad broader
"""
_PREFIXES = ("un", "in", "im", "ir", "non", "non-", "dis", "de", "mis")


def _read_axes() -> dict[str, frozenset[str]]:
    """Return, for the stem of each word, the stems of its opposites."""
    against: dict[str, frozenset[str]] = {}
    for line in _AXES.replace("\n ", " ").strip().splitlines():
        one, other = (frozenset(stem(word) for word in side.split()) for side in line.split("|"))
        for side, opposite in ((one, other), (other, one)):
            for key in side:
                against[key] = against.get(key, frozenset()) | (opposite - {key})
    return against


_AGAINST = _read_axes()


def is_opposite(word: str, of: frozenset[str]) -> bool:
    """Say whether a word is the opposite of one of these stems."""
    key = stem(word)
    if not _AGAINST.get(key, frozenset()).isdisjoint(of):
        return True
    return any(
        prefix + key in of or (key.startswith(prefix) and key.removeprefix(prefix) in of)
        for prefix in _PREFIXES
    )


def turned_words(claim: str, quoted: str, title: str) -> tuple[str, ...]:
    """Return the words of a claim that sentence and title lack and the sentence has reversed."""
    stated = frozenset(word.stem for word in split_words(quoted))
    # By key: "different" is not held by a sentence that has "differences".
    held = {word_key(word.text) for text in (quoted, title) for word in split_words(text)}
    return tuple(
        word.text
        for word in split_words(claim)
        if word_key(word.text) not in held and is_opposite(word.text, stated)
    )
