"""BibTeX's own escapes go there and back; braces go only where they protect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.bibtex_text import escape_text, unescape_text, unprotect


@given(text=st.text(st.sampled_from("{}\\~^%&#_$ vphantom'é"), max_size=30))
def test_escaping_is_undone(text: str) -> None:
    """Whatever the text, and braces are balanced as BibTeX counts them."""
    escaped = escape_text(text)
    assert unescape_text(escaped) == text
    depth = 0
    for sign in escaped:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0


@pytest.mark.parametrize("latex", ["{BERT}", r"\alpha", "$x$", "100%", r"{\'e}", "a_b"])
def test_latex_of_others_is_not_ours(latex: str) -> None:
    """It is left for the renderer."""
    assert unescape_text(latex) is None


@pytest.mark.parametrize(
    ("value", "bare"),
    [
        ("{BERT} and {{GPT}}-2", "BERT and GPT-2"),
        (r"\emph{Deep} {\em x} {\'e}", r"\emph{Deep} {\em x} {\'e}"),
        (r"$\frac{a}{b}^{2}$ {T}", r"$\frac{a}{b}^{2}$ T"),
        (r"\'{e} \& {A}", r"\'{e} \& A"),
        ("} {", "} "),
    ],
)
def test_only_protecting_braces_go(value: str, bare: str) -> None:
    """Arguments, groups and formulas keep theirs."""
    assert unprotect(value) == bare


@pytest.mark.parametrize("end", [r"\'e", "100%", "}", r"\vphantom{"])
def test_latex_after_much_text_is_told_at_once(end: str) -> None:
    """An abstract of another program took for ever: 2 to the power of its letters."""
    assert unescape_text(r"plain words \& more {\textbackslash}times " * 1_000 + end) is None
