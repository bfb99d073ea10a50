"""Markdown falls into sections, and its signs are taken off for reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.markdown import Section, plain, sections_of


def test_headings_of_both_kinds_begin_sections() -> None:
    """Signs before the words, or a rule under them; code is left out, and a rule alone is text."""
    text = "before\n\nOne\n===\na\n\n## Two ##\n```\n# code\n```\nb\n\n---\n"
    assert sections_of(text, first_line=3) == (
        Section(0, "", 3, ("before", "")),
        Section(1, "One", 5, ("a", "")),
        Section(2, "Two", 9, ("b", "", "---", "")),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a **strong** and *soft* word", "a strong and soft word"),
        ("[words](https://x.org/a) and [[page|shown]] and [[page]]", "words and shown and page"),
        ("> quoted\n> words ^block1", "quoted\nwords"),
        ("seen <!-- not seen --> %% nor this %%here", "seen    here"),
        ("2 * 3 * 4 and snake_case_name stay", "2 * 3 * 4 and snake_case_name stay"),
    ],
)
def test_signs_are_taken_off(text: str, words: str) -> None:
    """What only looks like a sign stays."""
    assert plain(text) == words


@given(st.text(alphabet="#=-`~ \nab", max_size=200))
def test_no_line_outside_code_is_lost(text: str) -> None:
    """Every section begins on a line of the text, later than the one before it."""
    lines = [section.line for section in sections_of(text)]
    assert lines == sorted(lines)
    assert lines[-1] <= text.count("\n") + 1
