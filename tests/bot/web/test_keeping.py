"""The callbacks that change the library, over a scripted assistant."""

import threading

import gradio as gr
import pytest

from bot.web.curation import Curator, Source
from bot.web.keeping import Added, KeepingHandlers
from bot.web.library import KEEP, LibraryHandlers, Place
from bot.web.reply import Exchange
from bot.web.talk import TalkHandlers
from tests.fakes.patience import wait_until
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.spann import SLASHED, SPANN
from vectorstore.errors import SourceUnreadable
from vectorstore.records import Paper

NEW = Paper(id="arxiv:2409.13740", title="A New Paper", abstract="It is new.")


def press(**data: str) -> gr.EventData:
    """Return the press of a button that carries `data`."""
    return gr.EventData(None, data)


@pytest.fixture
def reader() -> ScriptedAssistant:
    """Return a reader whose network has one paper and one failure."""
    failure = SourceUnreadable("hf:daily cannot be <reached>.", remedy="Try again.")
    return ScriptedAssistant(network={"arxiv:2409.13740": [NEW], "hf:daily": failure})


@pytest.fixture
def curator(reader: ScriptedAssistant) -> Curator:
    """Return whoever changes that library."""
    return Curator(reader)


@pytest.fixture
def handlers(reader: ScriptedAssistant, curator: Curator) -> KeepingHandlers:
    """Return the callbacks over that reader."""
    return KeepingHandlers(curator, LibraryHandlers(reader), TalkHandlers(reader))


def test_tags_are_put_on_and_taken_off(
    handlers: KeepingHandlers, reader: ScriptedAssistant
) -> None:
    """Commas part tags; list and open paper show them, the box for the next one stays."""
    marked = handlers.tag(press(paper=SPANN.id, tag="to read, <b>index</b>,"), Place())
    assert reader.paper(SPANN.id).tags == ("to read", "<b>index</b>")
    assert "&lt;b&gt;index&lt;/b&gt;" in str(marked.tags)
    assert "Add a tag" in str(marked.tags)
    assert "to read" in str(marked.shelf)
    marked = handlers.untag(press(paper=SPANN.id, tag="to read"), Place())
    assert reader.paper(SPANN.id).tags == ("<b>index</b>",)
    assert "to read" not in str(marked.shelf)


def test_a_note_is_kept_while_it_is_written(
    handlers: KeepingHandlers, reader: ScriptedAssistant
) -> None:
    """The box is not drawn anew under its writer; tags stay as they are."""
    handlers.tag(press(paper=SPANN.id, tag="mine"), Place())
    marked = handlers.note(press(paper=SPANN.id, notes="Compare with *DiskANN*"), Place())
    assert "Saved" in str(marked.saved)
    assert marked.tags == KEEP
    assert "*DiskANN*" in str(marked.shelf)
    assert reader.paper(SPANN.id).tags == ("mine",)


def test_the_list_stays_where_its_reader_is(handlers: KeepingHandlers) -> None:
    """A mark redraws the search or the page that was shown."""
    marked = handlers.note(press(paper=SPANN.id, notes="x"), Place(query="spann"))
    assert "1 paper with “<bdi>spann</bdi>”" in str(marked.shelf)


def test_marks_that_cannot_be_kept_say_why(handlers: KeepingHandlers) -> None:
    """A tag that is too long, a paper that is gone: what is shown stays, with the reason."""
    for marked in (
        handlers.tag(press(paper=SPANN.id, tag="x" * 100), Place()),
        handlers.untag(press(paper="gone", tag="x"), Place()),
        handlers.note(press(paper="gone", notes="x"), Place()),
    ):
        assert "That did not work" in str(marked.saved)
        assert (marked.tags, marked.shelf) == (KEEP, KEEP)


def test_a_deleted_paper_is_gone_everywhere(
    handlers: KeepingHandlers, reader: ScriptedAssistant
) -> None:
    """From the list, from the papers asked about, and from what is open."""
    deleted = handlers.delete(press(paper=SPANN.id), Place(), (SPANN, SLASHED))
    assert deleted[:5] == ("",) * 5
    assert "SPANN" not in str(deleted.shelf)
    assert deleted.pinned == (SLASHED,)
    assert "SPANN" not in str(deleted.pins)
    assert reader.count() == 1


def test_a_read_only_library_is_not_changed_from_the_page(reader: ScriptedAssistant) -> None:
    """Whatever a browser sends: each callback refuses."""
    closed = KeepingHandlers(
        Curator(reader, read_only=True), LibraryHandlers(reader), TalkHandlers(reader)
    )
    assert "read-only" in str(closed.tag(press(paper=SPANN.id, tag="x"), Place()).saved)
    assert "read-only" in str(closed.note(press(paper=SPANN.id, notes="x"), Place()).saved)
    assert "read-only" in str(closed.delete(press(paper=SPANN.id), Place(), ()).saved)
    assert list(reader.shelf) == [SPANN, SLASHED]


def test_an_addition_is_followed_to_its_report(
    handlers: KeepingHandlers, curator: Curator, reader: ScriptedAssistant
) -> None:
    """How far it is, then the report, the list from its top, and a welcome to the new papers."""
    reader.gate = threading.Event()
    source = Source("arxiv:2409.13740", "arxiv:2409.13740")
    adding = threading.Thread(target=curator.add, args=(source, "mine"))
    frames = handlers.follow(press(ticket="mine"), ())
    assert next(frames) == Added()  # before it has begun
    adding.start()
    assert "Adding papers: 1 so far" in str(next(frames).addition)
    reader.gate.set()
    *_, last = frames
    assert "1 paper added." in str(last.addition)
    assert "A New Paper" in str(last.shelf)
    assert "3 abstracts" in str(last.transcript)
    adding.join(timeout=5)


def test_a_conversation_is_not_interrupted_by_an_addition(
    handlers: KeepingHandlers, curator: Curator
) -> None:
    """The welcome takes no exchange's place."""
    curator.add(Source("arxiv:2409.13740", "a"), "mine")
    *_, last = handlers.follow(press(ticket="mine"), (Exchange("Why?"),))
    assert last.transcript == KEEP


def test_what_could_not_be_added_says_so(handlers: KeepingHandlers, curator: Curator) -> None:
    """The source's error with its remedy, escaped; and what a server refused at once."""
    with pytest.raises(SourceUnreadable):
        curator.add(Source("hf:daily", "hf:daily"), "mine")
    *_, last = handlers.follow(press(ticket="mine"), ())
    assert "hf:daily cannot be &lt;reached&gt;." in str(last.addition)
    *_, last = handlers.follow(press(message="<b>Too large.", remedy="Part it."), ())
    assert "&lt;b&gt;Too large." in str(last.addition)
    assert "Part it." in str(last.addition)


def test_a_page_opened_meanwhile_shows_the_addition(
    handlers: KeepingHandlers, curator: Curator, reader: ScriptedAssistant
) -> None:
    """One under way is followed; one that is over is no news."""
    assert list(handlers.resume(())) == [Added()]
    reader.gate = threading.Event()
    source = Source("arxiv:2409.13740", "arxiv:2409.13740")
    adding = threading.Thread(target=curator.add, args=(source, "another's"))
    adding.start()
    assert wait_until(lambda: curator.addition is not None, timeout_s=5)
    frames = handlers.resume(())
    next(frames)
    assert "Adding papers" in str(next(frames).addition)
    reader.gate.set()
    assert "1 paper added." in str(list(frames)[-1].addition)
    adding.join(timeout=5)
    assert list(handlers.resume(())) == [Added()]
