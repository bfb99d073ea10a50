"""A reading list that was edited by hand comes back with the edits."""

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.paperbot_markdown import SIGN, read_paperbot_markdown

LIST = rf"""{SIGN}
# Reading list

## [A \[tree\] grows](https://arxiv.org/abs/2111.08566)

- Authors: Renée Müller, Jo Doe
- Date: 2021-11-05
- Tags: to read, a&#44; b

They grow
in two lines \*here\*.

> First thought.
> Second.

## Without words
"""


def test_a_list_without_our_comments_still_comes_in() -> None:
    """What a person can see is enough."""
    draft, bare = read_paperbot_markdown(LIST, "list.md")
    assert draft == Draft(
        title="A [tree] grows",
        abstract="They grow\nin two lines *here*.",
        source="paperbot-markdown",
        place="list.md",
        where="line 4",
        given_id="arxiv:2111.08566",
        authors=("Renée Müller", "Jo Doe"),
        date="2021-11-05",
        url="https://arxiv.org/abs/2111.08566",
        tags=("to read", "a, b"),
        notes="First thought.\nSecond.",
    )
    assert bare == Rejection("list.md", "line 16", "no abstract for 'Without words'")


def test_an_empty_list_is_refused() -> None:
    """A list without headings is an error."""
    with pytest.raises(SourceUnreadable, match="without papers"):
        list(read_paperbot_markdown(f"{SIGN}\n", "list.md"))
