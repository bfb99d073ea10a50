"""How a paper is cut into clauses, which of them make a summary, and what a model may reword."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.evidence import Checker
from bot.reading.cache import SummaryCache
from bot.reading.summarise import Summariser, reading_grade, split_clauses
from bot.types import Dropped, Event, Level, Queued, Reading, Shown, Summarised, Summary, Writing
from tests.fakes.evidence import paper_of
from tests.fakes.scripted_chat import ScriptedChat
from vectorstore.chunk import split_sentences
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Paper, Sentence

_WORDS = st.sampled_from("the model is fast ; , and it so but they run this works on data".split())


def _sentence(text: str, start: int = 0) -> Sentence:
    return Sentence(3, start, start + len(text), text)


@given(words=st.lists(_WORDS, min_size=1), start=st.integers(0, 500))
def test_clauses_are_parts_of_their_sentence_in_order(words: list[str], start: int) -> None:
    """Each clause is the text at its offsets, keeps the number, and overlaps no other."""
    text = " ".join(words)
    sentence = _sentence(text, start)
    place = start
    for clause in split_clauses(sentence):
        assert clause.n == sentence.n
        assert clause.start >= place
        assert text[clause.start - start : clause.end - start] == clause.text
        place = clause.end


def test_independent_clauses_are_parted() -> None:
    """A semicolon, and a conjunction before a new subject, end a clause."""
    text = "SPANN is a system for search; it keeps lists on disk, and it prunes what is not needed."
    assert [clause.text for clause in split_clauses(_sentence(text))] == [
        "SPANN is a system for search",
        "it keeps lists on disk",
        "it prunes what is not needed.",
    ]


def test_a_list_is_one_clause() -> None:
    """Commas and conjunctions inside a list part nothing."""
    text = "It labels persons, places, and organisations, and times."
    assert [clause.text for clause in split_clauses(_sentence(text))] == [text]


def test_a_hard_text_has_a_higher_grade() -> None:
    """The grade rises with long words and long sentences; no text has none."""
    easy = reading_grade("The cat sat. The dog ran.")
    hard = reading_grade("Hypernetworks parametrise heterogeneous architectures simultaneously.")
    assert hard > easy
    assert reading_grade("") == 0


PAPER = paper_of(
    "SPANN: Vector Search",
    "Vector search is an old problem.",
    "This paper introduces SPANN, a large index that keeps its posting lists on disk.",
    "SPANN reaches 90% recall 2 times faster than DiskANN.",
    "The code is at https://github.com/microsoft/SPTAG.",
)


@pytest.fixture
def summarise(tmp_path: Path) -> Iterator[Callable[..., list[Event]]]:
    """Return a function that makes a summary with a scripted model and gives its steps."""
    cache = SummaryCache.open(tmp_path / "summaries.sqlite3")

    def make(chat: ScriptedChat, level: Level = "plain", paper: Paper = PAPER) -> list[Event]:
        checker = Checker(HashedEmbedder(), strict=True)
        summariser = Summariser(chat, checker, HashedEmbedder(), cache)
        return list(summariser.steps(paper, split_sentences(paper.abstract), level))

    yield make
    cache.close()


def summary_of(steps: list[Event]) -> Summary:
    """Return the summary that ends a run of steps."""
    last = steps[-1]
    assert isinstance(last, Summarised)
    return last.summary


def test_a_model_that_is_wrong_gives_quotes(summarise: Callable[..., list[Event]]) -> None:
    """False rewordings are dropped, and the paper's own words stand in."""
    steps = summarise(ScriptedChat(["SPANN is 90 times faster."]))
    summary = summary_of(steps)
    assert steps[0] == Reading((PAPER,))
    assert {claim.state for claim in summary.sentences} == {"quoted"}
    assert any(isinstance(step, Dropped) for step in steps)
    assert "90 times" not in summary.text
    assert summary.removed


def test_a_true_and_shorter_sentence_is_kept(summarise: Callable[..., list[Event]]) -> None:
    """It stands under the sentence it was made from."""

    def shorten(prompt: str) -> str:
        return prompt.splitlines()[0].removeprefix("Sentence: ").replace("large ", "")

    summary = summary_of(summarise(ScriptedChat([shorten])))
    kept = [claim for claim in summary.sentences if claim.state == "supported"]
    assert [claim.text for claim in kept] == [
        "This paper introduces SPANN, a index that keeps its posting lists on disk."
    ]
    assert kept[0].citations[0].sentence == 2


def test_a_rewording_that_loses_its_subject_is_dropped(
    summarise: Callable[..., list[Event]],
) -> None:
    """A sentence that begins with a name still has it afterwards."""
    summary = summary_of(
        summarise(ScriptedChat(["It reaches 90% recall 2 times faster than DiskANN."]))
    )
    assert "loses what the sentence is about" in {removed.reason for removed in summary.removed}


@pytest.mark.parametrize(("level", "most"), [("tldr", 1), ("plain", 4), ("expert", 6)])
def test_a_level_has_its_length(
    level: Level, most: int, summarise: Callable[..., list[Event]]
) -> None:
    """In the order of the paper, every quote as it stands there, the address left out."""
    summary = summary_of(summarise(ScriptedChat([""]), level))
    places = [claim.citations[0].start for claim in summary.sentences]
    assert 1 <= len(places) <= most
    assert places == sorted(places)
    assert "https" not in summary.text
    for claim in summary.sentences:
        (citation,) = claim.citations
        assert citation.quote == PAPER.abstract[citation.start : citation.end] == claim.text


def test_a_second_look_asks_no_model(summarise: Callable[..., list[Event]]) -> None:
    """The same summary, at once; another level is another summary."""
    chat = ScriptedChat([""])
    first = summary_of(summarise(chat))
    asked = len(chat.asked)
    (again,) = summarise(chat)
    assert isinstance(again, Summarised)
    assert again.summary.cached
    assert again.summary.text == first.text
    assert len(chat.asked) == asked
    assert not summary_of(summarise(chat, "tldr")).cached


def test_sentences_come_as_they_are_ready(summarise: Callable[..., list[Event]]) -> None:
    """One event each, before the summary that has them all."""
    steps = summarise(ScriptedChat([""]))
    shown = tuple(step.claim for step in steps if isinstance(step, Shown))
    assert shown == summary_of(steps).sentences


def test_a_reader_is_told_the_place_in_line(summarise: Callable[..., list[Event]]) -> None:
    """Every place, before each sentence that the model is asked for."""
    chat = ScriptedChat(["SPANN is 90 times faster."], line=(2, 0))
    steps = summarise(chat, "tldr")
    assert steps[1:4] == [Queued(2), Queued(0), Writing(1)]
    assert steps.count(Queued(2)) == len(chat.asked) > 1


def test_a_reader_who_leaves_the_line_closes_the_stream(tmp_path: Path) -> None:
    """The model is told before a word has been written, and nothing is remembered."""
    chat = ScriptedChat(["Never said."], line=(2, 1))
    with closing(SummaryCache.open(tmp_path / "summaries.sqlite3")) as cache:
        checker = Checker(HashedEmbedder(), strict=True)
        summariser = Summariser(chat, checker, HashedEmbedder(), cache)
        steps = summariser.steps(PAPER, split_sentences(PAPER.abstract), "tldr")
        assert [next(steps), next(steps)] == [Reading((PAPER,)), Queued(2)]
        steps.close()
    assert (chat.started, chat.ended, chat.yielded) == (1, 1, 0)
