"""Prompts cut from abstracts."""

from itertools import combinations
from pathlib import Path

import pytest

from bot.errors import InputUnreadable
from bot.evaluation.texts import PromptSource, make_source, read_papers


def test_no_two_prompts_begin_alike() -> None:
    """All have their length, and each starts elsewhere, the text's end included."""
    source = PromptSource(range(1200))
    prompts = [source.take(100) for _ in range(60)]
    assert {len(prompt) for prompt in prompts} == {100}
    assert all(one[0] != other[0] for one, other in combinations(prompts[:25], 2))


def test_a_prompt_may_be_longer_than_the_text() -> None:
    """The text goes round."""
    assert PromptSource(range(1000)).take(2500)[999:1002] == [999, 0, 1]


def test_too_little_text_is_refused() -> None:
    """Before anything is measured with it."""
    with pytest.raises(InputUnreadable, match="hold 5 tokens"):
        PromptSource(range(5))


def test_the_starter_papers_are_enough(starter_page: Path) -> None:
    """A token a word, and there are thousands."""
    papers = read_papers(starter_page)
    assert len(papers) == 66
    assert read_papers(starter_page, most=3) == papers[:3]
    assert len(make_source(papers, lambda text: [hash(word) for word in text.split()]).take(9)) == 9
