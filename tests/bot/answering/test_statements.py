"""A stream is cut into statements, however it comes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.statements import StatementReader


def read(pieces: list[str], *, cut: bool = False) -> list[str]:
    """Return the statements of a stream."""
    reader = StatementReader()
    found = [statement for piece in pieces for statement in reader.feed(piece)]
    return [*found, *reader.finish(cut=cut)]


_TEXT = st.lists(
    st.sampled_from(["SPANN is fast.", " It reaches 2.5% [1].", "\n", " ", "e.g. ", "A", "\n- B. "])
).map("".join)


@given(_TEXT, st.lists(st.integers(0, 200)))
def test_the_cuts_of_a_stream_do_not_matter(text: str, cuts: list[int]) -> None:
    """A model's tokens may end anywhere: the statements are those of the whole text."""
    places = sorted({0, len(text), *(cut % (len(text) + 1) for cut in cuts)})
    pieces = [text[a:b] for a, b in pairwise(places)]
    assert read(pieces) == read(list(text)) == read([text])


def test_a_statement_is_given_back_when_the_next_begins() -> None:
    """Nothing is held back longer than needed, nothing given before it is whole."""
    reader = StatementReader()
    assert list(reader.feed("SPANN is 2.")) == []
    assert list(reader.feed("5 times faster. It")) == ["SPANN is 2.5 times faster."]


def test_what_the_limit_cut_off_is_dropped() -> None:
    """Half a sentence is no statement; a whole one at the end is."""
    assert read(["It is fast. It is also very"], cut=True) == ["It is fast."]
    assert read(["It is fast. It is small."], cut=True) == ["It is fast.", "It is small."]
    assert read(["It is fast. It is also very"]) == ["It is fast.", "It is also very"]


def test_lines_end_statements() -> None:
    """A list has no full stops."""
    assert read(["one\ntwo\n\nthree"]) == ["one", "two", "three"]
