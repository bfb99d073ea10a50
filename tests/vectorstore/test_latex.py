r"""LaTeX reads as plain characters; prices, code, paths and all other words stay."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.latex import render_latex

ALPHA = "\N{GREEK SMALL LETTER ALPHA}"
PRIME = "\N{PRIME}"
REALS = "\N{DOUBLE-STRUCK CAPITAL R}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"$\alpha$-divergence", f"{ALPHA}-divergence"),
        (r"at {\alpha} or \(\alpha\)", f"at {ALPHA} or {ALPHA}"),
        (r"in $O(n^2)$ time", "in O(n²) time"),
        (r"$\mathcal{O}(\sqrt{n\log n})$", "O(√(n log n))"),
        (r"4.64$\times$ faster", "4.64× faster"),
        (r"$2 \times$ faster on $3\times3$", "2× faster on 3×3"),
        (r"$x \in \mathbb{R}^d$, $f'(x)$", f"x ∈ {REALS}ᵈ, f{PRIME}(x)"),
        (r"at $10^{-3}$, 10^4 and $10^12$", "at 10⁻³, 10⁴ and 10¹²"),
        (r"H$_2$O, F$_1$, $x_{i,j}$", "H₂O, F₁, x_(i,j)"),
        (r"the 5$^{th}$ at 90$^{\circ}$C", "the 5th at 90°C"),
        (r"$\frac{1}{2}$ and $\frac{a+1}{b}$", "1/2 and (a+1)/b"),
        (r"$p\leq0.05$, $\sim$10", "p ≤ 0.05, ~10"),
        (r"$0.5\pm0.1$", "0.5 ± 0.1"),
        (r"\textbf{very \emph{fast}} {\em now}", "very fast now"),
        (r"\textcolor{red}{hot}, \href{https://x.org/a\_b}{code}", "hot, code (https://x.org/a_b)"),
        (r"as in \cite{x}. Also (\citep{y}), see", "as in. Also, see"),
        (r"we propose \ours{} and \gls{llm}", "we propose ours and llm"),
        (r"5\%, R\&D, \$5, a\_b, \#1", "5%, R&D, $5, a_b, #1"),
        ("``quoted'' and 3--5 -- so", '"quoted" and 3–5 – so'),
    ],
)
def test_what_a_reader_sees(written: str, read: str) -> None:
    """Signs, powers, formulas, fonts, links and quotation marks read as they are printed."""
    assert render_latex(written) == unicodedata.normalize("NFC", read)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Erd\H{o}s", "Erdős"),
        (r"{\L}ukasz Bj\o rn", "Łukasz Bjørn"),
        (r"\'e \"{o} \c{c} \v{s} \~ao \'{\i}", "é ö ç š ão í"),
        (r"Fran\c{c}ois G\"odel", "François Gödel"),
    ],
)
def test_names_have_their_accents(written: str, read: str) -> None:
    """Accents stand on their letters, as one sign."""
    assert render_latex(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 million or $10 million, or $5, $6 and $7.",
        "Between $100 and $200 a month.",
        r"C:\Users\to and `\alpha` and \\server\share",
        r"a line break \n and \t in code",
        "foo_bar, x_i, __init__ and a~b at https://x.org/~name_x",
        "a {set} of [things] (and) more",
        "--flag, a-b and 100% sure",
        "foo^bar and 3^ rd",
        "",
    ],
)
def test_what_is_no_latex_stays(text: str) -> None:
    """Prices, paths, code and plain prose are not touched."""
    assert render_latex(text) == text


@pytest.mark.parametrize(
    "hostile",
    [
        *("{" * 50_000, "}" * 50_000, "$" * 50_000, "\\" * 50_000, r"\frac" * 10_000),
        *("{" * 25_000 + "}" * 25_000, r"\sqrt{" * 8_000 + "}" * 8_000, "$x" * 25_000),
        *("x^{" * 16_000 + "}" * 16_000, r"\'" * 25_000, "``a" * 16_000, "a--" * 16_000),
        *(r"\footnote[" * 5_000, r"\begin{" * 7_000, r"\left" * 10_000, r"\(" * 25_000),
        *(r"\href{" * 8_000, "`\\" * 25_000, r"C:\a" * 12_000, "a_{" * 16_000, "~" * 50_000),
    ],
)
def test_hostile_text_costs_little(hostile: str) -> None:
    """No text of 50,000 signs takes seconds, nests too deep, or fails."""
    start = time.process_time()
    render_latex(hostile)
    assert time.process_time() - start < 5


PIECES = st.sampled_from(
    [
        *r"\alpha \frac \sqrt \mathbb \text \emph \cite \href \url \footnote \unicode".split(),
        *r"\' \" \H \c \not \left \right \\ \( \) \[ \] \, \{ \} \$ \% \n \foo \begin \log".split(),
        *r"{ } { } $ $ $$ ^ _ ~ ` `` '' -- --- [ ] ( ) + = < × , . : / % & # |".split(),
        *"a R 2 10 x2013 https://x.org/a_b million éa \ufdd0 \u0301 \u202e \ud800".split(" "),
        " ",
        "\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60)


@given(TEXTS)
def test_rendering_twice_is_rendering_once(text: str) -> None:
    """No text fails, and rendered text is stable."""
    once = render_latex(text)
    assert render_latex(once) == once


@given(st.lists(st.integers(0, 10**6), max_size=8))
def test_figures_stay_in_their_order(figures: list[int]) -> None:
    """However they are dressed, no figure is lost, added or moved."""
    dress = ("${}$", r"$x^{{{}}}$", r"\textbf{{{}}}", r"${}\times$", "a$_{{{}}}$", r"{}\%")
    text = " and ".join(dress[n % len(dress)].format(figure) for n, figure in enumerate(figures))
    read = unicodedata.normalize("NFKC", render_latex(text))
    assert "".join(filter(str.isdigit, read)) == "".join(map(str, figures))
