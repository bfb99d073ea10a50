"""Prompts are filled strictly, and what fills them stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.render import PromptError, render, version


@given(sentence=st.text(min_size=1).filter(lambda text: text == text.strip()))
def test_a_value_stays_as_it_is(sentence: str) -> None:
    """No text, template code included, is changed or run when it fills a template."""
    assert sentence in render("simplify_user", {"sentence": sentence})


def test_template_code_in_a_value_is_text() -> None:
    """Braces of a paper are braces."""
    braces = "{{ 6 * 7 }} {% raw %}"
    assert f": {braces}\n" in render("simplify_user", {"sentence": braces})


def test_a_missing_value_fails() -> None:
    """A template that names a value must be given it."""
    with pytest.raises(PromptError, match="sentence"):
        render("simplify_user", {})


def test_an_unused_value_fails() -> None:
    """A value that no template asks for is a mistake of the caller."""
    with pytest.raises(PromptError, match="mood"):
        render("simplify_user", {"sentence": "A.", "mood": "gay"})


@pytest.mark.parametrize("name", ["nothing", "../README", ""])
def test_an_unknown_prompt_fails(name: str) -> None:
    """Only templates of the folder are prompts."""
    with pytest.raises(PromptError, match="no prompt"):
        render(name, {})


def test_the_version_is_that_of_the_wording() -> None:
    """Equal templates give equal versions, others give others."""
    assert version("simplify_user") == version("simplify_user")
    assert version("simplify_user") != version("shorten_user")


def test_sentences_are_numbered_only_for_models_that_cite() -> None:
    """A small model gets the bare sentences."""
    papers = [("A title", [(1, "It is fast."), (2, "It is small.")])]
    values = {"papers": papers, "question": "How fast?"}
    numbered = render("answer_user", {**values, "numbered": True})
    bare = render("answer_user", {**values, "numbered": False})
    assert "[2] It is small." in numbered
    assert "[" not in bare
    assert "It is small." in bare
