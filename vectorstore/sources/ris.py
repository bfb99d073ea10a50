"""Papers from RIS: of Zotero, EndNote, Scopus, publishers' pages, and our own exports.

A line is a tag and a value; other lines go on with the value before. rispy was tried and put aside:
it tells no positions, merges a record without end into the next, and knows only "TY  -" with two
spaces.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from vectorstore.errors import SourceUnreadable
from vectorstore.identity import arxiv_version, canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.dates import read_date
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.extension import NAME, Extension, read_extension, restored
from vectorstore.sources.markup import strip_markup
from vectorstore.sources.names import first_name_first

FORMAT = "ris"
# Free for users of the format; our exports keep there what it cannot carry.
EXTENSION_TAG = "U5"

Values: TypeAlias = Mapping[str, list[str]]

_TAGGED = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|$)", re.DOTALL)
_START = re.compile(r"\s{0,200}(?:\d{1,9}\.\s{1,9})?TY {1,2}- ?[A-Z]{3,8}\s")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """The values of one record by tag, in order, and the line of its "TY"."""

    line: int
    values: Values


def looks_like_ris(head: str) -> bool:
    """Say whether a text begins with a record of RIS."""
    return _START.match(head.lstrip("\ufeff")) is not None


def read_ris(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each record in order, or the reason why there is none.

    Raises SourceUnreadable when there is no record.
    """
    found = False
    for entry in _entries(text):
        found = True
        where = f"line {entry.line}"
        try:
            yield _draft(entry.values, place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))
    if not found:
        raise SourceUnreadable(
            f"{place} holds no RIS record.", remedy='Export it again: each begins with "TY  -".'
        )


def _entries(text: str) -> Iterator[_Entry]:
    """Yield the records; one without "ER" ends where the next begins."""
    line = 0
    values: dict[str, list[list[str]]] = {}
    last: list[str] = []
    for number, words in enumerate(_LINE_BREAK.split(text), start=1):
        tagged = _TAGGED.match(words.lstrip("\ufeff"))
        tag = tagged[1] if tagged else ""
        if tag in {"TY", "ER"}:
            if line:
                yield _Entry(line, {tag: _joined(lines) for tag, lines in values.items()})
            line, values, last = (number if tag == "TY" else 0), {}, []
        elif tagged:
            last = [tagged[2] or ""]
            values.setdefault(tag, []).append(last)
        else:
            last.append(words)
    if line:
        yield _Entry(line, {tag: _joined(lines) for tag, lines in values.items()})


def _joined(values: list[list[str]]) -> list[str]:
    joined = ("\n".join(lines).strip() for lines in values)
    return [value for value in joined if value]


def _draft(values: Values, place: str, where: str) -> Draft:
    title, abstract = _first(values, "TI", "T1", "CT"), _first(values, "AB", "N2")
    if not title:
        raise Unfit("no title")
    if not abstract:
        raise Unfit(f"no abstract for {title[:80]!r}")
    told = _extension(values)
    url = next((a[0] for a in map(_ADDRESS.match, _all(values, "UR", "LK", "L2", "L1")) if a), None)
    accession = _first(values, "AN")
    ids = canonical_ids(accession, url, *_all(values, "DO", "DI", "M3"))
    venue = _first(values, "T2", "JO", "JF", "JA", "J2", "BT", "C3")
    draft = Draft(
        title=title if told else strip_markup(title),
        abstract=abstract if told else strip_markup(abstract),
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        other_ids=ids[1:],
        authors=tuple(first_name_first(name) for name in _all(values, "AU", "A1")),
        date=_date(values),
        url=url,
        categories=_keywords(values),
        version=arxiv_version(accession),
        venue=venue or None,
        notes="" if told is None else "\n".join(_all(values, "N1")),
    )
    return draft if told is None else restored(draft, told)


def _extension(values: Values) -> Extension | None:
    for value in _all(values, EXTENSION_TAG):
        name, _, text = value.partition(" ")
        if name == NAME:
            return read_extension(text)
    return None


def _all(values: Values, *tags: str) -> list[str]:
    return [value for tag in tags for value in values.get(tag, [])]


def _first(values: Values, *tags: str) -> str:
    return next(iter(_all(values, *tags)), "")


def _date(values: Values) -> str | None:
    """Return the most exact of the dates told: "2021/11/05/", "2021///", "2021"."""
    dates = [read_date(value) for value in _all(values, "DA", "Y1", "PY")]
    return max((date for date in dates if date), key=len, default=None)


def _keywords(values: Values) -> tuple[str, ...]:
    """Return the keywords, one a line or several between semicolons, as some databases write."""
    words = (word.strip() for value in _all(values, "KW") for word in re.split(r"[;\n]", value))
    return tuple(dict.fromkeys(word for word in words if word))
