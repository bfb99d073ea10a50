"""Gradio callbacks of the library: leaf through it, open a paper, have it summarised, pin it."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import gradio as gr

from bot.types import Level
from bot.web import kept_view, view
from bot.web.ports import Reader
from bot.web.reply import OpenPaper, Reply, fail, follow
from bot.web.switches import Switches
from bot.web.talk import pressed
from vectorstore.errors import ReportedError
from vectorstore.records import Filters, Paper, Record

SEARCH_LIMIT = 50  # papers shown for a query; whoever needs more asks a better one
NEAR_LIMIT = 10  # papers shown when none has the words


KEEP = gr.skip()
_ORDERS: tuple[view.Order, ...] = ("newest", "oldest")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is in the list of papers."""

    offset: int = 0
    order: view.Order = "newest"
    query: str = ""
    tag: str = ""


class Listed(NamedTuple):
    """The list as shown, and where in it that is; `words` are those in the box to search with."""

    words: object
    place: Place
    shelf: str


class Opened(NamedTuple):
    """One update of the open paper; what is not given stays as it is.

    What a reader writes in stands apart, so that a summary coming in does not draw it anew.
    """

    opened: object = ""
    tags: object = ""
    notes: object = ""
    saved: object = ""
    record: object = ""


class Pinned(NamedTuple):
    """The papers that questions are narrowed to, as values and as shown."""

    papers: tuple[Paper, ...]
    shown: str

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> "Pinned":
        """Return papers with how they are shown."""
        pins = tuple(papers)
        return cls(pins, view.show_pins(pins))


_AS_IT_IS = Opened(KEEP, KEEP, KEEP, KEEP, KEEP)


@dataclass(frozen=True, slots=True)
class LibraryHandlers:
    """The library's callbacks; in a library that is `read_only` nothing offers to change it."""

    reader: Reader
    switches: Switches = field(default_factory=Switches)
    read_only: bool = False

    def show_shelf(self, place: Place = Place()) -> str:
        """Return the papers at a place of the list."""
        narrowed = place.query or place.tag
        return self._found(place.query, place.tag) if narrowed else self._page(place)

    def find(self, query: str, place: Place) -> Listed:
        """Return the papers that have the words, best first; without words, all of them.

        Where a tag was chosen, only those that have it.
        """
        found = Place(order=place.order, query=query.strip(), tag=place.tag)
        return Listed(KEEP, found, self.show_shelf(found))

    def turn(self, press: gr.EventData, place: Place) -> Listed:
        """Return the page of papers that was asked for, in its order, or all that have a tag.

        No words search any more, and no other tag narrows.
        """
        offset = pressed(press, "offset")
        wanted = pressed(press, "order")
        order = next((known for known in _ORDERS if known == wanted), place.order)
        tag = pressed(press, "tag")
        turned = Place(int(offset) if offset.isdecimal() else 0, order, tag=tag)
        return Listed("", turned, self.show_shelf(turned))

    def open_paper(self, press: gr.EventData, request: gr.Request) -> Generator[Opened, None, None]:
        """Show a paper and, where the button named a level, its summary as it comes.

        A button `within` the open paper leaves alone what its reader may be writing.
        """
        key = ("summary", request.session_hash)
        try:
            record = self.reader.record(pressed(press, "paper"))
        except ReportedError as error:
            yield Opened(view.show_failure(error.message, error.remedy))
            return
        level = next((level for level, _ in view.LEVELS if level == pressed(press, "level")), None)
        around = _AS_IT_IS if pressed(press, "within") else self._around(record)
        states = self._states(record.paper, level)
        with self.switches.running(key) as stopped, closing(states):
            shown = ""
            for opened in states:
                if stopped.is_set():  # another paper was opened, or this one was shut
                    return
                before, shown = shown, view.show_paper(opened)
                if shown != before:
                    yield around._replace(opened=shown)
                    around = _AS_IT_IS

    def shut_paper(self, request: gr.Request) -> Opened:
        """Go back to the list; a summary under way is stopped."""
        self.halt(request)
        return Opened()

    def halt(self, request: gr.Request) -> None:
        """Stop the summary that this reader is being given."""
        self.switches.press(("summary", request.session_hash))

    def pin(self, press: gr.EventData, pins: tuple[Paper, ...]) -> Pinned:
        """Narrow the next questions to a paper."""
        paper_id = pressed(press, "paper")
        if all(paper.id != paper_id for paper in pins):
            pins = (*pins, self.reader.paper(paper_id))
        return Pinned.of(pins)

    def unpin(self, press: gr.EventData, pins: tuple[Paper, ...]) -> Pinned:
        """Let a paper go."""
        return Pinned.of(paper for paper in pins if paper.id != pressed(press, "paper"))

    def unpin_all(self) -> Pinned:
        """Let all papers go: a new conversation is about none."""
        return Pinned.of(())

    def _found(self, query: str, tag: str) -> str:
        """Return the papers that have the words, or else the nearest; all of a tag without words.

        A search narrowed to a tag finds every paper that has it: its own words order them.
        """
        try:
            filters = Filters(tag=tag or None)
            hits = self.reader.search(query or tag, k=SEARCH_LIMIT, filters=filters)
        except ReportedError as error:
            return view.show_failure(error.message, error.remedy)
        worded = tuple(hit.paper for hit in hits if hit.lexical_rank is not None or not query)
        papers = worded or tuple(hit.paper for hit in hits[:NEAR_LIMIT])
        near = not worded and bool(papers)
        cut = len(worded) == SEARCH_LIMIT
        return view.show_shelf(
            view.Shelf(papers, self.reader.count(), query=query, tag=tag, near=near, cut=cut)
        )

    def _page(self, place: Place) -> str:
        """Return one page of the papers; the last where there are fewer than thought."""
        total = self.reader.count()
        offset = max(0, min(place.offset, (total - 1) // view.PAGE_SIZE * view.PAGE_SIZE))
        size = min(view.PAGE_SIZE, total - offset)
        if place.order == "oldest":
            papers = self.reader.papers(offset=offset, limit=size) if size else ()
        else:  # the library counts from the oldest
            papers = self.reader.papers(offset=total - offset - size, limit=size)[::-1]
        return view.show_shelf(view.Shelf(papers, total=total, offset=offset, order=place.order))

    def _around(self, record: Record) -> Opened:
        """Return what stands around the words of an open paper."""
        return Opened(
            tags=kept_view.show_tags(record.paper, read_only=self.read_only),
            notes=kept_view.show_notes(record.paper, read_only=self.read_only),
            record=kept_view.show_record(record, read_only=self.read_only),
        )

    def _states(self, paper: Paper, level: Level | None) -> Generator[OpenPaper, None, None]:
        """Yield the open paper, then with each step of its summary."""
        opened = OpenPaper(paper, level, Reply())
        yield opened
        if level is None:
            return
        reply = opened.reply
        with closing(self.reader.summarise_steps(paper.id, level)) as events:
            try:
                for event in events:
                    reply = follow(reply, event)
                    yield replace(opened, reply=reply)
            except ReportedError as error:
                yield replace(opened, reply=fail(reply, error.message, error.remedy))
