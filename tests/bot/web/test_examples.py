"""Questions to start with, made from titles."""

import pytest

from bot.web.examples import coined_name, example_questions
from vectorstore.records import Paper


def papers(*titles: str) -> list[Paper]:
    """Return papers with these titles."""
    return [Paper(id=title, title=title, abstract="It is.") for title in titles]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("STU-Net: Scalable and Transferable Models", "STU-Net"),
        ("netFound: Foundation Model for Network Security", "netFound"),
        ("Two at Once: Enhancing Learning", None),
        ("Stitchable Neural Networks", None),
        ("A" * 60 + ": long", None),
    ],
)
def test_a_name_is_a_coined_word_before_a_colon(title: str, name: str | None) -> None:
    """Capitals inside the word make it a name; an ordinary phrase is none."""
    assert coined_name(title) == name


def test_names_are_asked_about_first() -> None:
    """Questions on names come before questions on whole titles, and no more than asked for."""
    shelf = papers("Stitchable Neural Networks", "DyCL: Compilation", "HiNER: A Dataset")
    assert example_questions(shelf) == (
        "What is DyCL?",
        "How does HiNER work?",
        "What does “Stitchable Neural Networks” show?",
    )
    assert len(example_questions(shelf, limit=1)) == 1


def test_an_empty_library_suggests_nothing() -> None:
    """Without papers there are no questions."""
    assert example_questions([]) == ()
