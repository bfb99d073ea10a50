"""How far a paper speaks of what a question asks with."""

from collections.abc import Sequence

import pytest

from bot.answering.coverage import Coverage, WordMatcher, asking_words
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Vectors

ABSTRACT = "SPANN keeps the centroids in memory and the posting lists on disk. It is cheap."


def cover(question: str, text: str = ABSTRACT) -> Coverage:
    """Return what is wanting where every word is as rare as the next."""
    return WordMatcher(HashedEmbedder(), lambda _word: 1.0).cover(question, text)


@pytest.mark.parametrize(
    "question",
    [
        "Where are the posting lists: memory?",
        "Which list is on a disk?",
        "posting-list memory?",
        "What does SPANN use?",
        "Where are the centroyds?",
        "wich memory?",
    ],
)
def test_what_a_paper_says_is_not_wanting(question: str) -> None:
    """Words by stem, parts of joined words, misspelt ones; words of asking are not looked for."""
    assert cover(question) == Coverage()


def test_what_a_paper_does_not_say_is_named() -> None:
    """With its share of all that is asked."""
    found = cover("What licence does the disk have?")
    assert found.word == "licence"
    assert found.worst == pytest.approx(1.0)
    assert found.share == pytest.approx(1 / 2)


def test_everyday_words_weigh_less() -> None:
    """There are many others for them."""
    assert cover("What was lost?").worst < cover("What is the licence?").worst


def test_a_word_that_means_the_same_is_as_good() -> None:
    """By the vectors of single words."""

    class Synonyms(HashedEmbedder):
        """Knows that two words are one."""

        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            return super().embed_passages([t.replace("affordable", "cheap") for t in texts])

    matcher = WordMatcher(Synonyms(), lambda _word: 1.0)
    assert matcher.cover("Is it affordable?", ABSTRACT).share == pytest.approx(0.0)
    assert matcher.cover("Is it affordable?", "").share > 0


def test_names_and_numbers_are_no_asking_words() -> None:
    """They are looked for by other rules; each word counts once."""
    words = asking_words("Which disk does SPANN use for 90 % of a disk, according to GPT-3?")
    assert [word.text for word in words] == ["disk"]
