"""Papers from arXiv's metadata snapshot: one JSON object a line, millions of lines, streamed.

The file that arXiv publishes for bulk use (on Kaggle, and mirrored): ids without versions, authors
parsed into family and given names, and the day of every version. Knows nothing of files.
"""

import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_tz

from vectorstore.records import Rejection
from vectorstore.sources.arxiv_ids import parse_arxiv_id
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.jsonl import Fields, parse_object

FORMAT = "arxiv-snapshot"

_SAMPLE_LINES = 20
_NEEDED = {"id", "title", "abstract", "categories", "update_date"}
_EITHER = {"authors_parsed", "versions"}
_VERSION = re.compile(r"v([1-9]\d{0,3})")


def looks_like_arxiv_snapshot(head: str) -> bool:
    """Say whether the first whole object among the first lines has the snapshot's keys."""
    for line in head.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES]:
        try:
            keys = parse_object(line).keys()
        except Unfit:
            continue
        return keys >= _NEEDED and not _EITHER.isdisjoint(keys)
    return False


def read_arxiv_snapshot(
    lines: Iterable[tuple[int, str]], place: str
) -> Iterator[Draft | Rejection]:
    """Yield the draft of each numbered line, or the reason why there is none; skip blank lines."""
    for number, line in lines:
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            yield _draft(parse_object(line), place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def _draft(fields: Fields, place: str, where: str) -> Draft:
    arxiv_id = parse_arxiv_id(_text(fields, "id"))
    if arxiv_id is None:
        raise Unfit(f"id is no arXiv number: {_text(fields, 'id')[:80]!r}")
    versions = _versions(fields)
    return Draft(
        title=_text(fields, "title"),
        abstract=_text(fields, "abstract"),
        source=FORMAT,
        place=place,
        where=where,
        given_id=arxiv_id.number,
        other_ids=tuple(_text(fields, "doi").split()),
        authors=_authors(fields),
        date=_first_day(versions) or _text(fields, "update_date").strip() or None,
        url=f"https://arxiv.org/abs/{arxiv_id.number}",
        categories=tuple(_text(fields, "categories").split()),
        version=_newest(versions),
        venue=" ".join(_text(fields, "journal-ref").split()) or None,
    )


def _text(fields: Fields, key: str) -> str:
    value = fields.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(f"{key} is not a string")
    return value


def _authors(fields: Fields) -> tuple[str, ...]:
    """Return the names in their usual order: the snapshot has [family, given, suffix, ...]."""
    parsed = fields.get("authors_parsed")
    if not isinstance(parsed, list):
        names = _text(fields, "authors").replace(" and ", ", ").split(",")
        return tuple(name.strip() for name in names if name.strip())
    authors = []
    for parts in parsed:
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise Unfit("authors_parsed is not a list of lists of strings")
        family, given, suffix = [*parts, "", "", ""][:3]
        authors.append(" ".join(f"{given} {family} {suffix}".split()))
    return tuple(name for name in authors if name)


def _first_day(versions: list[dict[str, object]]) -> str | None:
    """Return the ISO day of the first version: the snapshot has "Mon, 2 Apr 2007 19:18:42 GMT"."""
    created = versions[0].get("created") if versions else None
    parsed = parsedate_tz(created) if isinstance(created, str) else None
    return None if parsed is None else f"{parsed[0]:04}-{parsed[1]:02}-{parsed[2]:02}"


def _newest(versions: list[dict[str, object]]) -> int | None:
    name = versions[-1].get("version") if versions else None
    match = _VERSION.fullmatch(name) if isinstance(name, str) else None
    return None if match is None else int(match[1])


def _versions(fields: Fields) -> list[dict[str, object]]:
    versions = fields.get("versions") or []
    if not isinstance(versions, list) or not all(isinstance(entry, dict) for entry in versions):
        raise Unfit("versions is not a list of objects")
    return versions
