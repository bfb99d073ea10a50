"""What is told of questions that went wrong."""

from dataclasses import replace

from bot.evaluation.evidence.asking import Heard
from bot.evaluation.evidence.examined import Examined
from bot.evaluation.evidence.failures import answer_failures, refusal_failures
from bot.evaluation.evidence.question_parts import named_papers
from bot.evaluation.evidence.question_sets import Answerable, Unanswerable
from bot.evaluation.evidence.verdict import judge
from bot.types import Listed, Listing, Refusal, Row, Table
from tests.fakes.answers import answer_of, cite, claim
from tests.fakes.spann import SLASHED, SPANN

_WANTED = Answerable("a1", "How fast?", (SPANN.id,), (("900",),))
_CLAIM = claim("It is 900 times faster.", "supported", cite(SLASHED, 1))
_SHOWN = answer_of("How fast?", claims=[_CLAIM])
_REFUSED = answer_of("How fast?", refusal=Refusal("Nothing is near.", ()))


def _examined(question: Answerable | Unanswerable, *, refused: bool) -> Examined:
    answer = _REFUSED if refused else _SHOWN
    gold, facts = (_WANTED.papers, _WANTED.facts) if isinstance(question, Answerable) else ((), ())
    verdict = judge(answer, lambda _: None, gold=gold, facts=facts)
    return Examined(question, Heard(answer, ()), verdict)


def test_every_fault_of_an_answer_is_named() -> None:
    """With what was shown and what was asked for."""
    (found,) = answer_failures("answerable", [_examined(_WANTED, refused=False)])
    assert found.id == "a1"
    assert found.why == (
        "gold paper not cited",
        "1 citations made up",
        "number not in the cited sentence: 900 times",
        "not carried: It is 900 times faster.",
    )
    assert found.shown == _SHOWN.text
    assert found.details["asked"] == {
        "id": "a1",
        "question": "How fast?",
        "papers": (SPANN.id,),
        "facts": (("900",),),
    }


def test_a_refusal_is_a_fault_only_where_there_is_an_answer() -> None:
    """And an answer only where there is none."""
    (found,) = answer_failures("answerable", [_examined(_WANTED, refused=True)])
    assert (found.why, found.shown) == (("refused",), "Nothing is near.")
    absent = Unanswerable("u1", "How fast?", near_miss=True)
    assert refusal_failures("unanswerable", [_examined(absent, refused=True)]) == []
    (found,) = refusal_failures("unanswerable", [_examined(absent, refused=False)])
    assert found.why[0] == "answered, and should be refused"


def test_the_papers_named_are_those_of_the_list_or_the_table() -> None:
    """Else the sources."""
    listed = Listing("uses graphs", 1, 66, (Listed(SPANN, None, said=False),))
    table = Table((SPANN, SLASHED), (Row("speed", (None, None)),))
    assert named_papers(_SHOWN) == (SLASHED.id,)
    assert named_papers(replace(_SHOWN, listing=listed)) == (SPANN.id,)
    assert named_papers(replace(_SHOWN, table=table)) == (SPANN.id, SLASHED.id)
