"""Bytes of tokens to text: whole characters, no thoughts, nothing from the stop string on."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models.text_stream import TextStream


def _run(pieces: list[bytes], stop: tuple[str, ...] = (), *, thinking: bool = False) -> str:
    stream = TextStream(stop, thinking=thinking)
    return "".join(stream.feed(piece) for piece in pieces) + stream.finish()


def _cut(data: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(places)]


@given(st.text(st.characters(codec="utf-8", exclude_characters="<")), st.lists(st.integers(0)))
def test_text_survives_any_cutting(text: str, cuts: list[int]) -> None:
    """However tokens cut the bytes, the characters come out whole and complete."""
    assert _run(_cut(text.encode(), cuts)) == text


@given(st.text("ab"), st.text("ab", min_size=1, max_size=3), st.lists(st.integers(0)))
def test_nothing_from_the_stop_string_on_is_shown(text: str, stop: str, cuts: list[int]) -> None:
    """A stop string ends the text before its first appearance, wherever it was cut."""
    assert _run(_cut(text.encode(), cuts), (stop,)) == text.split(stop, maxsplit=1)[0]


@given(st.lists(st.integers(0)))
def test_thoughts_are_hidden(cuts: list[int]) -> None:
    """Thought, tags and the space behind are removed; `<` of other kinds stays."""
    data = b"a <b> <think>no\nno</think>\n\nc <thin"
    assert _run(_cut(data, cuts)) == "a <b> c <thin"


def test_a_thought_begun_in_the_prompt_is_hidden() -> None:
    """Only what follows the closing tag is the answer."""
    assert _run([b"hm", b"m</thi", b"nk>", b"\n", b"yes"], thinking=True) == "yes"


def test_a_thought_that_never_ends_stays_hidden() -> None:
    """Running out of tokens while thinking shows nothing."""
    assert _run([b"<think>", b"so </think"]) == ""


def test_a_stop_string_inside_a_thought_does_not_stop() -> None:
    """Stop strings apply to what is shown."""
    assert _run([b"<think>\n\n</think>", b"yes\n", b"no"], ("\n",)) == "yes"


@pytest.mark.parametrize("data", [b"\xf0\x9f\x99", b"a\xff"])
def test_broken_bytes_become_replacement_characters(data: bytes) -> None:
    """A character that is never finished is shown as one that cannot be read."""
    assert _run([data]).endswith("\ufffd")
