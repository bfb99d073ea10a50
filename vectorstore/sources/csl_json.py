"""Papers from CSL-JSON: of Zotero, Pandoc, Crossref's content negotiation, and our own exports."""

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from vectorstore.identity import arxiv_version, canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.dates import iso_date, read_date
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.extension import NAME, as_extension, restored
from vectorstore.sources.json_text import is_json, load_json
from vectorstore.sources.markup import strip_markup

FORMAT = "csl-json"

Item: TypeAlias = Mapping[str, object]

# The types of the CSL schema that papers have; Crossref's own answers say "journal-article".
_TYPE = re.compile(
    r'"type"\s{0,20}:\s{0,20}"(?:article(?:-journal|-magazine)?|paper-conference|chapter|book|report'
    r'|thesis|manuscript|dataset|document|speech|software|webpage|entry-encyclopedia)"'
)
_SIGN = re.compile(r'"(?:issued|container-title|citation-key|DOI|URL|family|literal)"\s{0,20}:')
_KEYWORD_BREAK = re.compile(r"\s*[,;]\s*")


def looks_like_csl_json(head: str) -> bool:
    """Say whether a text is JSON with the types and the field names of CSL."""
    return is_json(head) and _TYPE.search(head) is not None and _SIGN.search(head) is not None


def read_csl_json(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each item in order, or the reason why there is none.

    Takes a list, one item, or an object with `items`. Raises SourceUnreadable for broken JSON.
    """
    value = load_json(text, place)
    if isinstance(value, dict):
        inner = value.get("items")
        value = inner if isinstance(inner, list) else [value]
    for number, item in enumerate(value if isinstance(value, list) else [], start=1):
        where = f"item {number}"
        try:
            yield read_item(item, place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def read_item(item: object, place: str, where: str) -> Draft:
    """Return the draft of one item. Raises Unfit."""
    if not isinstance(item, dict):
        raise Unfit("not a JSON object")
    title, abstract = _words(item, "title"), _words(item, "abstract")
    if not title.strip():
        raise Unfit("no title")
    if not abstract.strip():
        raise Unfit(f"no abstract for {title[:80]!r}")
    custom = item.get("custom")
    told = as_extension(custom.get(NAME)) if isinstance(custom, dict) else None
    number, url = _words(item, "number"), _words(item, "URL") or None
    ids = canonical_ids(number, url, _words(item, "DOI"))
    keywords = (word.strip() for word in _KEYWORD_BREAK.split(_words(item, "keyword")))
    draft = Draft(
        title=title if told else strip_markup(title),
        abstract=abstract if told else strip_markup(abstract),
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        other_ids=ids[1:],
        authors=tuple(read_people(item.get("author"))),
        date=read_issued(item.get("issued")),
        url=url,
        categories=tuple(word for word in keywords if word),
        version=arxiv_version(number),
        venue=_words(item, "container-title") or None,
        notes="" if told is None else _words(item, "note"),
    )
    return draft if told is None else restored(draft, told)


def read_people(value: object) -> Iterator[str]:
    """Yield the names in a list of CSL names, first name first."""
    for person in value if isinstance(value, list) else []:
        if not isinstance(person, dict):
            continue
        parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
        name = " ".join(word for part in parts if (word := _words(person, part).strip()))
        name = name or _words(person, "literal") or _words(person, "name")
        if name.strip():
            yield name.strip()


def read_issued(value: object) -> str | None:
    """Return the ISO date of a CSL date, its words where it names no year, None for none."""
    if not isinstance(value, dict):
        return None
    ranges = value.get("date-parts")
    first = ranges[0] if isinstance(ranges, list) and ranges else None
    if isinstance(first, list) and first and all(isinstance(part, int | str) for part in first):
        numbers = [str(part) for part in first[:3]]
        if all(part.isascii() and part.isdigit() and len(part) <= 4 for part in numbers):  # noqa: PLR2004 (digits of a year)
            return iso_date(*(int(part) for part in numbers))
    words = _words(value, "raw") or _words(value, "literal")
    return (read_date(words) or words) if words else None


def _words(item: Item, key: str) -> str:
    """Return the text under a key; Crossref sends lists of one, other programs numbers."""
    value = item.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
