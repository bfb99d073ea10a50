"""One answer judged against the library's own records."""

from dataclasses import replace

from bot.evaluation.evidence.verdict import Record, judge
from bot.types import Citation, Refusal, Removed
from tests.fakes.answers import answer_of, claim
from vectorstore.records import Paper, Sentence

_TEXT = "HiNER has 109,146 sentences."
_PAPER = Paper("title:hiner", "HiNER", _TEXT)
_CITED = Citation(_PAPER, 1, 0, len(_TEXT), _TEXT)
_RECORD = Record(_PAPER, (Sentence(1, 0, len(_TEXT), _TEXT),))


def _records(paper_id: str) -> Record | None:
    return _RECORD if paper_id == _PAPER.id else None


def test_a_good_answer_has_no_fault() -> None:
    """The gold paper is cited, the fact shown and in the cited sentence."""
    answer = answer_of("How many?", claims=[claim("HiNER has 109,146.", "supported", _CITED)])
    verdict = judge(answer, _records, gold=[_PAPER.id], facts=[["109,146"]])
    assert (verdict.gold_cited, verdict.facts_shown, verdict.fact_cited) == (True, True, True)
    assert (verdict.made_up, verdict.wrong_numbers, verdict.not_carried) == (0, (), ())
    assert (verdict.claims, verdict.from_gold, verdict.states) == (1, 1, ("supported",))


def test_a_wrong_number_is_found() -> None:
    """Whatever state the answer gives the claim."""
    answer = answer_of("How many?", claims=[claim("HiNER has 109 sentences.", "weak", _CITED)])
    verdict = judge(answer, _records, gold=[_PAPER.id], facts=[["109,146"]])
    assert verdict.wrong_numbers == ("109",)
    assert verdict.not_carried == ("HiNER has 109 sentences.",)
    assert verdict.fact_cited
    assert not verdict.facts_shown


def test_citations_of_what_the_library_does_not_hold_are_made_up() -> None:
    """Another number, place, text or paper."""
    others = (
        replace(_CITED, sentence=2),
        replace(_CITED, start=1),
        replace(_CITED, quote="HiNER has 109,147 sentences."),
        replace(_CITED, paper=replace(_PAPER, id="title:other")),
    )
    answer = answer_of("Q?", claims=[claim(_TEXT, "supported", _CITED, *others)])
    assert judge(answer, _records).made_up == len(others)


def test_a_refusal_shows_nothing() -> None:
    """And what was removed is kept with its reason."""
    answer = answer_of(
        "Q?", removed=[Removed("It is.", "says nothing")], refusal=Refusal("No.", ())
    )
    verdict = judge(answer, _records, gold=[_PAPER.id], facts=[["109,146"]])
    assert verdict.refused
    found = (verdict.gold_cited, verdict.facts_shown, verdict.fact_cited)
    assert found == (False, False, False)
    assert verdict.removed == ("says nothing",)
