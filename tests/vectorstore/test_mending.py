"""Damage of saving and TeX is undone, the rest stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.mending import encodable, find_links, mend_text


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("SPANN is 2times faster", "SPANN is 2 times faster"),
        ("1.12times and 20.21times.", "1.12 times and 20.21 times."),
        ("a 3times3 kernel", "a 3 times 3 kernel"),
        ("100\\% of R\\&D", "100% of R&D"),
        ("we utilize~proxy tasks", "we utilize proxy tasks"),
        ("lines\nbroken\r\nhard ", "lines broken hard"),
        ("large-\nscale, pre-\nand post-training", "large-scale, pre- and post-training"),
        ("an in\u00advisible\u200b sign\x00", "an invisible sign"),
        ("a \u202etitle\u202c \u2066turned\u2069\u202a", "a title turned"),
        ("code: https: //github.com/x/y .", "code: https://github.com/x/y."),
        ("code: https://\ngithub.com/x/y.", "code: https://github.com/x/y."),
        ("code: https://github.\ncom/x/y.", "code: https://github.com/x/y."),
        ("code: https://github.com/\nx/y now", "code: https://github.com/x/y now"),
        ("code: https://github.com/x/\nYz.", "code: https://github.com/x/Yz."),
        ("at {\\footnotesizeblue{https://github.com/x/y}}.", "at https://github.com/x/y."),
        ("at \\url{https://x.org/a_b}.", "at https://x.org/a_b."),
        ("at {\\color{blue}{https://x.org/a}}", "at https://x.org/a"),
    ],
)
def test_known_damage_is_mended(damaged: str, mended: str) -> None:
    """Every kind of damage seen in a real source reads well afterwards."""
    assert mend_text(damaged) == mended


@pytest.mark.parametrize(
    "text",
    [
        "It runs 12 out of 12 times.",
        "Inference times and timestamps: 3timestamps",
        "See https://x.org/ and read on.",
        "See https://github.com/microsoft for more.",
        "Code is at https://x.org. Commands follow.",
        "A home at https://x.org/~name stays.",
        "{O}(K T^{3/4}) and \\tool, 10^4 GPU hours",
    ],
)
def test_what_is_not_damaged_stays(text: str) -> None:
    """Words, figures and formulas are not touched."""
    assert mend_text(text) == text


FRAGMENTS = st.sampled_from(
    [
        *r"https : // / . github .com x Y 2 times \ % \% { } \url \color ~ _ - www. ) , a".split(),
        " ",
        "\n",
        "\u200b",
        "\u202e",
    ]
)


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_mending_twice_is_mending_once(text: str) -> None:
    """Mended text is stable, so that a paper read twice is the same paper."""
    once = mend_text(text)
    assert mend_text(once) == once


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("at https://github.com/x/y.", ("https://github.com/x/y",)),
        ("(at https://github.com/x/y).", ("https://github.com/x/y",)),
        ("at https://x.org/a_(b), say", ("https://x.org/a_(b)",)),
        ("at github.com/x/y.", ("https://github.com/x/y",)),
        ("at www.x.org/a", ("https://www.x.org/a",)),
        ("at https://x.org, again https://x.org", ("https://x.org",)),
        ("http://a.org and x.github.io/y", ("http://a.org", "https://x.github.io/y")),
        ("https://nowhere and user@github.com/x", ()),
        ("e.g. GitHub and i.e. nothing", ()),
    ],
)
def test_links_are_found(text: str, links: tuple[str, ...]) -> None:
    """Addresses come without the sentence's punctuation, bare ones with a scheme, each once."""
    assert find_links(text) == links


@given(text=st.text(), junk=st.text(st.characters(categories=["Cs"]), min_size=1))
def test_text_becomes_encodable(text: str, junk: str) -> None:
    """Text stays as it is; lone surrogates are replaced one by one."""
    assert encodable(text) == text
    assert encodable(text + junk) == text + "?" * len(junk)


def test_a_text_of_addresses_takes_no_time() -> None:
    """A hundred thousand signs of broken addresses are left as they are: joining is quadratic."""
    hostile = "http: //a.b/ " * 8_000
    assert mend_text(hostile) == hostile.strip()
