"""The library's callbacks, over a scripted assistant."""

import threading

import gradio as gr
import pytest

from bot.web.library import LibraryHandlers
from tests.fakes.scripted_assistant import InLine, ScriptedAssistant
from tests.fakes.spann import SPANN
from vectorstore.records import Paper

SHELF = tuple(
    Paper(id=f"p{n}", title=f"Paper {n:03}", abstract="One is here. Two is here.")
    for n in range(60)
)
MINE = gr.Request(session_hash="mine")


def press(**data: str) -> gr.EventData:
    """Return the press of a button that carries `data`."""
    return gr.EventData(None, data)


@pytest.fixture
def reader() -> ScriptedAssistant:
    """Return a reader with sixty papers."""
    return ScriptedAssistant(shelf=SHELF)


@pytest.fixture
def handlers(reader: ScriptedAssistant) -> LibraryHandlers:
    """Return the callbacks over that reader."""
    return LibraryHandlers(reader)


def test_the_list_turns_its_pages(handlers: LibraryHandlers) -> None:
    """Pages follow each other, and the last ends where the library does."""
    assert "1–25 of 60 papers" in handlers.show_shelf()
    words, last = handlers.turn(press(offset="50"))
    assert words == ""
    assert "51–60 of 60 papers" in last
    assert "Paper 059" in last


def test_a_strange_page_is_the_first(handlers: LibraryHandlers) -> None:
    """A page that no button offers does no harm."""
    assert "1–25 of 60" in handlers.turn(press(offset="-3x"))[1]


def test_words_find_papers(handlers: LibraryHandlers) -> None:
    """Only papers with the words are listed; without words, all are."""
    found = handlers.find("paper 01")
    assert "Paper 012" in found
    assert "Paper 022" not in found
    assert "1–25 of 60" in handlers.find("  ")


def test_what_no_paper_says_finds_the_nearest(handlers: LibraryHandlers) -> None:
    """Papers found by meaning alone are said to be so."""
    assert "Nearest in meaning" in handlers.find("zebra")


def test_a_search_that_fails_says_what_to_do(handlers: LibraryHandlers) -> None:
    """An error of the store is shown with its remedy."""
    assert "Run paperbot reindex." in handlers.find("broken")


def test_a_paper_opens_with_its_abstract(handlers: LibraryHandlers) -> None:
    """Opening a paper shows it whole, and asks for no summary."""
    (shown,) = handlers.open_paper(press(paper="p7"), MINE)
    assert "Paper 007" in shown
    assert "Two is here." in shown
    assert "Reading grade" not in shown


def test_a_summary_is_one_press(handlers: LibraryHandlers) -> None:
    """The summary grows as its sentences pass, and ends with its reading grade."""
    shown = list(handlers.open_paper(press(paper="p7", level="plain"), MINE))
    assert len(shown) > 3
    assert "In short (plain)" in shown[-1]
    assert "Reading grade 8; the abstract’s is 16" in shown[-1]
    assert "In the paper’s words" in shown[-1]
    assert '<mark id="paper-card-s1">' in shown[-1]
    assert "1 statement removed by the checker" in shown[-1]


def test_an_unknown_paper_or_level_is_told(handlers: LibraryHandlers) -> None:
    """A paper that is gone gets its error; a level that is none gets no summary."""
    (shown,) = handlers.open_paper(press(paper="gone"), MINE)
    assert "No paper “gone”." in shown
    (shown,) = handlers.open_paper(press(paper="p1", level="rude"), MINE)
    assert "Paper 001" in shown


def test_going_back_stops_the_summary(handlers: LibraryHandlers) -> None:
    """A summary whose paper was shut sends nothing more."""
    shown = handlers.open_paper(press(paper="p7", level="tldr"), MINE)
    next(shown)
    assert handlers.shut_paper(MINE) == ""
    assert list(shown) == []


def test_going_back_from_the_line_frees_the_place() -> None:
    """A summary that waits for the model is let go though nothing new is shown."""
    reader = ScriptedAssistant(queued=InLine(2).queued())
    handlers = LibraryHandlers(reader)
    shown = handlers.open_paper(press(paper=SPANN.id, level="tldr"), MINE)
    assert any("1 reader is ahead of you" in html for html in shown if "Waiting" in html)
    threading.Timer(0.1, handlers.halt, [MINE]).start()
    assert list(shown) == []
    assert reader.closed == [SPANN.id]


def test_another_paper_takes_the_place_of_the_first(handlers: LibraryHandlers) -> None:
    """Opening a second paper silences the summary of the first."""
    first = handlers.open_paper(press(paper="p1", level="tldr"), MINE)
    next(first)
    second = handlers.open_paper(press(paper="p2", level="tldr"), MINE)
    assert "Paper 002" in next(second)
    assert list(first) == []
    assert "Reading grade" in list(second)[-1]


def test_pins_are_kept_once_and_let_go(handlers: LibraryHandlers) -> None:
    """A paper is pinned once, shown as a chip, and unpinned by it."""
    pinned = handlers.pin(press(paper="p3"), ())
    pinned = handlers.pin(press(paper="p3"), pinned.papers)
    assert [paper.id for paper in pinned.papers] == ["p3"]
    assert "Paper 003" in pinned.shown
    assert handlers.unpin(press(paper="p3"), pinned.papers) == ((), "")
