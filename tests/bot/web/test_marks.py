"""Tags and notes made fit to keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.marks import (
    NOTES_CHARACTERS_MOST,
    TAG_CHARACTERS_MOST,
    TAGS_MOST,
    clean_notes,
    clean_tags,
)
from bot.web.refusals import MarkRefused

# Lone surrogates too: JSON can carry them.
ANY_TEXT = st.text(st.characters(), max_size=TAG_CHARACTERS_MOST)


@given(st.lists(ANY_TEXT, max_size=TAGS_MOST))
def test_whatever_is_typed_becomes_tags_that_can_be_shown(tags: list[str]) -> None:
    """They can be stored, stand on a line each, none twice, and cleaning again changes nothing."""
    cleaned = clean_tags(tags)
    for tag in cleaned:
        assert tag == " ".join(tag.encode().decode().split())
        assert not set("\0\u202e\u2066\u200b\x1b") & set(tag)
    assert len({tag.casefold() for tag in cleaned}) == len(cleaned)
    assert clean_tags(cleaned) == cleaned


@given(ANY_TEXT)
def test_whatever_is_written_becomes_notes_that_can_be_shown(notes: str) -> None:
    """They can be stored, and cleaning them again changes nothing."""
    cleaned = clean_notes(notes)
    assert not set("\0\u202e\r\x1b") & set(cleaned.encode().decode())
    assert clean_notes(cleaned) == cleaned


def test_notes_keep_their_lines() -> None:
    """What a form sends as CR LF is one line break; markup and Markdown stay as they are."""
    assert clean_notes("One.\r\n\r\n* <b>two</b>\t[x](y)\n") == "One.\n\n* <b>two</b>\t[x](y)"


def test_the_first_spelling_of_a_tag_stays() -> None:
    """Case, spaces and invisible signs make no second tag."""
    assert clean_tags(["To Read", " to  read ", "to\u200b read", ""]) == ("To Read",)


@pytest.mark.parametrize(
    "tags", [["x" * (TAG_CHARACTERS_MOST + 1)], [str(n) for n in range(TAGS_MOST + 1)]]
)
def test_tags_have_limits(tags: list[str]) -> None:
    """One that is a whole note is refused, and so are very many."""
    with pytest.raises(MarkRefused, match="limit"):
        clean_tags(tags)


def test_notes_have_a_limit() -> None:
    """A book is refused, with its length."""
    with pytest.raises(MarkRefused, match="20,001"):
        clean_notes("x" * (NOTES_CHARACTERS_MOST + 1))
