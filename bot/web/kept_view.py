"""What the library keeps of a paper besides its words, and how papers come in, as HTML.

Tags, notes, origins and older versions; the form that adds papers, and what an addition came to.
Pure.
"""

from bot.web.curation import Addition
from bot.web.reply import Failure, count_of
from bot.web.templating import render
from bot.web.uploads import UPLOAD_BYTES_MOST
from vectorstore.records import AddReport, Paper, Record

REJECTIONS_SHOWN = 24
ORIGINS_SHOWN = 12
_DAY_CHARACTERS = len("2024-09-20")


def show_tags(paper: Paper, *, read_only: bool) -> str:
    """Return the reader's tags of a paper, with ways to put some on and take some off."""
    return "" if read_only and not paper.tags else _own("tags", paper, read_only=read_only)


def show_notes(paper: Paper, *, read_only: bool) -> str:
    """Return the reader's notes on a paper, to write in."""
    return "" if read_only and not paper.notes else _own("notes", paper, read_only=read_only)


def show_saved() -> str:
    """Return the word that what was written is kept."""
    return render("saved")


def show_record(record: Record, *, read_only: bool) -> str:
    """Return where a paper came from, what it said before, and the way to delete it."""
    origins = [
        (origin.source, origin.place, _days(origin.first_seen, origin.last_seen))
        for origin in record.origins
    ]
    return render(
        "record",
        paper=record.paper,
        ids=(record.paper.id, *record.paper.also),
        added=_day(record.added_at),
        origins=origins[:ORIGINS_SHOWN],
        others=max(0, len(origins) - ORIGINS_SHOWN),
        older=[(version, _day(version.replaced_at)) for version in record.older],
        read_only=read_only,
    )


def show_adding(*, read_only: bool, unfolded: bool) -> str:
    """Return the form that adds papers, unfolded or not; nothing where none may be added."""
    return "" if read_only else render("adding", most_bytes=UPLOAD_BYTES_MOST, unfolded=unfolded)


def show_addition(addition: Addition) -> str:
    """Return how far an addition is, or what it came to."""
    report = addition.report
    return render(
        "addition",
        addition=addition,
        failure=addition.failure,
        outcome=_outcome(report) if report else "",
        rejected=report.rejected[:REJECTIONS_SHOWN] if report else (),
        others=max(0, len(report.rejected) - REJECTIONS_SHOWN) if report else 0,
    )


def show_refused(message: str, remedy: str) -> str:
    """Return why nothing was added at all."""
    return show_addition(
        Addition(ticket="", label="", running=False, failure=Failure(message, remedy))
    )


def _own(name: str, paper: Paper, *, read_only: bool) -> str:
    return render(name, paper=paper, read_only=read_only)


def _outcome(report: AddReport) -> str:
    """Return "2 papers added, 1 updated, 3 unchanged" without what is none."""
    counts = ((report.added, "added"), (report.updated, "updated"), (report.unchanged, "unchanged"))
    told = [(number, what) for number, what in counts if number]
    if not told:
        return "No paper was added."
    (number, what), *others = told
    words = [f"{count_of(number, 'paper')} {what}", *(f"{n} {what}" for n, what in others)]
    return f"{', '.join(words)}."


def _day(moment: str) -> str:
    return moment[:_DAY_CHARACTERS]


def _days(first: str, last: str) -> str:
    one, other = _day(first), _day(last)
    return one if one == other else f"{one} to {other}"
