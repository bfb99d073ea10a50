"""The heading of an abstract is found in all its forms, and the line that ends it."""

import pytest

from vectorstore.sources.abstracts import Marked, find_mark, is_abstract_heading, is_stop


@pytest.mark.parametrize(
    ("line", "inline"),
    [
        ("Abstract", ""),
        ("ABSTRACT:", ""),
        ("A B S T R A C T", ""),
        ("## **Abstract**", ""),
        ("> [!abstract]- Abstract", ""),
        ("> [!abstract]", ""),
        ("0. Abstract", ""),
        ("Abstract—We point.", "We point."),
        ("**Abstract:** We point.", "We point."),
        ("Abstract:: We point.", "We point."),
        ("ABSTRACT We point.", "We point."),
    ],
)
def test_a_heading_is_found(line: str, inline: str) -> None:
    """Alone on its line, or before the first words."""
    assert find_mark(["A Title", "", line, "More."]) == Marked(2, 3, inline)


@pytest.mark.parametrize("line", ["Abstract thoughts are hard.", "Abstraction", "abstract. It is"])
def test_words_are_not_taken_for_a_heading(line: str) -> None:
    """Nor is a line that wrapped before the word."""
    assert find_mark([line]) is None
    assert not is_abstract_heading(line)


@pytest.mark.parametrize(
    "line",
    [
        "Keywords: a, b",
        "**Index Terms**—a",
        "1 Introduction",
        "I. INTRODUCTION",
        "Introduction",
        "## References",
        "© 2024 The Authors",
        "CCS Concepts",
    ],
)
def test_what_follows_an_abstract_ends_it(line: str) -> None:
    """Keywords, the first section, the small print."""
    assert is_stop(line)


@pytest.mark.parametrize("line", ["Background knowledge helps us.", "Introduction of a species is"])
def test_sentences_do_not_end_it(line: str) -> None:
    """Though they begin like a heading."""
    assert not is_stop(line)
