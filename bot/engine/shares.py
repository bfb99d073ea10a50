"""How the tokens of one step are shared out among the prompts being read. Pure."""

from collections.abc import Sequence


def share_out(budget: int, wants: Sequence[int]) -> list[int]:
    """Return how many tokens each prompt may read in this step, the oldest first.

    Half goes to the one that has waited longest, so that first words come early, and half to the
    shortest, so that a short question does not wait for the end of a long text; what the two leave
    goes on in order of age. Few prompts move in one step, because sequences that are lengthened by
    different numbers of tokens are computed in a pass for each number. Nothing is left over while
    somebody wants it.
    """
    given = [0] * len(wants)
    unmet = [place for place, want in enumerate(wants) if want > 0]
    if not unmet or budget < 1:
        return given
    oldest, shortest = unmet[0], min(unmet, key=wants.__getitem__)
    given[oldest] = min(wants[oldest], max(1, budget // 2))
    left = budget - given[oldest]
    for place in (shortest, *unmet):
        more = min(left, wants[place] - given[place])
        given[place] += more
        left -= more
    return given
