"""Tags and entities go, formulas and plain signs stay."""

import time

import pytest

from vectorstore.sources.markup import strip_markup


@pytest.mark.parametrize(
    ("marked", "bare"),
    [
        ("<jats:p>One &amp; two</jats:p>", "One & two"),
        ("10<sup>-5</sup> of H<sub>2</sub>O", "10⁻⁵ of H₂O"),
        ("the 20<sup>th</sup>, x<sup>k</sup>, a<sub>max</sub>", "the 20th, x^k, amax"),
        ("<b>p</b> &lt; 0.05", "p < 0.05"),
        ("<script>alert(1)</script><p>words</p>", "words"),
        ("p<q and r>s, a < b & c", "p<q and r>s, a < b & c"),
        ("caf&eacute; &#8217;", "café ’"),
    ],
)
def test_marks_are_taken_out(marked: str, bare: str) -> None:
    """Text that only looks like markup is left alone."""
    assert " ".join(strip_markup(marked).split()) == bare


@pytest.mark.parametrize("piece", ["<a b='", "<p ", "<p>", "</", "<!--", "<sup>", "&#"])
def test_hostile_marks_cost_no_time(piece: str) -> None:
    """The standard library's parser takes minutes for some of these."""
    started = time.monotonic()
    strip_markup("<p>" + piece * (90_000 // len(piece)))
    assert time.monotonic() - started < 10
