"""Papers from JSON: a list of objects, or an object that holds one, with the usual names.

Answers of Semantic Scholar, OpenAlex and Crossref come in with their own shapes of authors, dates
and abstracts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from vectorstore.errors import SourceUnreadable
from vectorstore.identity import arxiv_version, canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.columns import by_field, field_of
from vectorstore.sources.csl_json import looks_like_csl_json, read_issued, read_people
from vectorstore.sources.dates import read_date
from vectorstore.sources.draft import MAX_ABSTRACT_CHARS, Draft, Unfit
from vectorstore.sources.json_text import is_json, load_json
from vectorstore.sources.markup import strip_markup
from vectorstore.sources.names import split_names

FORMAT = "json"

Fields: TypeAlias = Mapping[str, object]

_KEY = re.compile(r'"([A-Za-z][\w -]{0,40})"\s{0,20}:')
_INVERTED = "abstract_inverted_index"
# Hugging Face's own answers have a reader of their own.
_DAILY = re.compile(r'"paper"\s{0,20}:\s{0,20}\{|"upvotes"\s{0,20}:|"submittedOnDailyBy"')
_LINE = re.compile(r"^\{[ \t]*\"", re.MULTILINE)
_OBJECTS = re.compile(r":\s{0,20}\[\s{0,20}\{")
# Papers stand at `data`, `results`, `message.items`, `search-results.entry`.
_MAX_DEPTH = 3
_KEYWORD_BREAK = re.compile(r"\s*[,;]\s*")
# The names that parts of a paper's authors, venue and keywords have.
_NAMES = ("name", "display_name", "full_name", "title", "keyword", "term", "value", "raw")


def looks_like_json_list(head: str) -> bool:
    """Say whether a text is one JSON value whose keys tell of title and abstract.

    JSON lines, CSL-JSON and Hugging Face's answers are other formats.
    """
    if not is_json(head) or _DAILY.search(head) or looks_like_csl_json(head):
        return False
    told = {field_of(key) for key in _KEY.findall(head)}
    inverted = f'"{_INVERTED}"' in head
    if "title" not in told or ("abstract" not in told and not inverted):
        return False
    begun = head.lstrip("\ufeff \t\r\n")
    return begun.startswith("[") or not _is_lines(begun)


def read_json_list(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each object in order, or the reason why there is none.

    Raises SourceUnreadable for broken JSON and for JSON without a list of objects.
    """
    value = load_json(text, place)
    papers = _papers(value)
    if papers is None:
        raise SourceUnreadable(
            f"{place} is JSON without a list of papers.",
            remedy="Give a list of objects with title and abstract, or an object that holds one.",
        )
    for number, item in enumerate(papers, start=1):
        where = f"item {number}"
        try:
            yield _draft(item, place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def _is_lines(begun: str) -> bool:
    """Say whether a text is JSON lines: several objects, or one that holds no list of others."""
    line, _, rest = begun.partition("\n")
    alone = not rest.strip() and _LINE.match(line) and not _OBJECTS.search(line)
    return bool(alone) or len(_LINE.findall(begun)) > 1


def _papers(value: object) -> list[object] | None:
    """Return the list of objects nearest to the top, or one paper alone as a list."""
    level = [value]
    for _ in range(_MAX_DEPTH):
        for inner in level:
            if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
                return inner
            if isinstance(inner, dict) and "title" in by_field(inner):
                return [inner]
        level = [deeper for inner in level if isinstance(inner, dict) for deeper in inner.values()]
    return None


def _draft(item: object, place: str, where: str) -> Draft:
    if not isinstance(item, dict):
        raise Unfit("not a JSON object")
    fields = by_field(item)
    title = _text(fields, "title")
    abstract = _text(fields, "abstract") or _uninverted(item.get(_INVERTED))
    if not title:
        raise Unfit("no title")
    if not abstract:
        raise Unfit(f"no abstract for {title[:80]!r}")
    url = next((word for word in _texts(fields, "url") if "://" in word), None)
    named = (*_texts(fields, "arxiv"), *_texts(fields, "id"), *_external(item.get("externalIds")))
    ids = canonical_ids(*named, *_texts(fields, "doi"), url)
    return Draft(
        title=strip_markup(title),
        abstract=strip_markup(abstract),
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        other_ids=ids[1:],
        authors=_authors(item, fields),
        date=_date(fields),
        url=url,
        categories=_keywords(fields),
        version=arxiv_version(*named, url),
        venue=_text(fields, "venue") or _source(item.get("primary_location")) or None,
    )


def _texts(fields: Mapping[str, list[object]], field: str) -> tuple[str, ...]:
    """Return the texts told for a field; a list of one and an object with a name are texts too."""
    return tuple(text for value in fields.get(field, []) if (text := _name(value)))


def _text(fields: Mapping[str, list[object]], field: str) -> str:
    return next(iter(_texts(fields, field)), "")


def _name(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = next((value[name] for name in _NAMES if name in value), None)
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _external(ids: object) -> tuple[str, ...]:
    """Return the ids that Semantic Scholar knows a paper by elsewhere."""
    known = ids if isinstance(ids, dict) else {}
    return tuple(_name(known[key]) for key in ("ArXiv", "DOI") if known.get(key))


def _source(location: object) -> str:
    """Return where OpenAlex says a work was published."""
    return _name(location.get("source")) if isinstance(location, dict) else ""


def _authors(item: Fields, fields: Mapping[str, list[object]]) -> tuple[str, ...]:
    if isinstance(ships := item.get("authorships"), list):  # OpenAlex
        named = (_name(ship.get("author")) for ship in ships if isinstance(ship, dict))
        return tuple(name for name in named if name)
    value = next(iter(fields.get("authors", [])), None)
    if isinstance(value, str):
        return split_names(value)
    people = value if isinstance(value, list) else []
    if any(isinstance(person, dict) and "family" in person for person in people):
        return tuple(read_people(people))
    return tuple(name for person in people if (name := _name(person)))


def _date(fields: Mapping[str, list[object]]) -> str | None:
    for value in fields.get("date", []):
        words = read_issued(value) or _name(value)
        if words:
            return read_date(words) or words
    return None


def _keywords(fields: Mapping[str, list[object]]) -> tuple[str, ...]:
    words: list[str] = []
    for value in fields.get("keywords", []):
        listed = value if isinstance(value, list) else _KEYWORD_BREAK.split(_name(value))
        words.extend(_name(word) for word in listed)
    return tuple(dict.fromkeys(word for word in words if word))


def _uninverted(index: object) -> str:
    """Return the abstract that OpenAlex tells as the positions of each word."""
    if not isinstance(index, dict):
        return ""
    placed = [
        (at, word)
        for word, places in index.items()
        for at in (places if isinstance(places, list) else [])
        if isinstance(at, int)
    ]
    return " ".join(word for _, word in sorted(placed)[:MAX_ABSTRACT_CHARS])
