"""What our exports carry besides the fields of their format: one JSON object a paper, and back.

Other programs read and may edit the standard fields, and pass the object on as it is. Knows no
format: the text it gives is safe inside any of them, and what is read back is treated as hostile.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TypeAlias
from urllib.parse import unquote

from vectorstore.identity import canonical_ids
from vectorstore.mending import encodable
from vectorstore.records import Origin, Record, Version
from vectorstore.sources.dates import read_date
from vectorstore.sources.draft import Draft

# The key of the object in JSON, of the field in BibTeX, and the sign by which exports are known.
NAME = "paperbot"
LAYOUT = 1

Extension: TypeAlias = dict[str, object]

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
# Inside strings: what BibTeX, an HTML comment or a reader of lines would take for its own.
_UNSAFE = re.compile(r'\\[\\"]|[{}@<>&%#$\x7f-\x9f\u2028\u2029\ud800-\udfff]|(?<=-)-')
_SEPARATORS = re.compile(r"[\s,;{}]+")


def extension(record: Record) -> Extension:
    """Return everything of a record but title and abstract, which every format carries whole."""
    paper = record.paper
    told: Extension = {
        "layout": LAYOUT,
        "id": paper.id,
        "also": paper.also,
        "authors": paper.authors,
        "date": paper.date,
        "url": paper.url,
        "categories": paper.categories,
        "venue": paper.venue,
        "version": paper.version,
        "tags": paper.tags,
        "notes": paper.notes,
        "source": paper.source,
        "added_at": record.added_at,
        "origins": [asdict(origin) for origin in record.origins],
        "older": [asdict(version) for version in record.older],
    }
    if record.as_given is not None:
        told["as_given"] = record.as_given
        told["words"] = _fingerprint(paper.title, paper.abstract)
    return {key: value for key, value in told.items() if value not in (None, "", (), [])}


def extension_text(record: Record) -> str:
    """Return the extension as one line of JSON.

    Its strings hold no brace, "--", "@", "<" or quote but as an escape of six signs: braces are
    balanced, and no format's own signs occur.
    """
    text = json.dumps(extension(record), ensure_ascii=False, separators=(",", ":"))
    return _STRING.sub(lambda found: _UNSAFE.sub(_escaped, found[0]), text)


def read_extension(text: str) -> Extension | None:
    """Return the object that `extension_text` wrote, None where another program damaged it."""
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return as_extension(found)


def as_extension(value: object) -> Extension | None:
    """Return a value read from JSON as an extension if it is one."""
    return value if isinstance(value, dict) and value.get("layout") == LAYOUT else None


def restored(draft: Draft, told: Extension) -> Draft:
    """Return a draft of one of our exports with everything the standard fields could not carry.

    `draft.categories` are the format's keywords, our categories and tags in one. A standard field
    wins where another program changed more than its form (order of names, case, separators); one
    that is missing was never written, or dropped, and is taken from the extension.
    """
    categories, tags = _keywords(
        draft.categories, _strings(told, "categories"), _strings(told, "tags")
    )
    exact = canonical_ids(_string(told, "id")) or canonical_ids(draft.given_id)
    ids = (draft.given_id, *draft.other_ids)
    known = {unquote(name) for name in (*exact, *_strings(told, "also"))}
    new = (name for name in canonical_ids(*ids) if unquote(name) not in known)
    given_id = exact[0] if exact else draft.given_id
    return replace(
        draft,
        source=_string(told, "source") or draft.source,
        given_id=given_id,
        other_ids=(*_strings(told, "also"), *(name for name in new if name != given_id)),
        authors=_chosen_names(draft.authors, _strings(told, "authors")),
        date=_chosen_date(draft.date, _string(told, "date")),
        url=_chosen_address(draft.url, _string(told, "url")),
        categories=categories,
        version=_number(told, "version") or draft.version,
        venue=_chosen(draft.venue, _string(told, "venue")),
        tags=tags,
        notes=_chosen(draft.notes, _string(told, "notes")) or "",
        added_at=_string(told, "added_at"),
        origins=tuple(_origins(told)),
        older=tuple(_older(told)),
        as_given=_as_given(draft, told),
    )


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0][-1]):04x}"


def _fingerprint(title: str, abstract: str) -> str:
    return hashlib.sha256(f"{title}\n{abstract}".encode(errors="replace")).hexdigest()[:12]


def _form(text: str) -> tuple[str, ...]:
    """Return what must differ for two texts to differ in more than form."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return tuple(sorted(_SEPARATORS.sub(" ", folded).split()))


def _chosen(standard: str | None, exact: str | None) -> str | None:
    if not standard or (exact and _form(standard) == _form(exact)):
        return exact
    return standard


def _chosen_address(standard: str | None, exact: str | None) -> str | None:
    same = exact is not None and (not standard or unquote(standard) == unquote(exact))
    return exact if same else standard


def _chosen_date(standard: str | None, exact: str | None) -> str | None:
    """Return the exact date unless the other is another; a year alone of the same is none."""
    words = exact or ""
    same = not standard or words.startswith(standard) or read_date(words) == standard
    return exact if same else standard


def _chosen_names(standard: Sequence[str], exact: Sequence[str]) -> tuple[str, ...]:
    same = [_form(name) for name in standard] == [_form(name) for name in exact]
    return tuple(exact if same or not standard else standard)


def _keywords(
    found: Sequence[str], categories: Sequence[str], tags: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part keywords into categories and tags; one of neither was added as a tag elsewhere."""
    forms = {_form(keyword) for keyword in found} | {()}  # "," alone has no form and is kept
    known = {_form(keyword) for keyword in (*categories, *tags)} | {()}
    if not found or forms == known:
        return tuple(categories), tuple(tags)
    new = (keyword for keyword in found if _form(keyword) not in known)
    return (
        tuple(keyword for keyword in categories if _form(keyword) in forms),
        (*(tag for tag in tags if _form(tag) in forms), *new),
    )


def _string(told: Extension, key: str) -> str | None:
    value = told.get(key)
    return encodable(value) if isinstance(value, str) else None


def _number(told: Extension, key: str) -> int | None:
    """Return a version's number, as many digits as `vectorstore.identity` reads."""
    value = told.get(key)
    return value if isinstance(value, int) and 0 < value < 1000 else None  # noqa: PLR2004 (3 digits)


def _strings(told: Extension, key: str) -> tuple[str, ...]:
    value = told.get(key)
    items = value if isinstance(value, list | tuple) else ()
    return tuple(encodable(item) for item in items if isinstance(item, str))


def _objects(told: Extension, key: str) -> list[Extension]:
    value = told.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _origins(told: Extension) -> list[Origin]:
    return [
        Origin(
            source=_string(item, "source") or "",
            place=_string(item, "place") or "",
            first_seen=_string(item, "first_seen") or "",
            last_seen=_string(item, "last_seen") or "",
        )
        for item in _objects(told, "origins")
    ]


def _older(told: Extension) -> list[Version]:
    return [
        Version(
            number=_number(item, "number"),
            title=_string(item, "title") or "",
            abstract=_string(item, "abstract") or "",
            date=_string(item, "date"),
            replaced_at=_string(item, "replaced_at") or "",
        )
        for item in _objects(told, "older")
    ]


def _as_given(draft: Draft, told: Extension) -> tuple[str, str] | None:
    """Return the words before LaTeX was rendered, unless title or abstract were edited since."""
    given = _strings(told, "as_given")
    if len(given) != 2 or told.get("words") != _fingerprint(draft.title, draft.abstract):  # noqa: PLR2004 (title, abstract)
        return None
    return given[0], given[1]
