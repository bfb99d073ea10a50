"""Signs are spelt as the words people type for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.spelled_signs import spell_signs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\N{GREEK SMALL LETTER BETA}-VAE", "beta -VAE"),
        ("\N{GREEK CAPITAL LETTER DELTA}t", "delta t"),
        ("\N{GREEK SMALL LETTER ALPHA}\N{GREEK SMALL LETTER BETA}", "alpha beta"),
        ("\N{MATHEMATICAL ITALIC SMALL ALPHA} fair", "alpha fair"),
        ("10⁴ of O(n²)", "10 4 of O(n 2)"),
        ("F₁ and H₂O", "F1 and H2O"),
        ("2× and ∞", "2 times and infinity"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("\N{GREEK SMALL LETTER OMICRON WITH TONOS}\N{GREEK SMALL LETTER NU}\u03c4\u03b9", None),
        ("plain words, 中文", None),
    ],
)
def test_signs_read_as_words(text: str, words: str | None) -> None:
    """Greek letters by name, powers apart, indices joined; words of any language stay."""
    assert spell_signs(text).split() == (text if words is None else words).split()


@given(st.text())
def test_any_text_can_be_spelt(text: str) -> None:
    """No text fails, and plain text stays as it is."""
    assert spell_signs(text) == text or not text.isascii()
