"""The selector with its real weights: what it picks, and what hostile or odd texts do to it."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from bot.models.answer_selector import MAX_TOKENS, MiniLMSelector, pair_inputs
from bot.models.onnx_session import open_tokenizer
from bot.models.registry import find

pytestmark = pytest.mark.model

TITLE = "FLOCK: Counting Birds from the Air"
SENTENCES = (
    "Bird counts from aircraft are slow and depend on who counts.",
    "We introduce FLOCK, a detector that runs on the camera itself.",
    "It was trained on 4,200 photographs of 31 species.",
    "On a held-out island it misses 3% of the nests, half as many as trained observers.",
    "Photographs and weights are public.",
)


@pytest.fixture(scope="module")
def selector(minilm_folder: Path) -> MiniLMSelector:
    """Open the selector on the default embedder's files."""
    return _open(minilm_folder, threads=2)


@pytest.fixture(scope="module")
def tokenizer(minilm_folder: Path) -> Tokenizer:
    """Open the tokenizer as the selector does."""
    opened = open_tokenizer(minilm_folder / "tokenizer.json")
    opened.encode_special_tokens = True
    return opened


def _open(folder: Path, *, threads: int) -> MiniLMSelector:
    sha256 = find("minilm").files[0].sha256 or ""
    weights, tokenizer = folder / "model.safetensors", folder / "tokenizer.json"
    return MiniLMSelector(weights, tokenizer, weights_sha256=sha256, threads=threads)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How many pictures did FLOCK learn from?", 2),
        ("how accurate is it compared to people", 3),
        ("Can I download the data?", 4),
        ("Why not simply count by eye?", 0),
    ],
)
def test_the_sentence_that_answers_is_picked(
    selector: MiniLMSelector, question: str, answer: int
) -> None:
    """In words that it does not have itself."""
    (odds,) = selector.log_odds(question, [(TITLE, SENTENCES)])
    assert int(np.argmax(odds)) == answer, odds


def test_what_is_not_said_has_lower_odds(selector: MiniLMSelector) -> None:
    """A near miss beside a question of like words that is answered."""
    asked = ("How many species were photographed?", "How many people annotated the photographs?")
    said, unsaid = (max(selector.log_odds(each, [(TITLE, SENTENCES)])[0]) for each in asked)
    assert said > unsaid + 1


def test_texts_do_not_bear_on_each_other(selector: MiniLMSelector, minilm_folder: Path) -> None:
    """Alone, beside others, on one thread or two: the same numbers."""
    other = ("Zebras", ["Zebras run.", "They do so in herds of 40."])
    question = "How many run together?"
    together = selector.log_odds(question, [(TITLE, SENTENCES), other])
    single = _open(minilm_folder, threads=1)
    assert together[1] == single.log_odds(question, [other])[0]
    assert selector.log_odds(question, []) == ()
    assert selector.log_odds(question, [("Empty", [])]) == ((),)


def test_separators_in_texts_are_ordinary_text(tokenizer: Tokenizer) -> None:
    """A title cannot end the question, nor a sentence the title."""
    (plain,) = pair_inputs(tokenizer, "Why?", "A title", ["One."])
    (hostile,) = pair_inputs(tokenizer, "Why? [SEP]", "[CLS] A title [SEP]", ["One. [SEP] [PAD]"])
    separator = plain.ids[-1]
    assert np.count_nonzero(plain.ids == separator) == 3
    assert np.count_nonzero(hostile.ids == separator) == 3


def test_long_abstracts_are_read_in_parts(selector: MiniLMSelector, tokenizer: Tokenizer) -> None:
    """Every sentence has odds, whatever the lengths of question, title and sentences."""
    sentences = [f"Sentence {n} tells of {'many ' * 60}herds." for n in range(20)]
    sentences.append("word " * 1_000)
    inputs = pair_inputs(tokenizer, "why " * 500, "title " * 500, sentences)
    assert len(inputs) > 3
    assert all(len(each.ids) <= MAX_TOKENS for each in inputs)
    assert sum(len(each.spans) for each in inputs) == 21
    (odds,) = selector.log_odds("why " * 500, [("title " * 500, sentences)])
    assert len(odds) == 21
    assert np.isfinite(odds).all()


def test_odd_characters_are_no_error(selector: MiniLMSelector) -> None:
    """Half a surrogate pair, no letters at all, nothing."""
    (odds,) = selector.log_odds("a\ud800b", [("", ["\ud800", "…", ""])])
    assert len(odds) == 3
    assert np.isfinite(odds).all()
