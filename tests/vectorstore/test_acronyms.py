"""Short forms are taken from where a text defines them, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.acronyms import Acronym, fold_long, fold_short, is_short_form, mine_acronyms

WORDS = st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=2, max_size=5)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We train graph neural networks (GNNs) on it.", "GNNs", "graph neural networks"),
        ("Here is LPGNAS (Low Precision Graph NAS).", "LPGNAS", "Low Precision Graph NAS"),
        ("It is a named-entity recognition (NER) set.", "NER", "named-entity recognition"),
        ("A chain of thought (CoT; see above) helps.", "CoT", "chain of thought"),
        ("Few can: mean intersection over union (mIoU).", "mIoU", "mean intersection over union"),
        ("High coronary artery calcium (CAC).", "CAC", "coronary artery calcium"),
        ("The Fashion-MNIST (F-MNIST) images.", "F-MNIST", "Fashion-MNIST"),
        ("Read it. Optical character recognition (OCR)", "OCR", "Optical character recognition"),
    ],
)
def test_definitions_are_found_in_either_order(text: str, short: str, long: str) -> None:
    """As texts write them: plurals, hyphens, capitals within."""
    assert mine_acronyms(text) == (Acronym(short, long),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No bracket defines GNN.",
        "A method (Fig. 2) of others (Devlin et al., 2019) works (e.g. well).",
        "The results (SOTA) are good.",
        "It reaches 90% (ResNet gets 80%).",
        "Ends. (NLP)",
        "NLP (NLP)",
        "See http://nlp.lab.org/papers (NLP)",
        "((((",
    ],
)
def test_what_is_no_definition_is_passed_over(text: str) -> None:
    """References, examples, figures, and words without the letters."""
    assert mine_acronyms(text) == ()


@given(WORDS)
def test_initials_in_brackets_are_mined(words: list[str]) -> None:
    """Whatever the words are, and in either order."""
    short = "".join(word[0] for word in words).upper()
    long = " ".join(words)
    assert mine_acronyms(f"We use {long} ({short}) here.") == (Acronym(short, long),)
    assert mine_acronyms(f"We use {short} ({long}) here.") == (Acronym(short, long),)


@given(st.text(alphabet="aAbB2 (),.;-s'\u0130\ud800é", max_size=80))
def test_any_text_may_be_mined(text: str) -> None:
    """What comes out stands in the text, and its letters are in its words, in order."""
    for acronym in mine_acronyms(text):
        assert acronym.short in text
        assert is_short_form(acronym.short)
        rest = iter(acronym.long.lower())
        assert all(sign in rest for sign in fold_short(acronym.short) if sign.isalnum())


def test_each_is_found_once() -> None:
    """A second definition in the same words adds nothing."""
    text = "Graph neural network (GNN), a graph neural network (GNN)."
    assert [acronym.long for acronym in mine_acronyms(text)] == [
        "Graph neural network",
        "graph neural network",
    ]
    assert len(mine_acronyms("A chat bot (CB). A chat bot (CB).")) == 1


def test_folded_forms_meet() -> None:
    """Plural, case and hyphens make no difference; other words do."""
    assert {fold_short(short) for short in ("GNN", "GNNs", "gnn")} == {"gnn"}
    assert fold_short("AWS") == "aws"
    longs = ("Graph-Neural Networks", "graph neural network", "graph  neural networks")
    assert {fold_long(long) for long in longs} == {"graph neural network"}
    assert fold_long("loss") == "loss"
