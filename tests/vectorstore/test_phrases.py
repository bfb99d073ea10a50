"""Phrases as texts write them: what counts as the same words, and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.lexical import LexicalIndex
from vectorstore.phrases import read_phrase, same_phrase


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("graph neural networks", "A Graph Neural Network is one."),
        ("graph neural network", "many graph-neural networks’ weights"),
        ("GNNs", "an Auto-GNN"),
        ("pre-training", "It was pretrained."),
        ("pretraining", "Pre-Training is costly"),
        ("fine-tune", "fine tune it"),
        ("CIFAR10", "on CIFAR-10/100"),
        ("CIFAR-10", "CIFAR10 alone"),
        ("normalization", "the normalisation layer"),
        ("neighbour", "nearest neighbors"),
        ("matrices", "a matrix"),
        ("libraries", "this library"),
        ("“message passing”", "message-passing"),
    ],
)
def test_a_phrase_is_found_as_texts_write_it(phrase: str, text: str) -> None:
    """Number, hyphens, spaces, capitals and either spelling make no difference."""
    read = read_phrase(phrase)
    assert read is not None
    assert read.is_in(text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("GNN", "DiskGNN is fast"),
        ("NER", "the owner, or ner"),
        ("AL", "et al., all of them"),
        ("CIFAR-10", "CIFAR-100"),
        ("graph neural network", "graph and neural network"),
        ("network", "networking"),
        ("GPT-3", "GPT-30"),
    ],
)
def test_other_words_are_not_the_phrase(phrase: str, text: str) -> None:
    """A longer word is another; a short acronym is only found in capitals."""
    read = read_phrase(phrase)
    assert read is not None
    assert not read.is_in(text)


@pytest.mark.parametrize("text", ["", "  ", "?!", "“”"])
def test_no_word_is_no_phrase(text: str) -> None:
    """There is nothing to look up."""
    assert read_phrase(text) is None


def test_phrases_are_the_same_or_not() -> None:
    """As when two papers write out one short form."""
    assert same_phrase("Graph Neural Networks", "graph-neural network")
    assert not same_phrase("graph neural network", "graph network")


_WORDS = st.lists(st.from_regex(r"[A-Za-z]{1,9}|[A-Z]{2,5}s?|\d{1,3}", fullmatch=True), min_size=1)


@given(words=_WORDS, joint=st.sampled_from([" ", "-"]), around=_WORDS)
def test_a_phrase_finds_itself(words: list[str], joint: str, around: list[str]) -> None:
    """Whatever it is made of, and whatever stands beside it."""
    text = joint.join(words)
    phrase = read_phrase(text)
    assert phrase is not None
    assert phrase.is_in(f"{' '.join(around)}, {text}.")


@given(words=_WORDS)
def test_the_words_asked_of_the_index_miss_no_text(words: list[str]) -> None:
    """Each text that holds the phrase has one of the words of each slot."""
    phrase = read_phrase(" ".join(words))
    assert phrase is not None
    for text in (" ".join(words), "-".join(words), f"{phrase.text}s"):
        if phrase.is_in(text):
            held = set(_analyse(text))
            assert all(any(set(_analyse(way)) & held for way in slot) for slot in phrase.slots)


@pytest.fixture(scope="module", autouse=True)
def _analyser(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Open an index for its analyser."""
    index = LexicalIndex.create(tmp_path_factory.mktemp("words") / "index", generation="1")
    _ANALYSERS.append(index)


_ANALYSERS: list[LexicalIndex] = []


def _analyse(text: str) -> list[str]:
    return _ANALYSERS[-1].analyse(text)
