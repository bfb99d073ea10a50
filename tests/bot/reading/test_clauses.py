"""Where a sentence may be cut, and where it must stay whole."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.reading.clauses import split_parts

_WORDS = st.sampled_from(
    "The model is fast ; , and it so but which uses because they run To Although data".split()
)


@given(words=st.lists(_WORDS, min_size=1))
@example(words=["The", "run", ";", ",", "is", "run"])  # nothing stands before the verb
def test_parts_are_in_their_sentence(words: list[str]) -> None:
    """Each is a stretch of it behind its lead, and they overlap nowhere."""
    text = " ".join(words)
    parts = sorted(split_parts(text), key=lambda part: part.start)
    place = 0
    for part in parts:
        assert part.start >= place
        assert part.of(text) == part.lead + text[part.start : part.end]
        place = part.end


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "SPANN is a system; it keeps lists on disk, and it prunes what is not needed.",
            ["SPANN is a system", "it keeps lists on disk", "it prunes what is not needed"],
        ),
        (
            "Although the index is small, it has the answer.",
            ["the index is small", "But it has the answer"],
        ),
        (
            "To save memory, SPANN keeps lists on disk.",
            ["SPANN keeps lists on disk", "The aim is to save memory"],
        ),
        (
            "SPANN keeps lists on disk, which saves memory.",
            ["SPANN keeps lists on disk", "This saves memory"],
        ),
        (
            "The paper introduces SPANN, an index that is small.",
            ["The paper introduces SPANN", "SPANN is an index that is small"],
        ),
        (
            "SPANN splits the data and generates short lists.",
            ["SPANN splits the data", "It generates short lists"],
        ),
    ],
)
def test_joints_that_keep_the_meaning(text: str, parts: list[str]) -> None:
    """Each part can be read as a sentence of its own."""
    assert [part.of(text) for part in split_parts(text)] == parts


@pytest.mark.parametrize(
    "text",
    [
        "It labels persons, places, and organisations, and times.",
        "If the index is small, it is fast, and it is cheap.",
        "The lists (they are short; it is known) stay on disk.",
        "It is not used because it is fast.",
        "The model that reads the lists and generates the code is small.",
    ],
)
def test_what_hangs_together_stays_together(text: str) -> None:
    """A list, a condition over two clauses, a bracket, a denied cause, a relative clause."""
    assert len(split_parts(text)) == 1
