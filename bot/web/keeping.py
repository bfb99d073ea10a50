"""Gradio callbacks that change the library: tags, notes, deletions, and additions as they go.

Papers come in over HTTP (`curation_api`), sent by `adding.js`: the page's own server takes no
upload. Here is what is shown of that.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import gradio as gr

from bot.web import kept_view, view
from bot.web.curation import Addition, Curator
from bot.web.library import KEEP, LibraryHandlers, Opened, Pinned, Place
from bot.web.talk import Talk, TalkHandlers, pressed
from vectorstore.errors import ReportedError
from vectorstore.records import Paper

Change: TypeAlias = Callable[[tuple[str, ...]], tuple[str, ...]]
_LOOK_EVERY_S = 0.3
# An upload that was sent has been written to the disk by then, on a slow one too.
_BEGINS_WITHIN_S = 30


class Marked(NamedTuple):
    """What tags and notes change of the page."""

    tags: object = KEEP
    saved: object = KEEP
    shelf: object = KEEP


class Deleted(NamedTuple):
    """What a deletion changes of the page: the open paper is gone, from the pins too."""

    opened: object = KEEP
    tags: object = KEEP
    notes: object = KEEP
    saved: object = KEEP
    record: object = KEEP
    shelf: object = KEEP
    pinned: object = KEEP
    pins: object = KEEP


class Added(NamedTuple):
    """What an addition changes of the page; `transcript` is an empty conversation's welcome."""

    addition: object = KEEP
    place: object = KEEP
    shelf: object = KEEP
    transcript: object = KEEP


# Gradio empties the outputs of a generator that ends without having yielded anything.
_UNCHANGED = Added()


@dataclass(frozen=True, slots=True)
class KeepingHandlers:
    """The callbacks of whoever keeps the library."""

    curator: Curator
    library: LibraryHandlers
    conversation: TalkHandlers

    def tag(self, press: gr.EventData, place: Place) -> Marked:
        """Put tags on a paper: what was typed, with commas between."""
        new = pressed(press, "tag").split(",")
        return self._tagged(press, place, lambda tags: (*tags, *new))

    def untag(self, press: gr.EventData, place: Place) -> Marked:
        """Take a tag off a paper."""
        gone = pressed(press, "tag")
        return self._tagged(press, place, lambda tags: tuple(tag for tag in tags if tag != gone))

    def note(self, press: gr.EventData, place: Place) -> Marked:
        """Keep what is written on a paper."""
        try:
            self.curator.mark(pressed(press, "paper"), notes=pressed(press, "notes"))
        except ReportedError as error:
            return Marked(saved=view.show_failure(error.message, error.remedy))
        return Marked(saved=kept_view.show_saved(), shelf=self.library.show_shelf(place))

    def delete(self, press: gr.EventData, place: Place, pins: tuple[Paper, ...]) -> Deleted:
        """Delete the open paper and go back to the list."""
        paper_id = pressed(press, "paper")
        try:
            self.curator.delete([paper_id])
        except ReportedError as error:
            return Deleted(saved=view.show_failure(error.message, error.remedy))
        left = Pinned.of(paper for paper in pins if paper.id != paper_id)
        return Deleted(*Opened(), self.library.show_shelf(place), *left)

    def follow(self, press: gr.EventData, talk: Talk) -> Generator[Added, None, None]:
        """Show an addition that the page has sent until it is over, or why it was refused."""
        yield _UNCHANGED
        if pressed(press, "message"):
            yield Added(kept_view.show_refused(pressed(press, "message"), pressed(press, "remedy")))
            return
        ticket = pressed(press, "ticket")
        if self._has_begun(ticket):
            yield from self._until_over(ticket, talk)

    def resume(self, talk: Talk) -> Generator[Added, None, None]:
        """Show an addition that is under way when the page is opened."""
        yield _UNCHANGED
        latest = self.curator.addition
        if latest is not None and latest.running:
            yield from self._until_over(latest.ticket, talk)

    def dismiss(self) -> str:
        """Hide the report on the last addition."""
        return ""

    def _tagged(self, press: gr.EventData, place: Place, change: Change) -> Marked:
        paper_id = pressed(press, "paper")
        try:
            known = self.library.reader.paper(paper_id)
            paper = self.curator.mark(paper_id, tags=change(known.tags))
        except ReportedError as error:
            return Marked(saved=view.show_failure(error.message, error.remedy))
        tags = kept_view.show_tags(paper, read_only=self.library.read_only)
        return Marked(tags, "", self.library.show_shelf(place))

    def _has_begun(self, ticket: str) -> bool:
        """Wait for an addition to begin; say whether it did."""
        deadline = time.monotonic() + _BEGINS_WITHIN_S
        while self._is_latest(ticket) is None:
            if time.monotonic() > deadline:
                return False
            time.sleep(_LOOK_EVERY_S)
        return True

    def _until_over(self, ticket: str, talk: Talk) -> Generator[Added, None, None]:
        shown = ""
        while (latest := self._is_latest(ticket)) is not None:
            before, shown = shown, kept_view.show_addition(latest)
            if not latest.running:
                welcome = KEEP if talk else self.conversation.show_welcome()
                yield Added(shown, Place(), self.library.show_shelf(), welcome)
                return
            if shown != before:
                yield Added(shown)
            time.sleep(_LOOK_EVERY_S)

    def _is_latest(self, ticket: str) -> Addition | None:
        """Return the latest addition if it is this one."""
        latest = self.curator.addition
        return latest if latest is not None and latest.ticket == ticket else None
