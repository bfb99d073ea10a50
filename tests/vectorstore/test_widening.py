"""A query keeps its words; what the papers also call them stands beside them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.acronyms import fold_long, fold_short
from vectorstore.glossary import Meaning
from vectorstore.widening import Part, widen

KNOWN = (
    Meaning("LMs", "language models", 9),
    Meaning("LLM", "large language model", 7),
    Meaning("GAN", "generative adversarial network", 5),
    Meaning("IR", "information retrieval", 4),
    Meaning("IR", "infrared", 3),
    Meaning("CAN", "controller area network", 1),
    Meaning("IR", "image reconstruction", 1),
    Meaning("F-MNIST", "Fashion-MNIST", 1),
)
HOLDING = {"gan": 20, "can": 500, "ir": 9, "llm": 900}


def look_up(shorts: Sequence[str], longs: Sequence[str]) -> list[Meaning]:
    """Return what is known, as the catalogue does."""
    assert len(shorts) + len(longs) <= 900
    return [m for m in KNOWN if fold_short(m.short) in shorts or fold_long(m.long) in longs]


def widened(query: str) -> tuple[Part, ...]:
    """Return the parts of a query over the known ones."""
    return widen(query, look_up, lambda word: HOLDING.get(word, 0))


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ("How do GANs learn?", Part("GANs", ("generative adversarial network",))),
        ("how do large language models think", Part("large language models", ("LLM",))),
        ("the language-model way", Part("language-model", ("LMs",))),
        ("IR methods", Part("IR", ("information retrieval", "infrared"))),
        ("infrared F-MNIST", Part("F-MNIST", ("Fashion-MNIST",))),
        ("a gan for faces", Part("gan", ("generative adversarial network",))),
        ("what is fashion mnist?", Part("fashion mnist", ("F-MNIST",))),
    ],
)
def test_known_forms_have_others(query: str, part: Part) -> None:
    """In either direction, in any number and case; the longest, and the commonest meanings."""
    assert part in widened(query)
    assert sum(bool(other.others) for other in widened(query)) == 1


@pytest.mark.parametrize("query", ["what can it do", "ir of llm", "infrared", "large models"])
def test_plain_words_are_no_acronyms(query: str) -> None:
    """A word in small letters counts where the papers that hold it mostly define it."""
    assert widened(query) == (Part(query),)


@given(st.text(alphabet="GANsIRirlanguge models?-. \n", max_size=60))
def test_the_words_of_a_query_stay_in_order(query: str) -> None:
    """Parts are stretches of the query, and only what is no word is lost between them."""
    parts = [part.text for part in widened(query)]
    joined = "".join(parts)
    assert [sign for sign in joined if sign.isalnum()] == [s for s in query if s.isalnum()]


def test_a_long_query_is_looked_up_in_part() -> None:
    """Its last words stay all the same."""
    query = "GAN " * 1_000
    parts = widened(query)
    assert sum(bool(part.others) for part in parts) == 64
    assert "".join(part.text for part in parts).count("GAN") == 1_000


def test_a_query_without_words_has_no_parts() -> None:
    """Signs alone ask for nothing."""
    assert widened(" ?! ") == ()
