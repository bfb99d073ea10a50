"""Each objection says why in its own words."""

import pytest

from bot.answering.objections import OBJECTIONS, Case

SENTENCE = "On CIFAR-10 its model reaches 2.08% test error with 5.7M parameters."
TITLE = "ProxylessNAS: Direct Search"


def objection(text: str, *, question: str = "", strict: bool = True) -> str | None:
    """Return the first objection to a text that rests on `SENTENCE`."""
    case = Case(text, SENTENCE, TITLE, question, strict)
    return next((reason for check in OBJECTIONS if (reason := check(case))), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It is.", "nothing that can be checked"),
        ("Yes.", "nothing that can be checked"),
        ("Test error: 2.08%", "no sentence"),
        ("The model reaches 2.08% test error with", "no sentence"),
        ("What is the test error of the model?", "asks instead"),
        ("ProxylessNAS directs search.", "repeats the title"),
        ("ProxylessNAS: Direct Search", "no sentence"),
        ("It reaches 2.5% test error.", "“2.5%” is not in"),
        ("It reaches 2.08 test error.", "“2.08” is not in"),
        ("ImageNet has 2.08% test error.", "“ImageNet” is not in"),
        ("It does not reach 2.08% test error.", "denies"),
        ("It always reaches 2.08% test error.", "adds “always”"),
        ("It reaches 2.08% terrible test error.", "adds “terrible”"),
        ("It reaches 5.7M test error.", "keeps apart"),
    ],
)
def test_a_reason_names_what_is_wrong(text: str, words: str) -> None:
    """A reader of the reason can see it in the text."""
    assert words in (objection(text) or "")


def test_a_true_statement_meets_none() -> None:
    """The name of the paper may stand for "its model"."""
    assert objection("ProxylessNAS reaches 2.08% test error on CIFAR-10.") is None


def test_a_large_model_may_use_a_word_of_its_own() -> None:
    """One word in five, if it turns nothing round."""
    text = "Its compact model reaches 2.08% test error with 5.7M parameters on CIFAR-10."
    assert objection(text, strict=False) is None
    assert "compact" in (objection(text) or "")
    assert "worse" in (objection(text.replace("compact", "worse"), strict=False) or "")


def test_a_question_is_no_source() -> None:
    """What only the question says is not said by the sentence."""
    text = "It quantises and reaches 2.08% test error with 5.7M parameters on CIFAR-10."
    reason = objection(text, question="Does it quantise?")
    assert reason == "says “quantises” because the question does"
    assert "keeps apart" in (objection(text, question="Does it quantise?", strict=False) or "")
