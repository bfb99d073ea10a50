"""The library's callbacks, over a scripted assistant."""

import re
import threading

import gradio as gr
import pytest

from bot.web.library import KEEP, LibraryHandlers, Opened, Place
from tests.fakes.scripted_assistant import InLine, ScriptedAssistant
from tests.fakes.spann import SPANN
from vectorstore.records import Paper

SHELF = tuple(
    Paper(id=f"p{n}", title=f"Paper {n:03}", abstract="One is here. Two is here.")
    for n in range(60)
)
AS_IT_IS = (str(KEEP),) * 3
MINE = gr.Request(session_hash="mine")


def press(**data: str) -> gr.EventData:
    """Return the press of a button that carries `data`."""
    return gr.EventData(None, data)


def titles(shelf: str) -> list[str]:
    """Return the titles of a list, as it shows them."""
    return re.findall(r"<h3>.*?<bdi>(.*?)</bdi>", shelf)


def as_words(frame: Opened) -> Opened:
    """Return a frame that can be put in a set: Gradio's sign to keep a part cannot."""
    return Opened(*map(str, frame))


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
    last = handlers.turn(press(offset="50"), Place())
    assert last.words == ""
    assert "51–60 of 60 papers" in last.shelf
    assert titles(last.shelf) == [f"Paper {n:03}" for n in range(9, -1, -1)]


@pytest.mark.parametrize(
    ("offset", "shown"), [("-3x", "1–25"), ("", "1–25"), ("9999", "51–60"), ("60", "51–60")]
)
def test_a_strange_page_is_a_real_one(handlers: LibraryHandlers, offset: str, shown: str) -> None:
    """A page that no button offers does no harm, nor one that deletions emptied."""
    assert f"{shown} of 60" in handlers.turn(press(offset=offset), Place()).shelf


def test_the_newest_paper_is_on_top_unless_asked_otherwise(handlers: LibraryHandlers) -> None:
    """The order can be turned round, stays so while leafing, and an unknown one changes nothing."""
    assert titles(handlers.show_shelf())[0] == "Paper 059"
    turned = handlers.turn(press(offset="0", order="oldest"), Place())
    assert titles(turned.shelf)[0] == "Paper 000"
    leafed = handlers.turn(press(offset="25", order="sideways"), turned.place)
    assert titles(leafed.shelf)[0] == "Paper 025"


def test_an_empty_library_has_an_empty_list() -> None:
    """Nothing is asked of a library that has nothing."""
    assert "0 papers" in LibraryHandlers(ScriptedAssistant(shelf=())).show_shelf()


def test_words_find_papers(handlers: LibraryHandlers) -> None:
    """Only papers with the words are listed; without words, all are."""
    found = handlers.find("paper 01", Place())
    assert "Paper 012" in found.shelf
    assert "Paper 022" not in found.shelf
    assert handlers.show_shelf(found.place) == found.shelf
    assert "1–25 of 60" in handlers.find("  ", Place()).shelf


def test_what_no_paper_says_finds_the_nearest(handlers: LibraryHandlers) -> None:
    """Papers found by meaning alone are said to be so."""
    assert "Nearest in meaning" in handlers.find("zebra", Place()).shelf


def test_a_tag_narrows_the_list_and_its_search(
    handlers: LibraryHandlers, reader: ScriptedAssistant
) -> None:
    """All papers that have it, in whatever words they speak; then words among these; then all."""
    for paper_id in ("p3", "p13", "p23"):
        reader.mark(paper_id, tags=("to <read>",), notes="")
    tagged = handlers.turn(press(tag="to <read>"), Place())
    assert "3 papers tagged “<bdi>to &lt;read&gt;</bdi>”" in tagged.shelf
    found = handlers.find("paper 013", tagged.place)
    assert titles(found.shelf) == ["Paper 013"]
    assert "with “<bdi>paper 013</bdi>”" in found.shelf
    assert "1–25 of 60" in handlers.turn(press(offset="0"), found.place).shelf
    assert "0 papers tagged" in handlers.turn(press(tag="gone"), Place()).shelf


def test_a_long_list_says_that_it_is_cut(
    handlers: LibraryHandlers, reader: ScriptedAssistant
) -> None:
    """More than fifty papers of a tag are not called fifty."""
    for paper in SHELF:
        reader.mark(paper.id, tags=("mine",), notes="")
    assert "The first 50 papers tagged" in handlers.turn(press(tag="mine"), Place()).shelf


def test_a_search_that_fails_says_what_to_do(handlers: LibraryHandlers) -> None:
    """An error of the store is shown with its remedy."""
    assert "Run paperbot reindex." in handlers.find("broken", Place()).shelf


def test_a_paper_opens_with_its_abstract(handlers: LibraryHandlers) -> None:
    """Opening a paper shows it whole, and asks for no summary."""
    (shown,) = handlers.open_paper(press(paper="p7"), MINE)
    assert "Paper 007" in str(shown.opened)
    assert "Two is here." in str(shown.opened)
    assert "Reading grade" not in str(shown.opened)
    assert "Add a tag" in str(shown.tags)
    assert "Delete for good" in str(shown.record)


def test_a_summary_leaves_alone_what_is_being_written(handlers: LibraryHandlers) -> None:
    """Tags, notes and record are drawn when a paper opens, and not while its summary grows."""
    first, *others = handlers.open_paper(press(paper="p7", level="plain"), MINE)
    assert first.notes != KEEP
    assert {(each.tags, each.notes, each.record) for each in map(as_words, others)} == {AS_IT_IS}
    within = list(handlers.open_paper(press(paper="p7", level="tldr", within="yes"), MINE))
    assert {(each.tags, each.notes, each.record) for each in map(as_words, within)} == {AS_IT_IS}


def test_a_library_that_is_read_only_offers_no_change(reader: ScriptedAssistant) -> None:
    """Neither box nor button to change anything; what is there is shown."""
    reader.mark("p7", tags=("mine",), notes="Mine.")
    (shown,) = LibraryHandlers(reader, read_only=True).open_paper(press(paper="p7"), MINE)
    drawn = f"{shown.tags}{shown.notes}{shown.record}"
    assert "mine" in drawn
    assert "Mine." in drawn
    assert all(each not in drawn for each in ("<input", "<textarea", "untag", "Delete"))


def test_a_summary_is_one_press(handlers: LibraryHandlers) -> None:
    """The summary grows as its sentences pass, and ends with its reading grade."""
    frames = list(handlers.open_paper(press(paper="p7", level="plain"), MINE))
    shown = [str(frame.opened) for frame in frames]
    assert len(shown) > 3
    assert "In short (plain)" in shown[-1]
    assert "Reading grade 8; the abstract’s is 16" in shown[-1]
    assert "In the paper’s words" in shown[-1]
    assert '<mark id="paper-card-s1">' in shown[-1]
    assert "1 statement removed by the checker" in shown[-1]


def test_an_unknown_paper_or_level_is_told(handlers: LibraryHandlers) -> None:
    """A paper that is gone gets its error; a level that is none gets no summary."""
    (shown,) = handlers.open_paper(press(paper="gone"), MINE)
    assert "No paper “gone”." in str(shown.opened)
    (shown,) = handlers.open_paper(press(paper="p1", level="rude"), MINE)
    assert "Paper 001" in str(shown.opened)


def test_going_back_stops_the_summary(handlers: LibraryHandlers) -> None:
    """A summary whose paper was shut sends nothing more."""
    shown = handlers.open_paper(press(paper="p7", level="tldr"), MINE)
    next(shown)
    assert set(handlers.shut_paper(MINE)) == {""}
    assert list(shown) == []


def test_going_back_from_the_line_frees_the_place() -> None:
    """A summary that waits for the model is let go though nothing new is shown."""
    reader = ScriptedAssistant(queued=InLine(2).queued())
    handlers = LibraryHandlers(reader)
    shown = handlers.open_paper(press(paper=SPANN.id, level="tldr"), MINE)
    drawn = (str(frame.opened) for frame in shown)
    assert any("1 reader is ahead of you" in html for html in drawn if "Waiting" in html)
    threading.Timer(0.1, handlers.halt, [MINE]).start()
    assert list(shown) == []
    assert reader.closed == [SPANN.id]


def test_another_paper_takes_the_place_of_the_first(handlers: LibraryHandlers) -> None:
    """Opening a second paper silences the summary of the first."""
    first = handlers.open_paper(press(paper="p1", level="tldr"), MINE)
    next(first)
    second = handlers.open_paper(press(paper="p2", level="tldr"), MINE)
    assert "Paper 002" in str(next(second).opened)
    assert list(first) == []
    assert "Reading grade" in str(list(second)[-1].opened)


def test_pins_are_kept_once_and_let_go(handlers: LibraryHandlers) -> None:
    """A paper is pinned once, shown as a chip, and unpinned by it."""
    pinned = handlers.pin(press(paper="p3"), ())
    pinned = handlers.pin(press(paper="p3"), pinned.papers)
    assert [paper.id for paper in pinned.papers] == ["p3"]
    assert "Paper 003" in pinned.shown
    assert handlers.unpin(press(paper="p3"), pinned.papers) == ((), "")
