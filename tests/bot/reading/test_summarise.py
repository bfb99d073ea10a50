"""How a paper is cut into clauses and which of them make a summary."""

from hypothesis import given
from hypothesis import strategies as st

from bot.reading.summarise import reading_grade, split_clauses
from vectorstore.records import Sentence

_WORDS = st.sampled_from("the model is fast ; , and it so but they run this works on data".split())


def _sentence(text: str, start: int = 0) -> Sentence:
    return Sentence(3, start, start + len(text), text)


@given(words=st.lists(_WORDS, min_size=1), start=st.integers(0, 500))
def test_clauses_are_parts_of_their_sentence_in_order(words: list[str], start: int) -> None:
    """Each clause is the text at its offsets, keeps the number, and overlaps no other."""
    text = " ".join(words)
    sentence = _sentence(text, start)
    place = start
    for clause in split_clauses(sentence):
        assert clause.n == sentence.n
        assert clause.start >= place
        assert text[clause.start - start : clause.end - start] == clause.text
        place = clause.end


def test_independent_clauses_are_parted() -> None:
    """A semicolon, and a conjunction before a new subject, end a clause."""
    text = "SPANN is a system for search; it keeps lists on disk, and it prunes what is not needed."
    assert [clause.text for clause in split_clauses(_sentence(text))] == [
        "SPANN is a system for search",
        "it keeps lists on disk",
        "it prunes what is not needed.",
    ]


def test_a_list_is_one_clause() -> None:
    """Commas and conjunctions inside a list part nothing."""
    text = "It labels persons, places, and organisations, and times."
    assert [clause.text for clause in split_clauses(_sentence(text))] == [text]


def test_a_hard_text_has_a_higher_grade() -> None:
    """The grade rises with long words and long sentences; no text has none."""
    easy = reading_grade("The cat sat. The dog ran.")
    hard = reading_grade("Hypernetworks parametrise heterogeneous architectures simultaneously.")
    assert hard > easy
    assert reading_grade("") == 0
