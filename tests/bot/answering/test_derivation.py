"""What may be left out of a sentence, and where a claim may begin and end in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.derivation import is_derived
from bot.answering.phrase import read_phrase
from bot.answering.subject import Subject, read_subject

NONE_FREE: frozenset[str] = frozenset()
NOBODY = Subject(frozenset(), frozenset())


def derived(claim: str, sentence: str, title: str = "") -> bool:
    """Say whether a claim can be had from a sentence."""
    subject = read_subject(title) if title else NOBODY
    return is_derived(read_phrase(claim, NONE_FREE), read_phrase(sentence, NONE_FREE), subject)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("NAT beats seven baselines.", "NAT beats seven strong recent baselines."),
        ("NAT beats baselines.", "NAT, a dictionary model, beats baselines."),
        ("NAT scales.", "NAT beats all baselines, and it scales."),
        ("NAT beats baselines.", "On seven networks NAT beats baselines."),
        ("On CIFAR NAT wins.", "NAT wins on CIFAR."),
        ("NAT wins on CIFAR.", "On CIFAR, NAT wins."),
        ("NAT is a model.", "The authors compare NAT, a model, with others."),
        ("NAT trains on data.", "NAT trains with great care on data."),
        ("NAT wins.", "Although MPNN loses, NAT wins."),
        ("NAT rises to 81%.", "NAT rises from 8% to 81%."),
        ("NAT is 60% faster than MPNN.", "NAT is 60% faster and 40% smaller than MPNN."),
    ],
)
def test_what_keeps_a_sentence_true_may_be_left_out(claim: str, sentence: str) -> None:
    """A clause, a bracket, a phrase, an adjective; the lead may move."""
    assert derived(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("NAT keeps maps on disk.", "NAT keeps maps in memory and lists on disk."),
        ("NAT keeps maps and lists on disk.", "NAT keeps maps in memory and lists on disk."),
        ("MPNN beats NAT.", "NAT beats MPNN."),
        ("MPNN scales.", "NAT beats MPNN, and it scales."),
        ("MPNN uses maps.", "NAT beats MPNN, which loses, and uses maps."),
        ("NAT fails.", "NAT fails if data lack."),
        ("NAT wins.", "If data abound, NAT wins."),
        ("NAT wins.", "Without data, NAT wins."),
        ("NAT wins.", "NAT never wins."),
        ("NAT needs no hyperparameters and wins.", "NAT needs no hyperparameter tuning and wins."),
        ("NAT does not handle inputs.", "NAT does not handle inputs with gaps."),
        ("NAT has more gradients.", "NAT has more balanced gradients."),
        ("NAT speeds by 700 times.", "NAT speeds by 700 times with a GPU."),
        ("NAT rises to 8%.", "NAT rises from 8% to 81%."),
        ("NAT holds 7 questions.", "NAT holds 7 questions in Hindi, 5 in Urdu."),
        ("NAT wins.", "Some believe that NAT wins."),
        ("NAT wins because MPNN loses.", "NAT wins, and GCN fails because MPNN loses."),
    ],
)
def test_what_changes_a_sentence_may_not(claim: str, sentence: str) -> None:
    """Nothing is joined that the sentence keeps apart, and nothing made wider."""
    assert not derived(claim, sentence)


def test_the_papers_subject_stands_for_it() -> None:
    """In a sentence that says "it", a claim may say the name; another name it may not."""
    sentence = "On CIFAR its model beats MPNN."
    assert derived("SPANN beats MPNN.", sentence, "SPANN: Search")
    assert derived("SPANN beats MPNN on CIFAR.", sentence, "SPANN: Search")
    assert not derived("HNSW beats MPNN.", sentence, "SPANN: Search")


def test_it_may_be_another_name() -> None:
    """Where a sentence names something else first, "it" is not taken for the paper's subject."""
    assert not derived("SPANN uses maps.", "DiskANN is old, and it uses maps.", "SPANN: Search")


@pytest.mark.parametrize("text", ["word " * 3000, "5 " * 3000, "A, " * 3000, "is " * 3000])
def test_a_hostile_sentence_takes_no_time(text: str) -> None:
    """A text of one word, thousands of times, is refused or accepted in a moment."""
    derived("It is " + text[:300], text)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(claim: str, sentence: str) -> None:
    """No text fails."""
    derived(claim, sentence)


_WORDS = st.sampled_from("SPANN the it is not 5% and , faster in maps which uses than if".split())


@given(st.lists(_WORDS, max_size=12), st.lists(_WORDS, max_size=20))
def test_nothing_is_derived_from_what_lacks_its_words(claim: list[str], source: list[str]) -> None:
    """A claim that is derived has its tokens in its source, in number too."""
    said, stated = " ".join(claim), " ".join(source)
    if derived(said, stated):
        keys = [token.key for token in read_phrase(stated, NONE_FREE).tokens]
        for token in read_phrase(said, NONE_FREE).tokens:
            assert token.key in keys
            keys.remove(token.key)
