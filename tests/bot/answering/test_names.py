"""Proper names: what is one, and when a text holds it."""

import pytest

from bot.answering.names import find_names, holds_name, mentions_name


def test_names_are_found_as_written() -> None:
    """Acronyms, names with digits, and capitals inside a sentence."""
    text = "Unlike GPT-3, the Hindi dataset HiNER was made by Google for CIFAR-10 and F1."
    assert find_names(text) == ("GPT-3", "Hindi", "HiNER", "Google", "CIFAR-10", "F1")


@pytest.mark.parametrize(
    "text",
    [
        "Large models are better.",
        "It works. Then it stops.",
        "Pre-Train and Fine-Tune are steps.",
        "Two parts: Large and small.",
        "recall@1 is 90%",
    ],
)
def test_ordinary_capitals_are_no_names(text: str) -> None:
    """A capital at the start of a sentence, or in a title, makes no name."""
    assert not {"Large", "It", "Then", "Pre-Train", "Two", "recall@1"} & set(find_names(text))


@pytest.mark.parametrize(
    ("text", "name", "held"),
    [
        ("GNNs are graphs", "GNN", True),
        ("GNN's layers", "GNN", True),
        ("spann is fast", "SPANN", True),
        ("Mix LN", "Mix-LN", True),
        ("DiskGNN is fast", "GNN", False),
        ("CIFAR-100", "CIFAR-10", False),
        ("SimCLRv2 wins", "SimCLR", False),
        ("Swinburne", "Swin", False),
        ("an F₁ of 90%", "F1", True),
        ("an F1 of 90%", "F₁", True),
        ("in O(n²) time", "O(n2)", True),
        ("an F₁₂ of 90%", "F1", False),
    ],
)
def test_a_name_is_held_as_a_whole_word(text: str, name: str, *, held: bool) -> None:
    """A plural is the same name, a longer name another."""
    assert holds_name(text, name) == held


def test_a_variant_mentions_its_name() -> None:
    """What asks for SimCLR may be answered by SimCLRv2."""
    assert mentions_name("SimCLRv2 wins", "SimCLR")
    assert mentions_name("NASNet-A", "NASNet")
    assert mentions_name("A GNN wins", "GNNs")
    assert not mentions_name("A GN wins", "GNNs")
    assert not mentions_name("DiskGNN", "GNN")


def test_a_name_with_signs_is_no_pattern() -> None:
    """Signs of a name are text."""
    assert holds_name("uses C++11 (fast)", "C++11")
    assert not holds_name("uses CCC11", "C++11")
