"""Changes to the library, from the page and over HTTP alike: one addition at a time, if at all.

Additions run in the thread that asks for them; how far the latest one is can be seen by everybody.
Knows no format, no page and no protocol.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.web.marks import clean_notes, clean_tags
from bot.web.ports import Changeable
from bot.web.refusals import AdditionUnderWay, ReadOnly
from bot.web.reply import Failure
from vectorstore.errors import ReportedError, SourceUnreadable
from vectorstore.records import AddReport, Paper

_BROKEN = Failure("Something inside paperbot broke.", "Its log says what.")


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be added: as the library takes it, and as the reader calls it.

    `hidden` is the beginning of paths that mean nothing to a reader: where an upload is kept.
    """

    given: str | Path
    label: str
    hidden: str = ""

    def told(self, text: str) -> str:
        """Return what the library says of the source, in the reader's terms."""
        return text.replace(self.hidden, "") if self.hidden else text


@dataclass(frozen=True, slots=True)
class Addition:
    """The latest addition: under way, or with a report or a failure. `ticket` tells it from others.

    `done` papers of `total`, where that is known or can be guessed: read first, then, counted anew,
    made findable.
    """

    ticket: str
    label: str
    running: bool = True
    done: int = 0
    total: int | None = None
    report: AddReport | None = None
    failure: Failure | None = None


class Curator:
    """Whoever may change a library, does so here."""

    def __init__(self, library: Changeable, *, read_only: bool = False) -> None:
        self.read_only = read_only
        self._library = library
        self._adding = threading.Lock()
        self._marking = threading.Lock()
        self._addition: Addition | None = None

    @property
    def addition(self) -> Addition | None:
        """The addition under way, or else the last one; None before the first."""
        return self._addition

    def check_may_change(self) -> None:
        """Raise ReadOnly where the library may not be changed."""
        if self.read_only:
            raise ReadOnly(
                "The library cannot be changed from here: its owner serves it read-only.",
                remedy="On the machine that serves it, `paperbot add`, `tag`, `note` and `delete` "
                "change it.",
            )

    def check_may_add(self) -> None:
        """Raise ReadOnly or AdditionUnderWay where nothing could be added now."""
        self.check_may_change()
        if self._adding.locked():
            raise self._under_way()

    def add(self, source: Source, ticket: str = "") -> AddReport:
        """Add papers and report on each.

        Raises ReadOnly, AdditionUnderWay, SourceUnreadable, StorageFailed.
        """
        self.check_may_change()
        if not self._adding.acquire(blocking=False):
            raise self._under_way()
        self._addition = Addition(ticket, source.label)
        report, failure = None, _BROKEN
        try:
            report = self._added(source)
        except ReportedError as error:
            failure = Failure(error.message, error.remedy)
            raise
        finally:
            self._addition = replace(
                self._addition, running=False, report=report, failure=None if report else failure
            )
            self._adding.release()
        return report

    def mark(
        self, paper_id: str, *, tags: Sequence[str] | None = None, notes: str | None = None
    ) -> Paper:
        """Set the reader's tags, notes, or both; what is None stays.

        Raises ReadOnly, MarkRefused, PaperUnknown.
        """
        self.check_may_change()
        with self._marking:  # the library sets both at once
            known = self._library.paper(paper_id)
            return self._library.mark(
                paper_id,
                tags=known.tags if tags is None else clean_tags(tags),
                notes=known.notes if notes is None else clean_notes(notes),
            )

    def delete(self, paper_ids: Sequence[str]) -> tuple[str, ...]:
        """Delete papers, all or none. Raises ReadOnly, AdditionUnderWay, PaperUnknown.

        During an addition, which may take an hour, the library would let a deletion wait.
        """
        self.check_may_add()
        return tuple(self._library.delete(paper_ids))

    def _added(self, source: Source) -> AddReport:
        """Return the library's report, or raise its error, in the reader's terms."""
        try:
            report = self._library.add(source.given, self._note, without=source.hidden)
        except SourceUnreadable as error:
            raise SourceUnreadable(
                source.told(error.message), remedy=source.told(error.remedy)
            ) from error
        rejected = tuple(
            replace(item, source=source.told(item.source), reason=source.told(item.reason))
            for item in report.rejected
        )
        return replace(report, rejected=rejected)

    def _note(self, done: int, total: int | None) -> None:
        if self._addition is not None:
            self._addition = replace(self._addition, done=done, total=total)

    def _under_way(self) -> AdditionUnderWay:
        return AdditionUnderWay(
            "Papers are being added at this moment.", remedy="Wait until that is done."
        )
