"""How likely a sentence carries a claim that met no objection, as a score from 0 to 1.

Calibrated on 7,349 pairs of statement and sentence: docs/decisions.md, "What a support score is
worth". Of eight features one told true from false: which share of the claim's words and numbers the
sentence holds. Order, neighbours and the cosine of the two told nothing more.
"""

from math import exp

# At even odds of true and false statements those above the first bar are true in .99 of cases, the
# reworded ones above the second in .84.
SUPPORTED_FROM = 0.95
WEAK_FROM = 0.80
_SLOPE, _INTERCEPT = 48.75, -43.73


def support_score(held_share: float) -> float:
    """Return the share of statements like this that are true.

    `held_share`, 0 to 1, is that of the claim's words and numbers which its sentences hold.
    """
    return 1 / (1 + exp(-(_SLOPE * held_share + _INTERCEPT)))
