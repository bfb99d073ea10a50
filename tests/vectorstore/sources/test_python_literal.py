"""What `repr` wrote is read back exactly; anything else is refused before Python's parser."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.draft import Unfit
from vectorstore.sources.python_literal import parse_dictionary

PLAIN = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text()
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_repr_wrote_is_read_back(value: dict[object, object]) -> None:
    """Quotes, escapes and signs of every alphabet come through."""
    assert parse_dictionary(repr(value)) == value


@given(st.text() | st.text("{}[](),:'\"\\-0123456789 TrueNone\n"))
def test_any_other_text_is_refused(text: str) -> None:
    """No text raises anything but Unfit, or warns."""
    try:
        value = parse_dictionary(text)
    except Unfit:
        return
    assert isinstance(value, dict)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "{'a': open('x')}",
        "{'a': 1 + 1}",
        "{'a': 1-1}",
        "{'a': --1}",
        "{'a': x}",
        "{'a': b'x'}",
        "{'a': '\\d'}",
        "{'a': '\\N{DIGIT ONE}'}",
        "{'a': '\\U0010ffff\\U00110000'}",
        "{[]: 1}",
        "{'a': 007}",
        "{'a': " + "9" * 5_000 + "}",
        "{'a': 'open",
        "{'a': 1",
        "{'a': 1}}",
        "{'a': 1} # more",
        "{'a': '''x'''}\n",
    ],
)
def test_texts_that_repr_does_not_write_are_refused(text: str) -> None:
    """Calls, sums, comments, names, escapes that warn and figures without end are no data."""
    with pytest.raises(Unfit):
        parse_dictionary(text)


@pytest.mark.parametrize("text", ["{'a': " * 100_000, "[" * 100_000, "(" * 21, "{'a':" + "-" * 9])
def test_deep_brackets_are_refused(text: str) -> None:
    """Python's parser never sees them."""
    with pytest.raises(Unfit, match=r"brackets|character"):
        parse_dictionary(text)


def test_a_text_beyond_the_limit_is_refused() -> None:
    """Long before it costs memory."""
    with pytest.raises(Unfit, match="longer than"):
        parse_dictionary("{'a': '" + "x" * 500_000 + "'}")
