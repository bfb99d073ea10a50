"""When the library cannot answer, and what is said instead."""

import pytest

from bot.answering.bars import Bars
from bot.answering.candidate import Candidate
from bot.answering.coverage import Coverage, WordMatcher
from bot.answering.refusal import (
    NEAREST_PAPERS,
    Gate,
    refuse,
    unmentioned_names,
)
from tests.fakes.evidence import paper_of
from vectorstore.chunk import split_sentences
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Hit, Paper

SPANN = paper_of("SPANN: Search", "SPANN reaches 90% recall on billion-scale datasets.")
HINER = paper_of("HiNER: A Dataset", "HiNER is a Hindi dataset of sentences.")
PAPERS = [SPANN, HINER, paper_of("A", "About graphs."), paper_of("B", "About books.")]


def hits(*papers: Paper) -> list[Hit]:
    """Return papers as found."""
    return [Hit(paper, 1.0, 1, 1, 0.5, ()) for paper in papers]


def reason(
    question: str,
    *papers: Paper,
    relevance: float = 0.8,
    similarity: float = 0.5,
    coverage: Coverage | None = None,
    answers: float | None = None,
) -> str | None:
    """Return why a question is refused, given papers and what is known of their sentences."""
    ranked = [
        Candidate(paper, split_sentences(paper.abstract)[0], relevance, similarity, answers)
        for paper in papers
    ]
    matcher = WordMatcher(HashedEmbedder(), lambda _word: 1.0)
    gate = Gate(
        Bars,
        (lambda _question, _text: coverage) if coverage else matcher.cover,
        lambda paper_id: split_sentences(next(p.abstract for p in papers if p.id == paper_id)),
    )
    return gate.reason_to_refuse(question, hits(*papers), ranked)


def test_what_the_library_speaks_of_is_answered() -> None:
    """A near sentence, known names, common words: no refusal."""
    assert reason("What recall does SPANN reach?", *PAPERS) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the capital of France?", "“France”"),
        ("What recall does HNSW reach?", "“HNSW”"),
        ("What recall does SPANN reach on HiNER?", "together"),
        ("Which HiNER was SPANN tested on?", "together"),
        ("Which wine suits which fish for supper?", "says nothing of"),
        ("How many languages does SPANN know?", "does not give a number of languages"),
        ("When was SPANN written?", "does not give a date"),
    ],
)
def test_a_reason_says_what_is_missing(question: str, words: str) -> None:
    """The name, the pair of names, the subject, or the form of an answer."""
    assert words in (reason(question, *PAPERS, similarity=0.1) or "")


def test_far_sentences_are_refused() -> None:
    """Nothing near is no answer."""
    assert reason("What recall does SPANN reach?", *PAPERS, relevance=0.1) is not None
    assert reason("What recall does SPANN reach?") == "The library holds no paper on this."


def test_a_comparison_may_take_two_papers() -> None:
    """What compares two names needs no paper that has both."""
    assert reason("Which is larger, SPANN or HiNER dataset?", *PAPERS) is None


def test_names_that_no_paper_has() -> None:
    """Each is searched for by itself, see the assistant."""
    assert unmentioned_names("How do SPANN and HNSW differ?", hits(SPANN)) == ("HNSW",)


def test_a_refusal_names_the_nearest_papers() -> None:
    """Three at most, in the order they were found."""
    assert refuse("No.", hits(*PAPERS), papers=1200).nearest == tuple(PAPERS[:NEAREST_PAPERS])
    refusal = refuse("No.", hits(SPANN), papers=1200)
    assert refusal.nearest == (SPANN,)
    assert refusal.searched == "Searched 1,200 abstracts in the library."


def test_what_none_of_the_papers_says_is_refused() -> None:
    """The word that is wanting is named; one paper that says it is enough."""
    wanting = Coverage("flavour", worst=1.0, share=1.0)
    assert "“flavour”" in (
        reason("What is its flavour?", SPANN, coverage=wanting, similarity=0.3) or ""
    )
    assert reason("What is its flavour?", SPANN, coverage=Coverage("", 0.0, 0.0)) is None


def test_a_paper_that_was_read_and_does_not_answer_is_no_answer() -> None:
    """However near its sentences are; and one that answers counts, though its words differ."""
    asked = "What recall does SPANN reach?"
    assert "does not say this" in (reason(asked, SPANN, answers=-6.0) or "")
    assert reason(asked, SPANN, answers=4.0) is None
    wanting = Coverage("flavour", 1.0, 0.4)
    assert reason("What is its flavour?", SPANN, coverage=wanting, answers=4.0) is None
