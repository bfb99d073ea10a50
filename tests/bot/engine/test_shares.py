"""How a step is shared out among the prompts being read."""

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.shares import share_out

_BUDGETS = st.integers(0, 64)
_WANTS = st.lists(st.integers(0, 40), max_size=8)


@given(_BUDGETS, _WANTS)
def test_neither_the_budget_nor_a_want_is_exceeded(budget: int, wants: list[int]) -> None:
    """Nobody gets more than is wanted, all together no more than there is."""
    given_out = share_out(budget, wants)
    assert len(given_out) == len(wants)
    assert all(0 <= part <= want for part, want in zip(given_out, wants, strict=True))
    assert sum(given_out) <= budget


@given(_BUDGETS, _WANTS)
def test_nothing_is_left_over_while_it_is_wanted(budget: int, wants: list[int]) -> None:
    """The budget is used up, or every want is met."""
    assert sum(share_out(budget, wants)) == min(budget, sum(wants))


@given(st.integers(1, 64), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_the_oldest_gets_half_at_least(budget: int, wants: list[int]) -> None:
    """So every prompt comes to its end, whoever arrives behind it."""
    assert share_out(budget, wants)[0] >= min(wants[0], max(1, budget // 2))


@given(st.integers(2, 64), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_the_shortest_gets_half_at_least(budget: int, wants: list[int]) -> None:
    """So a short question does not wait for the end of a long text."""
    place = min(range(len(wants)), key=wants.__getitem__)
    assert share_out(budget, wants)[place] >= min(wants[place], budget // 2)


def test_the_rest_goes_by_age() -> None:
    """Few prompts move at a time: the oldest, the shortest, then those in between in order."""
    assert share_out(120, [1000, 1000, 1000]) == [120, 0, 0]
    assert share_out(120, [1000, 10, 1000]) == [110, 10, 0]
    assert share_out(120, [40, 30, 1000, 20]) == [40, 30, 30, 20]
