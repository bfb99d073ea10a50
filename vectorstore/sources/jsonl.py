"""Papers from JSON lines: one object a line, the plain way in, and the way of our own exports.

`title` and `abstract` are required; `id`, `doi`, `arxiv_id`, `authors`, `date`, `url`, `categories`
and `venue` are optional, other keys are passed over. A bad line is rejected with its reason and the
others still come in. Knows nothing of files: lines come in numbered, drafts go out, one at a time.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from vectorstore.identity import arxiv_version
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.extension import NAME, Extension, as_extension, restored

FORMAT = "jsonl"
# Room for the longest abstract with every sign escaped as \uXXXX, and thousands of authors.
MAX_LINE_CHARS = 1_000_000
# What an export says in the object itself and not in the extension in it.
OWN_FIELDS = ("id", "authors", "date", "url", "categories", "venue", "tags", "notes")

Fields: TypeAlias = dict[str, object]

_CATEGORY_BREAK = re.compile(r"[\s,;]+")
_AUTHOR_BREAK = re.compile(r"\s*(?:[,;&]|\band\b)\s*")


def read_jsonl(lines: Iterable[tuple[int, str]], place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each numbered line, or the reason why there is none; skip blank lines."""
    for number, line in lines:
        if not line.strip():
            continue
        where = f"line {number}"
        try:
            yield _draft(parse_object(line), place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def parse_object(line: str) -> Fields:
    """Return the JSON object on a line. Raises Unfit."""
    if len(line) > MAX_LINE_CHARS:
        raise Unfit(f"the line is longer than {MAX_LINE_CHARS:,} characters")
    try:
        value: object = json.loads(line)
    except json.JSONDecodeError as error:
        raise Unfit(f"not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):  # a number of 5,000 digits; 100,000 opening brackets
        raise Unfit("not JSON that can be read: a number too long or brackets too deep") from None
    if not isinstance(value, dict):
        raise Unfit("not a JSON object with a title and an abstract")
    return value


def _draft(fields: Fields, place: str, where: str) -> Draft:
    ids = [named for key in ("arxiv_id", "doi") if (named := _optional(fields, key))]
    draft = Draft(
        title=_required(fields, "title"),
        abstract=_required(fields, "abstract"),
        source=FORMAT,
        place=place,
        where=where,
        given_id=_optional(fields, "id"),
        other_ids=tuple(ids),
        authors=_several(fields, "authors", _AUTHOR_BREAK),
        date=_optional(fields, "date"),
        url=_optional(fields, "url"),
        categories=_several(fields, "categories", _CATEGORY_BREAK),
        version=arxiv_version(*ids),
        venue=_optional(fields, "venue"),
    )
    told = as_extension(fields.get(NAME))
    return draft if told is None else _restored(draft, fields, told)


def _restored(draft: Draft, fields: Fields, told: Extension) -> Draft:
    """Return the draft of a line of ours, which alone may tell of the reader's tags and notes."""
    whole = {**told, "id": draft.given_id, "categories": draft.categories}
    whole["tags"] = _several(fields, "tags", _CATEGORY_BREAK)
    noted = replace(draft, notes=_optional(fields, "notes") or "", categories=())
    return restored(noted, whole)


def _required(fields: Fields, key: str) -> str:
    if key not in fields:
        raise Unfit(f"{key} is missing")
    value = fields[key]
    if not isinstance(value, str):
        raise Unfit(f"{key} is not a string")
    return value


def _optional(fields: Fields, key: str) -> str | None:
    value = fields.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a year, a running number
    if not isinstance(value, str):
        raise Unfit(f"{key} is not a string")
    return value if value.strip() else None


def _several(fields: Fields, key: str, separator: re.Pattern[str]) -> tuple[str, ...]:
    value = fields.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part for part in separator.split(value.strip()) if part)
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise Unfit(f"{key} is neither a list of strings nor one string")
    return tuple(part for part in value if part.strip())
