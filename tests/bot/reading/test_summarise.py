"""What a summary is made of: slots, levels, what the model may reword, and what is remembered."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.answering.evidence import Checker
from bot.answering.quantities import find_quantities
from bot.reading.cache import SummaryCache
from bot.reading.silences import NOTHING_SAID
from bot.reading.summarise import Summariser
from bot.types import Dropped, Event, Level, Queued, Reading, Shown, Summarised, Summary, Writing
from tests.fakes.evidence import paper_of
from tests.fakes.scripted_chat import ScriptedChat
from vectorstore.chunk import split_sentences
from vectorstore.fakes import HashedEmbedder
from vectorstore.records import Paper

# Neither rule nor table makes this one easy.
HARD = (
    "SPANN guarantees logarithmic retrieval complexity, substantially simplifying computational "
    "infrastructure."
)
PAPER = paper_of(
    "SPANN: Vector Search",
    "Vector search is an old problem.",
    "This paper introduces SPANN, a large index that keeps its lists on disk.",
    "SPANN utilizes a tree (balanced once), and it prunes what is not needed.",
    HARD,
    "SPANN reaches 90% recall 2 times faster than DiskANN, which shows that disks suffice.",
    "The code is at https://github.com/microsoft/SPTAG.",
)


@pytest.fixture
def summarise(tmp_path: Path) -> Iterator[Callable[..., list[Event]]]:
    """Return a function that makes a summary with a scripted model and gives its steps."""
    cache = SummaryCache.open(tmp_path / "summaries.sqlite3")

    def make(chat: ScriptedChat, level: Level = "plain", paper: Paper = PAPER) -> list[Event]:
        checker = Checker(strict=True)
        summariser = Summariser(chat, checker, HashedEmbedder(), cache)
        return list(summariser.steps(paper, split_sentences(paper.abstract), level))

    yield make
    cache.close()


def summary_of(steps: list[Event]) -> Summary:
    """Return the summary that ends a run of steps."""
    last = steps[-1]
    assert isinstance(last, Summarised)
    return last.summary


def test_a_plain_summary_answers_four_questions(summarise: Callable[..., list[Event]]) -> None:
    """What was done, how, what was found, what is not said; the address is left out."""
    summary = summary_of(summarise(ScriptedChat([""])))
    assert [slot.name for slot in summary.slots] == ["did", "how", "found", "unsaid"]
    did, how, found, unsaid = summary.slots
    assert "SPANN" in did.claims[0].text
    assert any("uses a tree" in claim.text for claim in (*did.claims, *how.claims))
    assert any("90% recall" in claim.text for claim in found.claims)
    assert not unsaid.claims
    assert unsaid.notes
    assert "https" not in summary.text


def test_a_plain_summary_is_easier_than_its_abstract(
    summarise: Callable[..., list[Event]],
) -> None:
    """Its grade is below the abstract's and below 12."""
    summary = summary_of(summarise(ScriptedChat([""])))
    assert summary.grade < min(summary.abstract_grade, 12)


@pytest.mark.parametrize("level", ["tldr", "plain", "expert"])
def test_every_sentence_is_cited_and_has_no_number_of_its_own(
    level: Level, summarise: Callable[..., list[Event]]
) -> None:
    """A quotation is the sentence as it stands; a number is one of its sentence's."""
    summary = summary_of(summarise(ScriptedChat([""]), level))
    assert summary.sentences == tuple(claim for slot in summary.slots for claim in slot.claims)
    for claim in summary.sentences:
        (citation,) = claim.citations
        assert citation.quote == PAPER.abstract[citation.start : citation.end]
        assert claim.state != "quoted" or claim.text == citation.quote
        held = {quantity.amount for quantity in find_quantities(citation.quote)}
        assert {quantity.amount for quantity in find_quantities(claim.text)} <= held


def test_the_shortest_level_says_what_was_done_and_found(
    summarise: Callable[..., list[Event]],
) -> None:
    """One statement each."""
    summary = summary_of(summarise(ScriptedChat([""]), "tldr"))
    assert [(slot.name, len(slot.claims)) for slot in summary.slots] == [("did", 1), ("found", 1)]


def test_an_abstract_of_nothing_leaves_its_slots_empty(
    summarise: Callable[..., list[Event]],
) -> None:
    """Each slot says so, and no model is asked."""
    chat = ScriptedChat([""])
    summary = summary_of(summarise(chat, paper=Paper("title:none", "Nothing", "")))
    assert not summary.sentences
    assert [slot.notes for slot in summary.slots[:3]] == [(NOTHING_SAID,)] * 3
    assert not chat.asked


def test_a_false_rewording_is_dropped(summarise: Callable[..., list[Event]]) -> None:
    """What the rules made stays."""
    steps = summarise(ScriptedChat(["SPANN is 90 times faster."]), "expert")
    summary = summary_of(steps)
    assert any(isinstance(step, Dropped) for step in steps)
    assert "90 times" not in summary.text
    assert summary.removed


def test_a_true_and_easier_rewording_stands(summarise: Callable[..., list[Event]]) -> None:
    """Under the sentence it was made from."""
    easier = "SPANN guarantees logarithmic retrieval complexity."
    summary = summary_of(summarise(ScriptedChat([easier]), "expert"))
    kept = [claim for claim in summary.sentences if claim.text == easier]
    assert [(claim.state, claim.citations[0].sentence) for claim in kept] == [("supported", 4)]


def test_terms_are_explained_in_the_abstracts_words(
    summarise: Callable[..., list[Event]],
) -> None:
    """Each under its sentence."""
    (term,) = summary_of(summarise(ScriptedChat([""]))).glossary
    assert (term.term, term.citations[0].sentence) == ("SPANN", 2)
    assert term.meaning in PAPER.abstract


def test_a_second_look_asks_no_model(summarise: Callable[..., list[Event]]) -> None:
    """The same summary, at once; another level is another summary."""
    chat = ScriptedChat([""])
    first = summary_of(summarise(chat))
    asked = len(chat.asked)
    (again,) = summarise(chat)
    assert isinstance(again, Summarised)
    assert again.summary.cached
    assert (again.summary.text, again.summary.slots) == (first.text, first.slots)
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
    steps = summarise(chat, "expert")
    assert steps.count(Queued(2)) == len(chat.asked) > 0
    at = steps.index(Queued(2))
    assert steps[at : at + 3] == [Queued(2), Queued(0), Writing(1)]


def test_a_reader_who_leaves_the_line_closes_the_stream(tmp_path: Path) -> None:
    """The model is told before a word has been written, and nothing is remembered."""
    chat = ScriptedChat(["Never said."], line=(2, 1))
    with closing(SummaryCache.open(tmp_path / "summaries.sqlite3")) as cache:
        checker = Checker(strict=True)
        summariser = Summariser(chat, checker, HashedEmbedder(), cache)
        steps = summariser.steps(PAPER, split_sentences(PAPER.abstract), "expert")
        assert next(steps) == Reading((PAPER,))
        assert any(step == Queued(2) for step in steps)
        steps.close()
    assert (chat.started, chat.ended, chat.yielded) == (1, 1, 0)
