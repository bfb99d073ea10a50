"""The fields of a note: the YAML between two lines of dashes at its top, and lines "Label: words".

As Obsidian, Zotero's and Pandoc's notes have them. Every value is text or a list of texts, as it
stands there: YAML would make the arXiv number 2409.13740 a fraction and lose its nought. Knows
which names these programs give a field, not what a paper is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import yaml

from vectorstore.sources.bylines import ids_in
from vectorstore.sources.dates import read_date
from vectorstore.sources.draft import Draft
from vectorstore.sources.names import first_name_first, split_names

Fields: TypeAlias = Mapping[str, tuple[str, ...]]

# Names in lower case and without spaces, dashes or underscores, the best first.
_TITLE = ("title",)
_ABSTRACT = ("abstract", "abstractnote")
_AUTHORS = ("authors", "author", "creators")
_DATE = ("date", "published", "publicationdate", "issued", "year")
_IDS = ("arxiv", "arxivid", "eprint", "doi", "url", "link", "source", "id")
_TAGS = ("keywords", "categories", "subjects", "topics", "tags")
_VENUE = ("journal", "venue", "booktitle", "publicationtitle", "publication", "conference")
_KNOWN = frozenset((*_TITLE, *_ABSTRACT, *_AUTHORS, *_DATE, *_IDS, *_TAGS, *_VENUE))

_MATTER = re.compile(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# A note has some 30 lines of it, and PyYAML reads 0.1 MB a second.
_MAX_MATTER_CHARS = 20_000
# As in `Authors: A, B` and `**DOI**: 10.1/x` and, in Dataview, `- Keywords:: trees`.
_LABEL = re.compile(r"[\s>*_+-]*([A-Za-z][A-Za-z _-]{1,20}?)[*_]*::?[*_]*(?:\s+(.*)|$)")
_NOT_NAME = re.compile(r"[\s_-]+")
_LIST_BREAK = re.compile(r"\s*[,;]\s*")
_WIKI = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")
_ARXIV_KEYS = ("arxiv", "arxivid", "eprint")


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the fields at its top taken off; `skipped` lines went with them."""

    fields: Fields
    body: str
    skipped: int


def split_matter(text: str) -> Note:
    """Take YAML off the top of a text; one that is damaged is left where it is."""
    match = _MATTER.match(text[:_MAX_MATTER_CHARS])
    if match is None:
        return Note({}, text, 0)
    try:
        # BaseLoader makes texts, lists and mappings, nothing else: the safest there is.
        value: object = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506 (see above)
    except (yaml.YAMLError, RecursionError, ValueError):
        return Note({}, text, 0)
    if not isinstance(value, dict):
        return Note({}, text, 0)
    fields = {_name(str(key)): _texts(given) for key, given in value.items()}
    return Note(fields, text[match.end() :], text.count("\n", 0, match.end()))


def labelled(line: str) -> tuple[str, str] | None:
    """Return the name of a known field and the words that a line gives it, None for another."""
    match = _LABEL.fullmatch(line.rstrip())
    if match is None or _name(match[1]) not in _KNOWN:
        return None
    return _name(match[1]), (match[2] or "").strip()


def title_of(fields: Fields) -> str:
    """Return the title among fields, "" where there is none."""
    return " ".join(_first(fields, _TITLE)[:1])


def abstract_of(fields: Fields) -> str:
    """Return the abstract among fields, "" where there is none."""
    return "\n".join(_first(fields, _ABSTRACT))


def names_a_work(fields: Fields) -> bool:
    """Say whether fields have what a note on a paper has, and one on something else has not."""
    return bool(_first(fields, _AUTHORS)) or bool(_ids(fields))


def filled(draft: Draft, fields: Fields) -> Draft:
    """Return a draft with authors, date, ids, address, subjects and venue from fields."""
    ids = _ids(fields)
    dates = [iso for words in _first(fields, _DATE) if (iso := read_date(words))]
    given = _first(fields, _AUTHORS)
    names = split_names(given[0]) if len(given) == 1 else tuple(map(first_name_first, given))
    urls = [words for words in _first(fields, ("url", "link")) if words.startswith("http")]
    tags = [tag for words in _first(fields, _TAGS) for tag in _LIST_BREAK.split(words)]
    return replace(
        draft,
        authors=tuple(name for name in names if name),
        date=dates[0] if dates else draft.date,
        given_id=ids[0] if ids else draft.given_id,
        other_ids=tuple(ids[1:]),
        url=urls[0] if urls else draft.url,
        categories=tuple(tag.lstrip("#") for tag in tags if tag.lstrip("#")),
        venue=next(iter(_first(fields, _VENUE)), None),
    )


def _ids(fields: Fields) -> list[str]:
    """Return what fields say of arXiv and DOI, whatever the field it stands in."""
    found: dict[str, None] = {}
    for key in _IDS:
        for words in fields.get(key, ()):
            prefix = "arxiv:" if key in _ARXIV_KEYS else "doi:" if key == "doi" else ""
            found.update(dict.fromkeys(ids_in(prefix + words)))
    return list(found)


def _first(fields: Fields, names: Sequence[str]) -> tuple[str, ...]:
    """Return the values of the first name that has any."""
    return next((fields[name] for name in names if fields.get(name)), ())


def _name(key: str) -> str:
    return _NOT_NAME.sub("", key).lower()


def _texts(value: object) -> tuple[str, ...]:
    """Return a value as texts; an author given in parts is put together."""
    if isinstance(value, dict):
        parts = (value.get("name"), value.get("given"), value.get("family"))
        value = " ".join(part for part in parts if isinstance(part, str))
    if isinstance(value, list):
        return tuple(
            text for part in value if isinstance(part, str | dict) for text in _texts(part)
        )
    if not isinstance(value, str):
        return ()
    words = _WIKI.sub(r"\1", value).strip()
    return (words,) if words else ()
