"""One paper as the Hugging Face hub tells it, in its API and in its pages alike.

An entry is the paper itself or holds it under `paper`, with some of its fields told twice. Passed
over: votes, submitters, organisations, media, and the words a machine wrote (`ai_summary`,
`ai_keywords`), because an answer may rest only on what the authors say. Knows no file.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date as calendar_date
from typing import TypeAlias

from vectorstore.identity import arxiv_number
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.python_literal import parse_dictionary

HUB = "https://huggingface.co"

Fields: TypeAlias = dict[object, object]

_HUB_ID = re.compile(r"\w[\w.-]{0,99}", re.ASCII)


def read_entries(entries: Iterable[object], place: str, source: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each entry, or the reason why there is none, with its number from 1."""
    for number, entry in enumerate(entries, start=1):
        where = f"entry {number}"
        try:
            yield _draft(_fields(entry), place, where, source)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def _fields(entry: object) -> Fields:
    """Return one level of fields; where both tell of it, the paper's own word holds."""
    if isinstance(entry, str):
        entry = parse_dictionary(entry)
    if not isinstance(entry, dict):
        raise Unfit("the entry is no object with a title and a summary")
    paper = entry.get("paper")
    if not isinstance(paper, dict):
        return entry
    return {**entry, **{name: value for name, value in paper.items() if value}}


def _draft(fields: Fields, place: str, where: str, source: str) -> Draft:
    title = _words(fields, "title")
    if title is None:
        raise Unfit("title is missing")
    abstract = _words(fields, "summary") or _words(fields, "abstract")
    if abstract is None:
        raise Unfit(f"summary (the abstract) is missing under {title[:80]!r}")
    given_id = _words(fields, "id")
    return Draft(
        title=title,
        abstract=abstract,
        source=source,
        place=place,
        where=where,
        given_id=given_id,
        authors=tuple(_authors(fields.get("authors"))),
        date=_day(_words(fields, "publishedAt")),
        url=_hub_address(given_id),
    )


def _words(fields: Fields, name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) and value.strip() else None


def _authors(value: object) -> Iterator[str]:
    """Yield the names shown on the page; an author may ask to be hidden there."""
    for author in value if isinstance(value, list) else ():
        if isinstance(author, dict):
            name = None if author.get("hidden") is True else author.get("name")
        else:
            name = author
        if isinstance(name, str) and name.strip():
            yield name


def _day(moment: str | None) -> str | None:
    """Return the day of "2024-05-24T17:34:15.000Z"."""
    try:
        return calendar_date.fromisoformat((moment or "")[:10]).isoformat()
    except ValueError:
        return None


def _hub_address(given_id: str | None) -> str | None:
    """Return the paper's page on the hub, for a paper that arXiv does not hold.

    An arXiv number stands for its arXiv address, whichever source told of it.
    """
    if given_id is None or arxiv_number(given_id) is not None:
        return None
    return f"{HUB}/papers/{given_id}" if _HUB_ID.fullmatch(given_id) else None
