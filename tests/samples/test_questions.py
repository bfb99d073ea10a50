"""The question sets over the starter library are true to it, and none repeats another."""

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.evaluation.evidence.question_sets import (
    Answerable,
    FollowUp,
    QuestionSets,
    Several,
    Unanswerable,
    read_sets,
)
from bot.evaluation.evidence.shown_text import fold, holds_fact
from vectorstore.records import Paper
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished

_SAMPLES = Path(__file__).parents[2] / "samples"
_QUESTIONS = _SAMPLES / "questions"
# What decides: thresholds are never tuned on these.
_HELD_OUT = ("answerable", "several", "unanswerable", "followups")
_DEVELOPMENT = ("dev-answerable", "dev-unanswerable", "dev-followups")

# A paper belongs where its title or abstract has the term; comparisons name their papers instead.
_TERMS = {
    "s01": r"\bImageNet",
    "s02": r"\bCIFAR-10\b",
    "s03": r"\bCIFAR-100\b",
    "s04": r"graph neural network|\bGNNs?\b",
    "s05": r"neural architecture search|\bNAS\b",
    "s06": r"hypernet",
    "s07": r"named entity recognition",
    "s08": r"recommend",
    "s09": r"link prediction",
    "s10": r"self-supervis",
    "s11": r"large language model|\bLLMs?\b",
    "s12": r"distil",
    "s13": r"\bBERT\b",
    "s14": r"\bGPT-3\b",
    "s15": r"\bdiffusion\b",
    "s16": r"few-shot",
    "s17": r"zero-shot",
    "s18": r"contrastive learning",
    "s19": r"\bevolutionary",
    "s20": r"knowledge graph",
    "s21": r"batch normali[sz]ation",
    "s22": r"layer normali[sz]ation",
    "s23": r"recurrent neural network|\bRNNs?\b",
    "s24": r"reinforcement learning",
    "s25": r"AmoebaNet",
    "s26": r"continual learning",
    "s27": r"transformers?\b",
    "s28": r"message passing",
    "s29": r"neural tangent kernel",
    "s30": r"\bpubmed\b",
    "s31": r"chain[ -]of[ -]thought",
    "s32": r"\bResNet-50\b",
    # The saved page gives all papers one date, so the newest on a subject are all on it.
    "s33": r"hypernet",
    "s34": r"link prediction",
}


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    """Return the papers of the starter library by id."""
    items = finished(read_source(_SAMPLES / "hf-papers-page.txt"))
    return {item.id: item for item in items if isinstance(item, Paper)}


@pytest.fixture(scope="module")
def held_out() -> QuestionSets:
    """Return the questions that the evaluation asks."""
    return _sets(*_HELD_OUT)


@pytest.fixture(scope="module")
def everything() -> QuestionSets:
    """Return all questions, those for tuning too: reading them at once refuses an id used twice."""
    return _sets(*_HELD_OUT, *_DEVELOPMENT)


def test_there_are_enough_questions_of_each_form(held_out: QuestionSets) -> None:
    """A rate of .95 means little over a handful of questions."""
    sizes = held_out.sizes()
    assert sizes["answerable"] >= 165
    assert sizes["several"] >= 22
    assert sizes["unanswerable"] >= 60
    assert sizes["followups"] >= 40
    assert len(_sets("dev-answerable").answerable) >= 45


def test_half_of_the_unanswerable_questions_are_near_misses(held_out: QuestionSets) -> None:
    """Refusing is easy far away from the library, and must be shown close to it."""
    near = sum(question.near_miss for question in held_out.unanswerable)
    assert near >= 30
    assert near * 2 >= len(held_out.unanswerable)


def test_each_paper_is_asked_about_two_or_three_times(
    held_out: QuestionSets, papers: dict[str, Paper]
) -> None:
    """No paper decides the figures, and none is left out."""
    asked = Counter(paper_id for question in held_out.answerable for paper_id in question.papers)
    assert asked.keys() == papers.keys()
    assert set(asked.values()) <= {2, 3}


def test_every_paper_named_is_held(everything: QuestionSets, papers: dict[str, Paper]) -> None:
    """A gold paper that the library lacks could never be cited; one named twice counts double."""
    questions: tuple[Answerable | Several | FollowUp, ...] = (
        *everything.answerable,
        *everything.several,
        *everything.followups,
    )
    for question in questions:
        assert set(question.papers) <= papers.keys(), question.id
        assert len(set(question.papers)) == len(question.papers), question.id


def test_every_fact_stands_in_its_paper(everything: QuestionSets, papers: dict[str, Paper]) -> None:
    """A fact in no wording of the source could not be shown by an honest answer."""
    questions: tuple[Answerable | FollowUp, ...] = (
        *everything.answerable,
        *everything.followups,
    )
    for question in questions:
        source = "\n".join(_text(papers[paper_id]) for paper_id in question.papers)
        for wordings in question.facts:
            assert holds_fact(source, wordings), (question.id, wordings)


def test_no_question_gives_its_own_fact_away(everything: QuestionSets) -> None:
    """An answer that only repeats the question must not count as right."""
    for question in everything.answerable:
        for wordings in question.facts:
            assert not holds_fact(question.question, wordings), (question.id, wordings)


def test_no_question_copies_its_abstract(
    everything: QuestionSets, papers: dict[str, Paper]
) -> None:
    """Six words in a row of the source would make the search's task too easy."""
    for question in everything.answerable:
        source = " ".join(_words(_text(papers[question.papers[0]])))
        words = _words(question.question)
        runs = (" ".join(words[at : at + 6]) for at in range(len(words) - 5))
        assert [run for run in runs if run in source] == [], question.id


def test_no_question_is_asked_twice(everything: QuestionSets) -> None:
    """A question for tuning must not come back in the sets that decide."""
    single: tuple[Answerable | Several | Unanswerable, ...] = (
        *everything.answerable,
        *everything.several,
        *everything.unanswerable,
    )
    asked = Counter(_asked(question.question) for question in single)
    asked.update(_conversation(question) for question in everything.followups)
    assert [text for text, times in asked.items() if times > 1] == []


def test_a_paper_belongs_where_it_has_the_term(
    held_out: QuestionSets, papers: dict[str, Paper]
) -> None:
    """The papers of a question over the library are exactly those whose text has its term."""
    for question in held_out.several:
        if question.kind == "compare":
            assert question.id not in _TERMS
            assert len(question.papers) > 1, question.id
            continue
        term = re.compile(_TERMS[question.id], re.IGNORECASE)
        belonging = {paper.id for paper in papers.values() if term.search(_text(paper))}
        assert set(question.papers) == belonging, question.id


def test_every_kind_of_question_over_the_library_occurs(held_out: QuestionSets) -> None:
    """Lists, counts, comparisons and the newest are each answered in a way of their own."""
    kinds = {question.kind for question in held_out.several}
    assert kinds == {"list", "count", "compare", "newest"}


def test_one_paper_answers_an_answerable_question(everything: QuestionSets) -> None:
    """Citing it is then right and citing any other wrong."""
    assert {len(question.papers) for question in everything.answerable} == {1}


def _sets(*names: str) -> QuestionSets:
    return read_sets(_QUESTIONS / f"{name}.jsonl" for name in names)


def _text(paper: Paper) -> str:
    return f"{paper.title}\n{paper.abstract}"


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _asked(text: str) -> str:
    return " ".join(_words(text))


def _conversation(question: FollowUp) -> str:
    return " / ".join(_asked(text) for text in (*question.turns, question.question))
