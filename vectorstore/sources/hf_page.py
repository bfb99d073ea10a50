"""Papers from a Hugging Face Papers page saved as text.

The page is paragraphs between blank lines: some furniture ("Subscribe", "byAK and the research
community"), a date, then title and abstract in turn. Saving may have broken lines inside a
paragraph or moved the furniture; a date dates the papers after it. Knows nothing of files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date as calendar_date

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.prose import is_body, is_heading, reads_like_papers

FORMAT = "hf-papers-page"

_SIGN = re.compile(
    r"get trending papers in your email inbox!?|by.{0,60}and the research community", re.IGNORECASE
)
_BUTTON = re.compile(r"new|subscribe|trending|(?:daily|trending) papers", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>[A-Z][a-z]{2})[a-z]{0,6}\.?"
_DATE = re.compile(rf"{_MONTH} (?P<day>\d{{1,2}})(?:,? (?P<year>\d{{4}}))?")


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """The lines between two blank lines, furniture taken off, and the date that holds there."""

    line: int
    text: str
    date: str | None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A title with the paragraphs under it; normally one, none where the page is damaged."""

    title: _Paragraph
    body: tuple[_Paragraph, ...] = ()


def read_page(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the drafts of a page in order, and a rejection for each lonely title or paragraph.

    Raises SourceUnreadable when the text is no such page: a page without any of its furniture must
    look like titles and abstracts all the way.
    """
    if any("\udc80" <= sign <= "\udcff" for sign in text):
        raise SourceUnreadable(f"{place} is not text in UTF-8.", remedy="Save it as UTF-8.")
    paragraphs = list(_paragraphs(text))
    strays, entries = _pair(paragraphs)
    whole = [(entry.title.text, _joined(entry)) for entry in entries if entry.body]
    faults = len(strays) + sum(len(entry.body) != 1 for entry in entries)
    marked = any(_SIGN.fullmatch(line.strip()) for line in text.splitlines())
    if not reads_like_papers(whole, faults=faults, marked=marked):
        raise SourceUnreadable(
            f"{place} is no list of papers: neither JSON lines nor titles and abstracts in turn.",
            remedy="Give a Hugging Face Papers page saved as text, or JSON lines with title and "
            "abstract.",
        )
    for stray in strays:
        yield Rejection(place, f"line {stray.line}", "text before the first title")
    for entry in entries:
        yield _draft(entry, place)


def _draft(entry: _Entry, place: str) -> Draft | Rejection:
    where = f"line {entry.title.line}"
    if not entry.body:
        return Rejection(place, where, f"no abstract under {entry.title.text[:80]!r}")
    return Draft(
        title=entry.title.text,
        abstract=_joined(entry),
        source=FORMAT,
        place=place,
        where=where,
        date=entry.title.date,
    )


def _joined(entry: _Entry) -> str:
    return "\n".join(paragraph.text for paragraph in entry.body)


def _pair(paragraphs: list[_Paragraph]) -> tuple[list[_Paragraph], list[_Entry]]:
    """Give each title the paragraphs under it; return what stands before any title, and those."""
    strays: list[_Paragraph] = []
    entries: list[_Entry] = []
    for at, paragraph in enumerate(paragraphs):
        follower = paragraphs[at + 1].text if at + 1 < len(paragraphs) else ""
        if entries and not entries[-1].body and is_body(paragraph.text):
            entries[-1] = _Entry(entries[-1].title, (paragraph,))
        elif is_heading(paragraph.text, follower):
            entries.append(_Entry(paragraph))
        elif entries:
            entries[-1] = _Entry(entries[-1].title, (*entries[-1].body, paragraph))
        else:
            strays.append(paragraph)
    return strays, entries


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    date: str | None = None
    lines: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        words = line.strip("\ufeff \t\x0b\x0c\xa0")
        if words:
            lines.append((number, words))
            continue
        kept, date, later = _without_furniture(lines, date)
        if kept:
            joined = "\n".join(words for _, words in kept)
            yield _Paragraph(line=kept[0][0], text=joined, date=date)
        date, lines = later, []


def _without_furniture(
    lines: list[tuple[int, str]], date: str | None
) -> tuple[list[tuple[int, str]], str | None, str | None]:
    """Take furniture off a paragraph; return the rest, its date, and the date of what follows.

    A button ("new") or a date goes from the two ends only: inside, a wrapped abstract may have
    such a line of its own.
    """
    kept = [(number, words) for number, words in lines if not _SIGN.fullmatch(words)]
    while kept and (_BUTTON.fullmatch(kept[0][1]) or _DATE.fullmatch(kept[0][1])):
        date = _read_date(kept.pop(0)[1]) or date
    later = date
    while kept and (_BUTTON.fullmatch(kept[-1][1]) or _DATE.fullmatch(kept[-1][1])):
        later = _read_date(kept.pop()[1]) or later
    return kept, date, later


def _read_date(words: str) -> str | None:
    """Return an ISO date where the line has a year, the words where not, None for no date."""
    match = _DATE.fullmatch(words)
    if match is None or match["month"].lower() not in _MONTHS:
        return None
    if match["year"] is None:
        return words
    month = _MONTHS.index(match["month"].lower()) + 1
    try:
        return calendar_date(int(match["year"]), month, int(match["day"])).isoformat()
    except ValueError:  # "Feb 31, 2024": keep what the page says
        return words
