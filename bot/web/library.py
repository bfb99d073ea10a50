"""Gradio callbacks of the library: leaf through it, open a paper, have it summarised, pin it."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import gradio as gr

from bot.types import Level
from bot.web import view
from bot.web.ports import Reader
from bot.web.reply import OpenPaper, Reply, fail, follow
from bot.web.switches import Switches
from bot.web.talk import pressed
from vectorstore.errors import ReportedError
from vectorstore.records import Paper

SEARCH_LIMIT = 50  # papers shown for a query; whoever needs more asks a better one
NEAR_LIMIT = 10  # papers shown when none has the words


class Pinned(NamedTuple):
    """The papers that questions are narrowed to, as values and as shown."""

    papers: tuple[Paper, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class LibraryHandlers:
    """The library's callbacks."""

    reader: Reader
    switches: Switches = field(default_factory=Switches)

    def show_shelf(self) -> str:
        """Return the first page of the papers."""
        return self._page(0)

    def find(self, query: str) -> str:
        """Return the papers that have the words, best first; without words, all of them."""
        query = query.strip()
        if not query:
            return self._page(0)
        try:
            hits = self.reader.search(query, k=SEARCH_LIMIT)
        except ReportedError as error:
            return view.show_failure(error.message, error.remedy)
        worded = tuple(hit.paper for hit in hits if hit.lexical_rank is not None)
        papers = worded or tuple(hit.paper for hit in hits[:NEAR_LIMIT])
        near = not worded and bool(papers)
        return view.show_shelf(
            view.Shelf(papers, total=self.reader.count(), query=query, near=near)
        )

    def turn(self, press: gr.EventData) -> tuple[str, str]:
        """Return an empty filter and the page of papers that was asked for."""
        offset = pressed(press, "offset")
        return "", self._page(int(offset) if offset.isdecimal() else 0)

    def open_paper(self, press: gr.EventData, request: gr.Request) -> Generator[str, None, None]:
        """Show a paper and, where the button named a level, its summary as it comes."""
        key = ("summary", request.session_hash)
        try:
            paper = self.reader.paper(pressed(press, "paper"))
        except ReportedError as error:
            yield view.show_failure(error.message, error.remedy)
            return
        level = next((level for level, _ in view.LEVELS if level == pressed(press, "level")), None)
        with self.switches.running(key) as stopped, closing(self._states(paper, level)) as states:
            shown = ""
            for opened in states:
                if stopped.is_set():  # another paper was opened, or this one was shut
                    return
                before, shown = shown, view.show_paper(opened)
                if shown != before:
                    yield shown

    def shut_paper(self, request: gr.Request) -> str:
        """Go back to the list; a summary under way is stopped."""
        self.halt(request)
        return ""

    def halt(self, request: gr.Request) -> None:
        """Stop the summary that this reader is being given."""
        self.switches.press(("summary", request.session_hash))

    def pin(self, press: gr.EventData, pins: tuple[Paper, ...]) -> Pinned:
        """Narrow the next questions to a paper."""
        paper_id = pressed(press, "paper")
        if all(paper.id != paper_id for paper in pins):
            pins = (*pins, self.reader.paper(paper_id))
        return Pinned(pins, view.show_pins(pins))

    def unpin(self, press: gr.EventData, pins: tuple[Paper, ...]) -> Pinned:
        """Let a paper go."""
        pins = tuple(paper for paper in pins if paper.id != pressed(press, "paper"))
        return Pinned(pins, view.show_pins(pins))

    def unpin_all(self) -> Pinned:
        """Let all papers go: a new conversation is about none."""
        return Pinned((), view.show_pins(()))

    def _page(self, offset: int) -> str:
        """Return one page of the papers."""
        papers = self.reader.papers(offset=offset, limit=view.PAGE_SIZE)
        return view.show_shelf(view.Shelf(papers, total=self.reader.count(), offset=offset))

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
