"""Plain words for academic ones, our own list: each pair says the same wherever it may stand.

A word that is a technical term somewhere stays as it is ("robust", "significant", "construct"), and
so does a participle whose plain one has another form ("is demonstrated"). Knows no paper.
"""

import re

_PAIRS = (
    # phrases
    ("in order to", "to"), ("so as to", "to"), ("with regard to", "about"),
    ("a number of", "several"), ("a variety of", "various"),
    ("a wide variety of", "many different"),
    ("a wide range of", "many different"), ("a broad range of", "many different"),
    ("the vast majority of", "most"), ("the majority of", "most"),
    ("due to the fact that", "because"), ("despite the fact that", "although"),
    ("owing to", "because of"), ("by means of", "with"), ("in terms of", "in"),
    ("prior to", "before"), ("subsequent to", "after"),
    ("superior to", "better than"), ("inferior to", "worse than"),
    ("to the authors’ knowledge", "as far as the authors know"),
    ("to the authors' knowledge", "as far as the authors know"),
    ("extensive experiments", "many experiments"),
    # verbs, in the forms that fit any place of their plain ones
    ("outperforms", "does better than"), ("outperform", "do better than"),
    ("outperforming", "doing better than"), ("surpasses", "does better than"),
    ("surpass", "do better than"), ("surpassing", "doing better than"),
    ("achieves", "reaches"), ("achieve", "reach"), ("achieved", "reached"),
    ("achieving", "reaching"), ("provides", "gives"), ("provide", "give"),
    ("utilizes", "uses"), ("utilize", "use"), ("utilized", "used"), ("utilizing", "using"),
    ("utilises", "uses"), ("utilise", "use"), ("utilised", "used"), ("utilising", "using"),
    ("utilization", "use"), ("utilisation", "use"), ("leverages", "uses"), ("leverage", "use"),
    ("leveraged", "used"), ("leveraging", "using"), ("employs", "uses"), ("employ", "use"),
    ("employed", "used"), ("employing", "using"), ("demonstrates", "shows"),
    ("demonstrate", "show"), ("demonstrating", "showing"), ("illustrates", "shows"),
    ("illustrate", "show"), ("facilitates", "helps"), ("necessitates", "needs"),
    ("requires", "needs"), ("require", "need"), ("requiring", "needing"), ("obtains", "gets"),
    ("obtain", "get"), ("obtaining", "getting"), ("acquires", "gets"), ("acquire", "get"),
    ("constructed", "built"), ("constructing", "building"), ("incorporates", "includes"),
    ("incorporate", "include"), ("mitigates", "lessens"), ("mitigate", "lessen"),
    ("alleviates", "eases"), ("alleviate", "ease"), ("elucidates", "explains"),
    ("elucidate", "explain"), ("investigates", "studies"), ("investigate", "study"),
    ("investigated", "studied"), ("modifies", "changes"), ("modify", "change"),
    ("possesses", "has"), ("possess", "have"), ("comprises", "consists of"),
    # single words
    ("additional", "extra"), ("numerous", "many"), ("multiple", "several"),
    ("subsequently", "then"), ("simultaneously", "at the same time"),
    ("furthermore", "also"), ("moreover", "also"), ("additionally", "also"),
    ("nevertheless", "still"), ("nonetheless", "still"), ("solely", "only"), ("merely", "only"),
    ("frequently", "often"), ("commonly", "often"), ("primarily", "mainly"),
    ("predominantly", "mostly"), ("initially", "at first"), ("currently", "now"),
    ("whilst", "while"), ("methodology", "method"), ("methodologies", "methods"),
    ("capability", "ability"), ("capabilities", "abilities"), ("remainder", "rest"),
    ("enormous", "huge"), ("challenging", "hard"), ("fundamental", "basic"),
    ("conventional", "usual"), ("entire", "whole"), ("novel", "new"),
)  # fmt: skip
_PLAIN = dict(_PAIRS)
_HARD = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, _PLAIN), key=len, reverse=True))})(?![\w-])"
    # before a noun only: "the state-of-the-art" has no plain word that fits
    r"|(?<![\w-])state-of-the-art(?= [a-z])",
    re.IGNORECASE,
)
_BEFORE_CONSONANT = re.compile(r"\b([Aa])n (?=(?:huge|hard|basic|whole|new|leading)\b)")
_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=(?:extra|ability)\b)")


def put_plainly(text: str) -> str:
    """Return a text with the academic words of the table replaced, its articles mended."""
    plain = _HARD.sub(_plain, text)
    return _BEFORE_VOWEL.sub(r"\1n ", _BEFORE_CONSONANT.sub(r"\1 ", plain))


def _plain(match: re.Match[str]) -> str:
    word = _PLAIN.get(match[0].lower(), "leading")
    return word[0].upper() + word[1:] if match[0][0].isupper() else word
