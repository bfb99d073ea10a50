"""A sentence as tokens and the joints between them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.grammar import NOVEL
from bot.answering.phrase import read_phrase

NONE_FREE: frozenset[str] = frozenset()


def test_small_words_and_marks_stand_in_joints() -> None:
    """What is spoken of are tokens, the rest joins them."""
    phrase = read_phrase("On CIFAR-10, it is not 2 times faster.", NONE_FREE)
    assert [token.text for token in phrase.tokens] == ["CIFAR-10", "2 times", "faster"]
    assert phrase.joints == (("on",), (",", "it", "is", "not"), (), (".",))


def test_free_words_stand_in_joints() -> None:
    """A reporting verb joins like "is"."""
    phrase = read_phrase("SPANN reaches 90%.", frozenset({"reach"}))
    assert phrase.joints[1] == ("reaches",)


def test_a_word_hung_on_a_number_is_a_token() -> None:
    """An 18-layer network has 18 of something."""
    tokens = read_phrase("An 18-layer network", NONE_FREE).tokens
    assert [token.text for token in tokens] == ["18", "layer", "network"]


def test_derived_words_differ() -> None:
    """Words of one stem that mean two things are two tokens, inflections one."""

    def key(word: str) -> object:
        return read_phrase(word, NONE_FREE).tokens[0].key

    assert key("continual") != key("continuous")
    assert key("classifier") != key("classify")
    assert key("classifies") == key("classify")
    assert key("classifiers") == key("classifier")


def test_a_word_taken_out_leaves_a_sign() -> None:
    """Where a claim has a word of its own, its joint says so."""
    phrase = read_phrase("SPANN quickly wins", NONE_FREE)
    without = phrase.without({phrase.tokens[1].key})
    assert [token.text for token in without.tokens] == ["SPANN", "wins"]
    assert without.joints[1] == (NOVEL,)


def test_turning_keeps_every_word() -> None:
    """Tokens from a place on come first, each with the joint before it."""
    turned = read_phrase("It wins on CIFAR", NONE_FREE).turned(1)
    assert [token.text for token in turned.tokens] == ["CIFAR", "wins"]
    assert turned.joints == (("on",), ("it",), ())


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    """There is one joint more than tokens, and tokens overlap no other."""
    phrase = read_phrase(text, NONE_FREE)
    assert len(phrase.joints) == len(phrase.tokens) + 1
    place = 0
    for token in phrase.tokens:
        assert token.start >= place
        place = token.end
