"""The checker: what a small model says of a sentence, right and wrong, and what becomes of it."""

import json
import re
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.evidence import Checker, Evidence, cited_numbers, clean_statement, quote
from bot.answering.names import find_names
from bot.answering.quantities import find_quantities
from bot.answering.support import SUPPORTED_FROM, WEAK_FROM
from bot.answering.words import stem
from bot.types import Claim, Removed
from tests.fakes.evidence import evidence_of
from vectorstore.chunk import split_sentences
from vectorstore.records import Paper
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import finished


class Said(TypedDict):
    """What may be said of one sentence."""

    title: str
    question: str
    sentence: str
    wrong: list[str]
    right: list[str]


SAID: list[Said] = json.loads(
    Path(__file__).with_name("statements.json").read_text(encoding="utf-8")
)
STRICT = Checker(strict=True)
LAX = Checker(strict=False)
STARTER = Path(__file__).parents[3] / "samples" / "hf-papers-page.txt"
SPANN = evidence_of(
    "SPANN: Search",
    "SPANN keeps the centroids in memory and the posting lists on disk.",
    "It reaches 90% recall 2 times faster than DiskANN.",
)


def _starter_evidence() -> list[Evidence]:
    papers = [item for item in finished(read_source(STARTER)) if isinstance(item, Paper)]
    return [
        Evidence(1, paper, sentence, 0.9)
        for paper in papers
        for sentence in split_sentences(paper.abstract)
    ]


REAL = _starter_evidence()
NAMED = [item for item in REAL if find_names(item.sentence.text)]
UNITS = ["%", "ms", "GB", "million", "times", "points", "hours", "kg", "orders of magnitude"]
TURNS = [
    ("more", "less"),
    ("better", "worse"),
    ("faster", "slower"),
    ("higher", "lower"),
    ("larger", "smaller"),
    ("increase", "decrease"),
    ("improves", "degrades"),
    ("outperforms", "underperforms"),
    ("beats", "trails"),
    ("with", "without"),
    ("before", "after"),
    ("first", "last"),
    ("best", "worst"),
    ("fewer", "more"),
    ("supervised", "unsupervised"),
    ("effective", "ineffective"),
    ("small", "large"),
    ("simple", "complex"),
    ("always", "never"),
    ("over", "under"),
    ("above", "below"),
]
COUNTED = [item for item in REAL if find_quantities(item.sentence.text)]


def _supported(verdict: Claim | Removed) -> bool:
    return isinstance(verdict, Claim) and verdict.state == "supported"


@pytest.mark.parametrize("checker", [STRICT, LAX], ids=["small", "large"])
@pytest.mark.parametrize("said", SAID, ids=lambda said: said["sentence"][:24])
def test_no_wrong_statement_is_shown(said: Said, checker: Checker) -> None:
    """Swapped, cut, widened, denied, mislabelled: made of the sentence's words, and false.

    What is left after trimming may be shown if it is one of the right ones.
    """
    for statement in said["wrong"]:
        verdict = checker.check_or_trim(
            statement, evidence_of(said["title"], said["sentence"]), question=said["question"]
        )
        if isinstance(verdict, Claim):
            assert verdict.text in said["right"], statement


@pytest.mark.parametrize("checker", [STRICT, LAX], ids=["small", "large"])
@pytest.mark.parametrize("said", SAID, ids=lambda said: said["sentence"][:24])
def test_right_statements_are_shown(said: Said, checker: Checker) -> None:
    """Shortened, inflected, reordered where it does no harm: true, and kept."""
    evidence = evidence_of(said["title"], said["sentence"])
    for statement in (said["sentence"], *said["right"]):
        verdict = checker.check(statement, evidence, question=said["question"])
        assert isinstance(verdict, Claim), f"{statement}: {verdict}"


def test_every_sentence_of_the_starter_library_may_be_repeated() -> None:
    """366 real sentences pass word for word, in their own citation."""
    for item in REAL:
        verdict = STRICT.check(item.sentence.text, [item])
        assert isinstance(verdict, Claim), item.sentence.text
        assert verdict.state == "supported"


@given(st.sampled_from(COUNTED), st.integers(0, 9), st.integers(2, 10**6).map(lambda n: f"{n:,}.5"))
def test_a_changed_number_is_removed(item: Evidence, which: int, number: str) -> None:
    """Any one number of any real sentence changed to another, the rest left as it is."""
    text = item.sentence.text
    found = find_quantities(text)
    chosen = found[which % len(found)]
    changed = f"{text[: chosen.start]}{number}{text[chosen.end :]}"
    assert isinstance(STRICT.check(changed, [item]), Removed)


@given(
    st.sampled_from(COUNTED),
    st.integers(0, 9),
    st.sampled_from(UNITS),
    st.sampled_from([STRICT, LAX]),
)
def test_a_changed_unit_is_removed(item: Evidence, which: int, unit: str, checker: Checker) -> None:
    """Any one number of any real sentence under another unit."""
    found = find_quantities(item.sentence.text)
    chosen = found[which % len(found)]
    digits = re.match(r"[\d.,]*\d", chosen.text)
    if digits is None:
        return
    text = item.sentence.text
    changed = f"{text[: chosen.start]}{digits[0]} {unit}{text[chosen.end :]}"
    if {q.amount for q in find_quantities(changed)} <= {q.amount for q in found}:
        return
    assert not _supported(checker.check(changed, [item]))


@given(st.sampled_from(REAL), st.sampled_from(TURNS), st.sampled_from([STRICT, LAX]))
def test_a_turned_word_is_removed(item: Evidence, turn: tuple[str, str], checker: Checker) -> None:
    """Any direction of any real sentence reversed, whichever way."""
    for word, opposite in (turn, turn[::-1]):
        changed = re.sub(rf"\b{word}\b", opposite, item.sentence.text, count=1)
        if changed != item.sentence.text:
            verdict = checker.check(changed, [item])
            assert not _supported(verdict), changed


@given(
    st.sampled_from(NAMED),
    st.integers(0, 9),
    st.sampled_from(NAMED),
    st.sampled_from([STRICT, LAX]),
)
def test_an_exchanged_name_is_removed(
    item: Evidence, which: int, other: Evidence, checker: Checker
) -> None:
    """Any one name of any real sentence replaced by one of another."""
    names = find_names(item.sentence.text)
    old, new = names[which % len(names)], find_names(other.sentence.text)[0]
    changed = item.sentence.text.replace(old, new, 1)
    if stem(old) != stem(new):
        verdict = checker.check(changed, [item])
        assert not _supported(verdict), changed


def test_an_acronym_is_its_words() -> None:
    """Where the abstract defines it, either form stands for the other; elsewhere neither does."""
    evidence = evidence_of(
        "A Study",
        "Named entity recognition (NER) labels words.",
        "Our tagger improves NER on three corpora.",
        "Earlier work on named entity recognition used rules.",
    )
    for statement in (
        "The tagger improves named entity recognition on three corpora.",
        "Earlier work on NER used rules.",
    ):
        verdict = STRICT.check(statement, evidence)
        assert isinstance(verdict, Claim), verdict
        assert verdict.text == statement
    undefined = evidence_of("A Study", "Earlier work on named entity recognition used rules.")
    assert isinstance(STRICT.check("Earlier work on NER used rules.", undefined), Removed)


def test_a_source_is_what_is_cited_or_likely() -> None:
    """For a second try: what the statement cites and was given, else what shares most with it."""
    assert LAX.sources("It is on disk [2].", SPANN) == (SPANN[1],)
    assert LAX.sources("The posting lists are on disk.", SPANN) == (SPANN[0],)
    assert LAX.sources("Paris is the capital of France.", SPANN) == ()


@given(st.sampled_from(REAL), st.sampled_from([" is ", " are ", " has ", " can ", " does "]))
def test_a_denial_put_in_is_removed(item: Evidence, verb: str) -> None:
    """A "not" after any verb of any real sentence."""
    text = item.sentence.text
    if verb in text:
        denied = text.replace(verb, f"{verb}not ", 1)
        assert isinstance(STRICT.check(denied, [item]), Removed)


@given(
    st.sampled_from(REAL),
    st.sampled_from(
        """not no up to|most|less|fewer|more|many|often|some|least|than|from|without|never|usually
        |only a|cannot""".replace("\n", "").split("|")
    ),
)
def test_a_limit_taken_out_is_removed(item: Evidence, words: str) -> None:
    """The words that limit a statement are not left out of it."""
    inside = f" {words.strip()} "
    if inside in item.sentence.text:
        widened = item.sentence.text.replace(inside, " ", 1)
        assert isinstance(STRICT.check(widened, [item]), Removed)


def test_a_claim_cites_the_sentence_it_rests_on() -> None:
    """Without markers, the sentence that shares most is cited, its words copied by offset."""
    verdict = STRICT.check("It reaches 90% recall 2 times faster than DiskANN.", SPANN)
    assert isinstance(verdict, Claim)
    (citation,) = verdict.citations
    assert citation.sentence == 2
    assert citation.quote == citation.paper.abstract[citation.start : citation.end]


def test_a_citation_that_was_not_given_is_removed() -> None:
    """Even a true claim is not shown under a number that stands for nothing."""
    verdict = STRICT.check("SPANN keeps the centroids in memory [7].", SPANN)
    assert verdict == Removed(
        "SPANN keeps the centroids in memory.", "cites sentence 7, which it was not given"
    )


def test_a_wrong_citation_is_removed() -> None:
    """A claim is checked against what it cites, not against what would carry it."""
    assert isinstance(LAX.check("SPANN keeps the centroids in memory [2].", SPANN), Removed)


def test_only_the_sentence_that_carries_is_cited() -> None:
    """Of two sentences cited, the one that says nothing of it is left out."""
    verdict = LAX.check("SPANN keeps the centroids in memory [1, 2].", SPANN)
    assert isinstance(verdict, Claim)
    assert [citation.sentence for citation in verdict.citations] == [1]


def test_neighbours_of_one_paper_are_read_together() -> None:
    """The "it" of a sentence is the subject of the one before, where both are cited."""
    verdict = LAX.check("SPANN reaches 90% recall 2 times faster than DiskANN [1][2].", SPANN)
    assert isinstance(verdict, Claim)


def test_sentences_of_two_papers_are_not_read_together() -> None:
    """The "it" of one paper is not the subject of another."""
    other = evidence_of("A Study", "It uses graphs with 5 layers.", first=9)
    assert isinstance(
        LAX.check("SPANN uses graphs with 5 layers [1][9].", [*SPANN, *other]), Removed
    )


def test_a_claim_about_something_else_is_removed() -> None:
    """A question about NASNet is not answered by what is true of EEEA-Net."""
    evidence = evidence_of("EEEA-Net: Exit", "EEEA-Net reaches 2.46% on CIFAR-10.")
    verdict = STRICT.check(
        "EEEA-Net reaches 2.46% on CIFAR-10.", evidence, question="What does NASNet reach?"
    )
    assert verdict == Removed(
        "EEEA-Net reaches 2.46% on CIFAR-10.", "speaks of something other than “NASNet”"
    )


def test_a_hanging_clause_is_cut_off() -> None:
    """What is true before ", which" is kept, and the whole is not."""
    verdict = STRICT.check_or_trim(
        "SPANN keeps the centroids in memory, which is a remarkable thing.", SPANN
    )
    assert isinstance(verdict, Claim)
    assert verdict.text == "SPANN keeps the centroids in memory."


def test_words_from_elsewhere_make_a_claim_weak() -> None:
    """One word of a large model's own in a long sentence is shown, but not as fully supported."""
    source = (
        "Our tagger labels words of Hindi news with persons, locations, organisations, times and "
        "numbers, and every label was checked by hand."
    )
    evidence = evidence_of("A Study", source)
    verdict = LAX.check(source.replace("every label", "every printed label"), evidence)
    assert isinstance(verdict, Claim)
    assert verdict.state == "weak"
    assert WEAK_FROM <= verdict.support < 1
    whole = LAX.check(source, evidence)
    assert isinstance(whole, Claim)
    assert (whole.state, whole.repaired) == ("supported", False)
    assert whole.support > SUPPORTED_FROM


def test_more_own_words_are_too_many() -> None:
    """An adjective that no sentence says: of such statements a third were true."""
    text = "SPANN keeps the small centroids in memory and the posting lists on disk."
    verdict = LAX.check(text, SPANN)
    assert isinstance(verdict, Removed)
    assert "support score" in verdict.reason


def test_nothing_rests_on_nothing() -> None:
    """Without evidence, or a word in common, nothing is shown."""
    assert isinstance(STRICT.check("SPANN is fast.", []), Removed)
    assert isinstance(STRICT.check("Paris is the capital of France.", SPANN), Removed)


@pytest.mark.parametrize(
    ("statement", "numbers", "text"),
    [
        ("It is fast [1].", (1,), "It is fast."),
        ("It is fast [1, 2] and small [2].", (1, 2), "It is fast and small."),
        ("- It is fast.", (), "It is fast."),
        ("2. It is  fast .", (), "It is fast."),
        ("Cohen et al. [2020] proved it.", (), "Cohen et al. [2020] proved it."),
    ],
)
def test_markers_are_read_and_taken_out(
    statement: str, numbers: tuple[int, ...], text: str
) -> None:
    """Numbers in brackets are citations, years are not, list marks are nothing."""
    assert cited_numbers(statement) == numbers
    assert clean_statement(statement) == text


def test_a_quote_is_the_papers_words() -> None:
    """Copied from the abstract by offset."""
    claim = quote(SPANN[1])
    assert (claim.text, claim.state) == (SPANN[1].sentence.text, "quoted")


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_any_statement_gets_a_verdict(statement: str, sentence: str) -> None:
    """No text of a model or a paper makes the checker fail."""
    verdict = LAX.check_or_trim(statement, evidence_of("T: x", sentence), question=statement)
    assert isinstance(verdict, (Claim, Removed))
