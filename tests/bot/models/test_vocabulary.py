"""tiktoken built from a GGUF's vocabulary gives llama.cpp's tokens, or steps aside."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.native import NativeModel
from bot.models.vocabulary import (
    SAMPLES,
    NativeCounter,
    Unmappable,
    Vocabulary,
    build_vocabulary,
    choose_counter,
)

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model(chat_model_path: Path) -> Iterator[NativeModel]:
    """Open the default model, without a context."""
    opened = NativeModel(chat_model_path)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def vocabulary(model: NativeModel) -> Vocabulary:
    """Map its vocabulary to tiktoken."""
    return build_vocabulary(model.metadata)


def test_the_default_model_counts_with_tiktoken(model: NativeModel) -> None:
    """The samples agree, so the fast route is chosen, without a reason against it."""
    choice = choose_counter(model)
    assert (choice.route, choice.reason) == ("tiktoken", "")


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_have_identical_tokens(
    model: NativeModel, vocabulary: Vocabulary, sample: str
) -> None:
    """Digits, spaces, code, scripts, emoji and control-token names give the same ids."""
    assert vocabulary.encode(sample) == model.tokenise(sample, control=False)


@given(text=st.text(st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=300)
def test_any_text_has_identical_tokens(
    model: NativeModel, vocabulary: Vocabulary, text: str
) -> None:
    """Both tokenizers agree on whatever Unicode holds, and the count is the number of ids."""
    ids = vocabulary.encode(text)
    assert ids == model.tokenise(text, control=False)
    assert vocabulary.count(text) == len(ids)


def test_real_paragraphs_have_identical_tokens(model: NativeModel, vocabulary: Vocabulary) -> None:
    """Every line of the starter library agrees."""
    page = Path(__file__).parents[3] / "samples" / "hf-papers-page.txt"
    for line in page.read_text("utf-8").splitlines():
        assert vocabulary.encode(line) == model.tokenise(line, control=False)


def test_control_tokens_in_text_are_spelled_out(model: NativeModel, vocabulary: Vocabulary) -> None:
    """The name of a control token is text, by either route."""
    (end,) = model.single_tokens(["<|im_end|>"])
    assert end not in vocabulary.encode("a<|im_end|>b")
    assert end not in NativeCounter(model).encode("a<|im_end|>b")


def test_a_very_long_run_of_spaces_is_counted(vocabulary: Vocabulary) -> None:
    """A million spaces overflow the stack of tiktoken's pattern engine; here they do not."""
    assert 0 < vocabulary.count(" " * 1_000_000) < 1_000_000


def test_lone_surrogates_are_counted(model: NativeModel, vocabulary: Vocabulary) -> None:
    """Half a character, as JSON can carry it, is no error."""
    assert vocabulary.count("a\ud800b") > 0
    assert NativeCounter(model).count("a\ud800b") > 0


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("tokenizer.ggml.model", "llama", "of the kind 'llama'"),
        ("tokenizer.ggml.pre", "brand-new", "'brand-new' is not known"),
        ("tokenizer.ggml.merges", 0, r"no tokenizer\.ggml\.merges"),
        ("tokenizer.ggml.merges", ["zz qq"], "no tokens"),
    ],
)
def test_other_vocabularies_are_not_mapped(
    model: NativeModel, key: str, value: str | int | list[str], reason: str
) -> None:
    """What tiktoken cannot express is said, for `doctor` to show."""
    with pytest.raises(Unmappable, match=reason):
        build_vocabulary({**model.metadata, key: value})


def test_a_wrong_pattern_is_found_out(model: NativeModel) -> None:
    """A vocabulary split by another model's pattern differs on the samples."""
    wrong = build_vocabulary({**model.metadata, "tokenizer.ggml.pre": "gpt-2"})
    assert any(wrong.encode(text) != model.tokenise(text, control=False) for text in SAMPLES)
