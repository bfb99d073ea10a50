"""A follow-up becomes a question that stands on its own."""

import pytest

from bot.answering.condense import condense, short_name
from bot.types import Turn

TITLES = {"a": "SPANN: Highly-efficient Search", "b": "Hypernetworks in Deep Learning"}
EARLIER = (Turn("How fast is SPANN?", "It is fast.", ("a", "b")),)


def ask(question: str, *history: Turn) -> tuple[str, tuple[str, ...]]:
    """Return the standalone question and the papers carried over."""
    asked = condense(question, history, TITLES.__getitem__)
    return asked.text, asked.paper_ids


@pytest.mark.parametrize(
    ("question", "standalone"),
    [
        ("How much memory does it need?", "How much memory does SPANN need?"),
        ("What are its weaknesses?", "What are SPANN's weaknesses?"),
        ("How does this method keep lists?", "How does SPANN keep lists?"),
        ("What is the paper's main result?", "What is SPANN's main result?"),
        ("Why?", "Why (SPANN)?"),
        ("And on recall?", "And on recall (SPANN)?"),
        ("Results?", "Results (SPANN)?"),
    ],
)
def test_the_subject_is_carried_over(question: str, standalone: str) -> None:
    """A pronoun, or a question that names nothing, is about the paper cited last."""
    assert ask(question, *EARLIER) == (standalone, ("a",))


@pytest.mark.parametrize(
    "question",
    [
        "What is CLIP and how was it trained?",
        "How do hypernetworks generate weights for other networks?",
        "Which GPU does DiskGNN need?",
    ],
)
def test_a_question_that_names_its_subject_is_left_alone(question: str) -> None:
    """Nothing is put into a question that needs nothing."""
    assert ask(question, *EARLIER) == (question, ())


def test_without_a_cited_paper_nothing_is_carried_over() -> None:
    """A first question, or one after refusals only, stays as it is."""
    question = "How much memory does it need?"
    assert ask(question) == (question, ())
    assert ask(question, Turn("What?", "Refused.")) == (question, ())


def test_a_refusal_in_between_is_passed_over() -> None:
    """The papers cited last may be some turns back."""
    assert ask("Why?", *EARLIER, Turn("And Paris?", "Refused.")) == ("Why (SPANN)?", ("a",))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SPANN: Search", "SPANN"),
        ("Hypernetworks", "Hypernetworks"),
        ("A very long way to put things before: it", "A very long way to put things before: it"),
    ],
)
def test_a_paper_is_called_by_its_short_name(title: str, name: str) -> None:
    """The name before the colon, if it is short enough to be one."""
    assert short_name(title) == name
