"""An estimate that is rather too many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.remote.token_estimate import TokenEstimate


@given(st.text(), st.text())
def test_an_estimate_never_shrinks_with_more_text(one: str, other: str) -> None:
    """Nor is any text but blanks free."""
    counter = TokenEstimate()
    whole = counter.count(one + other)
    assert whole >= max(counter.count(one), counter.count(other))
    assert counter.count(one) or not one.strip()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("In 2024, SPANN was twice as fast as DiskANN at 90.5% recall.", 25),
        ("naïve café Ångström — “quotes” … αβγ ∑ᵢ xᵢ² ≤ ½ ① Ⅷ", 38),
        ("    return {'a': x[0] ** 2}  # it's we'll", 19),
    ],
)
def test_the_estimate_is_no_less_than_a_real_count(text: str, tokens: int) -> None:
    """Held against SmolLM2's own vocabulary, and not twice as much."""
    assert tokens <= TokenEstimate().count(text) <= 2 * tokens
