"""Guesses from what was written before, and whether they are worth checking."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.drafting import (
    DRAFT_TOKENS_MOST,
    Lookup,
    Luck,
    expected_tokens,
    worthwhile_depth,
)
from bot.engine.pace import Pace

_TEXTS = st.lists(st.integers(0, 2), max_size=30)
_OFFERS = st.lists(
    st.tuples(st.floats(0, 1), st.integers(1, DRAFT_TOKENS_MOST)), min_size=1, max_size=8
)


def _pace(pass_s: float, token_s: float) -> Pace:
    """Return a pace that has seen steps of this cost."""
    pace = Pace()
    for tokens in (1, 2, 4, 8) * 8:
        pace.observe_writing(1, tokens, pass_s + token_s * tokens)
    return pace


@given(_TEXTS, st.integers(1, 8))
def test_a_guess_follows_an_earlier_occurrence(text: list[int], most: int) -> None:
    """The last two or three tokens stood before the guess already, as near the end as any."""
    guess = Lookup(text).guess(most)
    assert len(guess) <= most
    earlier = {
        length: [end for end in range(length, len(text)) if text[end - length : end] == tail]
        for length in (3, 2)
        if len(tail := text[-length:]) == length
    }
    ends = next((ends for ends in earlier.values() if ends), [])
    assert guess == (text[ends[-1] : ends[-1] + most] if ends else [])


@given(_TEXTS, _TEXTS)
def test_a_text_may_come_in_parts(beginning: list[int], rest: list[int]) -> None:
    """Tokens added later are looked up like those there from the start."""
    lookup = Lookup(beginning)
    lookup.extend(rest)
    assert lookup.guess(8) == Lookup(beginning + rest).guess(8)


@given(st.lists(st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))))
def test_a_chance_is_one(observed: list[tuple[int, int]]) -> None:
    """Whatever came true of whatever was tried, the chance lies between 0 and 1."""
    luck = Luck()
    for right, tried in observed:
        luck.observe(right, tried)
        assert 0 <= luck.chance <= 1


def test_luck_turns() -> None:
    """Some wrong guesses spoil it, some right ones restore it."""
    luck = Luck()
    for _ in range(20):
        luck.observe(0, 4)
    assert luck.chance < 0.1
    for _ in range(20):
        luck.observe(4, 4)
    assert luck.chance > 0.9


@given(st.floats(0, 1), st.integers(0, 8))
def test_no_more_is_expected_than_is_drafted(chance: float, length: int) -> None:
    """And what is certain is expected in full."""
    assert 0 <= expected_tokens(chance, length) <= length + 1e-9
    assert expected_tokens(1, length) == length


@given(_OFFERS, st.integers(0, 8), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_depth_promises_most_tokens_a_second(
    offers: list[tuple[float, int]], others: int, pass_s: float, token_s: float
) -> None:
    """No other would by the same reckoning, but that a small gain is not believed."""
    writers, pace = len(offers) + others, _pace(pass_s, token_s)

    def rate(depth: int) -> float:
        drafts = [min(depth, length) for _, length in offers]
        lengths = {*drafts, 0} if others else set(drafts)
        gained = sum(
            expected_tokens(chance, draft)
            for (chance, _), draft in zip(offers, drafts, strict=True)
        )
        return (writers + gained) / pace.seconds(len(lengths), writers + sum(drafts))

    depth = worthwhile_depth(offers, writers, pace)
    assert 0 <= depth <= DRAFT_TOKENS_MOST
    best = max(map(rate, range(DRAFT_TOKENS_MOST + 1)))
    if depth:
        assert rate(depth) == pytest.approx(best)
    assert best <= 1.1 * rate(depth) * (1 + 1e-9)


@given(st.integers(1, 16), st.integers(1, 8))
def test_poor_guesses_are_not_checked(writers: int, length: int) -> None:
    """A guess that is nearly never right is worth no token."""
    assert worthwhile_depth([(0.01, length)], writers, _pace(1, 0.5)) == 0


@given(st.floats(0, 0.95), st.integers(1, 16))
def test_a_full_batch_checks_nothing(chance: float, writers: int) -> None:
    """Where tokens cost everything and a pass nothing, a guess costs what it may save."""
    offers = [(chance, DRAFT_TOKENS_MOST)] * writers
    assert worthwhile_depth(offers, writers, _pace(1e-6, 1)) == 0


def test_good_guesses_are_checked_in_full() -> None:
    """Where a pass costs most, all that will probably come true is worth it."""
    assert worthwhile_depth([(0.95, 8)], 1, _pace(1, 0.01)) == DRAFT_TOKENS_MOST
