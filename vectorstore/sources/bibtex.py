"""Papers from BibTeX: of Zotero, JabRef, Google Scholar, arXiv, DBLP, ACL, and our own exports.

The one file that imports bibtexparser. LaTeX is handed over as it stands, only the braces that
protect case are undone. A broken entry is rejected with its line, and the others come in.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TypeAlias

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import (
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
)

from vectorstore.errors import SourceUnreadable
from vectorstore.identity import arxiv_version, canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.bibtex_text import unescape_text, unprotect
from vectorstore.sources.dates import read_date, read_parts
from vectorstore.sources.draft import MAX_ABSTRACT_CHARS, Draft, Unfit
from vectorstore.sources.extension import NAME, read_extension, restored
from vectorstore.sources.names import split_names

FORMAT = "bibtex"

Fields: TypeAlias = Mapping[str, str]

_ENTRY = re.compile(
    r"^[ \t]{0,20}@[A-Za-z]{3,30}[ \t]{0,20}[{(]\s{0,50}"
    r"(?:[^\s,{}()\"=#%]{0,200}\s{0,50},\s{0,50}[A-Za-z][\w-]{0,50}|[A-Za-z][\w-]{0,50})\s{0,50}=",
    re.MULTILINE,
)
# JabRef and Mendeley say some words first; a page that quotes an entry far down is no bibliography.
_MAX_PREAMBLE_CHARS = 2_000
_MACROS = {name: name for name in "jan feb mar apr may jun jul aug sep oct nov dec".split()}
# What is longer is refused; cut here, because macros that double each other grow without end.
_MAX_VALUE_CHARS = 2 * MAX_ABSTRACT_CHARS + 1
_DELIMITER = re.compile(r'(?<!\\)[{}"#]')
_INHERITED = ("year", "month", "date", "booktitle", "journal", "journaltitle")
_ARXIV_WORDS = re.compile(
    r"arxiv[: ]\s*([a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE
)
_ARXIV_VENUE = re.compile(r"(?:e-?prints?,? )?arxiv.*|corr|(?:arxiv )?preprint", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s{}<>\"]+")
_URL_ESCAPE = re.compile(r"\{?\\([%&#_$~])\}?|\\(?:url|href)")
_KEYWORD_BREAK = re.compile(r"\s*[,;]\s*")


def looks_like_bibtex(head: str) -> bool:
    """Say whether a text begins with an entry, or with a few words and then one."""
    found = _ENTRY.search(head)
    if found is None or head.lstrip("\ufeff \t\r\n").startswith(("{", "[", "<", "TY  -")):
        return False
    before = head[: found.start()]
    return len(before) <= _MAX_PREAMBLE_CHARS and "```" not in before and "~~~" not in before


def read_bibtex(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each entry in order, or the reason why there is none.

    Raises SourceUnreadable when no entry is found.
    """
    # Failed blocks come back as values and are reported as rejections, not on stderr.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    library = parse_string(text, parse_stack=[])
    if not library.entries and not library.failed_blocks:
        raise SourceUnreadable(
            f"{place} holds no BibTeX entry.", remedy="Export the list as BibTeX again."
        )
    macros: dict[str, str] = dict(_MACROS)
    for string in library.strings:
        macros[string.key.lower()] = _resolved(string.value, macros)
    blocks = [(block, _entry_of(block)) for block in library.blocks]
    parents = _parents([entry for _, entry in blocks if entry is not None], macros)
    for block, entry in blocks:
        where = f"line {(block.start_line or 0) + 1}"
        try:
            if entry is not None:
                yield _draft(_inherit(_fields(entry, macros), parents), place, where)
            elif isinstance(block, ParsingFailedBlock):
                yield Rejection(place, where, _fault(block))
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def _entry_of(block: Block) -> Entry | None:
    """Return the entry of a block; that a key or field is told twice is no reason to refuse it."""
    inner: Block | None = block
    while isinstance(inner, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = inner.ignore_error_block
    return inner if isinstance(inner, Entry) else None


def _fault(block: ParsingFailedBlock) -> str:
    reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
    return f"broken BibTeX: {reason[:200]}"


def _fields(entry: Entry, macros: Fields) -> dict[str, str]:
    """Return the fields by name in lower case, the first of each, macros and `#` resolved."""
    fields: dict[str, str] = {}
    for field in entry.fields:
        fields.setdefault(field.key.lower(), _resolved(field.value, macros))
    return fields


def _resolved(value: str, macros: Fields) -> str:
    """Return the text of a value: `{a} # b # "c"` joined, its delimiters taken off."""
    joined = ""
    for piece in _pieces(value):
        part = piece.strip()
        if len(part) > 1 and part[0] + part[-1] in {"{}", '""'}:
            joined += part[1:-1]
        else:
            joined += macros.get(part.lower(), part)
        if len(joined) > _MAX_VALUE_CHARS:
            return joined[:_MAX_VALUE_CHARS]
    return joined.strip()


def _pieces(value: str) -> Iterator[str]:
    """Cut a value at each `#` outside braces and quotes."""
    depth, start = 0, 0
    quoted = False
    for sign in _DELIMITER.finditer(value):
        if sign[0] == '"':
            quoted ^= depth == 0
        elif sign[0] != "#":
            depth += 1 if sign[0] == "{" else -1
        elif depth == 0 and not quoted:
            yield value[start : sign.start()]
            start = sign.end()
    yield value[start:]


def _parents(entries: list[Entry], macros: Fields) -> dict[str, dict[str, str]]:
    """Return the fields of the entries that others refer to with `crossref`, by key."""
    wanted = {
        _resolved(field.value, macros).lower()
        for entry in entries
        for field in entry.fields
        if field.key.lower() == "crossref"
    }
    found = {key: entry for entry in entries if (key := entry.key.lower()) in wanted}
    return {key: _fields(entry, macros) for key, entry in found.items()}


def _inherit(fields: dict[str, str], parents: Mapping[str, Fields]) -> Fields:
    parent = parents.get(fields.get("crossref", "").lower())
    if parent is None:
        return fields
    told = {name: parent[name] for name in _INHERITED if name in parent}
    title = {"booktitle": parent["title"]} if "title" in parent else {}
    return {**title, **told, **fields}


def _draft(fields: Fields, place: str, where: str) -> Draft:
    title, abstract = fields.get("title", ""), fields.get("abstract", "")
    if not title:
        raise Unfit("no title")
    if not abstract:
        raise Unfit(f"no abstract for {unprotect(title)[:80]!r}")
    told = read_extension(fields[NAME]) if NAME in fields else None
    ids = _ids(fields)
    venue = _first(fields, "journal", "journaltitle", "booktitle", "series")
    draft = Draft(
        title=_text(title),
        abstract=_text(abstract),
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        other_ids=ids[1:],
        authors=tuple(_authors(fields.get("author", ""))),
        date=read_date(fields.get("date", ""))
        or read_parts(fields.get("year", ""), fields.get("month", ""), fields.get("day", "")),
        url=_url(fields),
        categories=_categories(fields),
        version=arxiv_version(fields.get("eprint")),
        venue=None if not venue or _ARXIV_VENUE.fullmatch(venue) else _text(venue),
        notes="" if told is None else _text(fields.get("annote", "")),
    )
    return draft if told is None else restored(draft, told)


def _text(value: str) -> str:
    """Return the text of a value of ours, or the LaTeX of one of another program."""
    plain = unescape_text(value)
    return unprotect(value) if plain is None else plain


def _first(fields: Fields, *names: str) -> str:
    return next((fields[name] for name in names if fields.get(name)), "")


def _authors(value: str) -> Iterator[str]:
    value = value[:_MAX_VALUE_CHARS]
    names: list[str] = split_multiple_persons_names(value)
    if len(names) == 1 and value.count(",") > 1 and "{" not in value:  # not as BibTeX wants it
        names = list(split_names(value))
    for name in names:
        if name.strip() and name.strip() != "others":
            parts = parse_single_name_into_parts(name, strict=False)
            yield _name(parts.merge_first_name_first)


def _name(value: str) -> str:
    """Return a name; one that we wrote in braces must not be taken apart."""
    whole = unescape_text(value[1:-1]) if value[:1] + value[-1:] == "{}" else None
    return _text(value) if whole is None else whole


def _ids(fields: Fields) -> tuple[str, ...]:
    """Return the ids that an entry names, arXiv's first, then its DOI."""
    archive = _first(fields, "archiveprefix", "eprinttype").lower()
    eprint = fields.get("eprint") if archive in {"", "arxiv"} else None
    places = (fields.get(name, "") for name in ("journal", "volume", "number", "howpublished"))
    quoted = (_ARXIV_WORDS.search(words[:_MAX_PREAMBLE_CHARS]) for words in places)
    doi = _URL_ESCAPE.sub(r"\1", fields.get("doi", ""))
    return canonical_ids(
        eprint, fields.get("arxivid"), _url(fields), *(found and found[1] for found in quoted), doi
    )


def _url(fields: Fields) -> str | None:
    named = (fields.get(name, "") for name in ("url", "ee", "link", "howpublished"))
    plain = (_URL_ESCAPE.sub(r"\1", words) for words in named)
    return next((found[0] for words in plain if (found := _ADDRESS.search(words))), None)


def _categories(fields: Fields) -> tuple[str, ...]:
    names = ("keywords", "keyword", "author_keywords")
    listed = chain.from_iterable(_KEYWORD_BREAK.split(fields.get(name, "")) for name in names)
    words = (_text(word).strip() for word in (fields.get("primaryclass", ""), *listed))
    return tuple(dict.fromkeys(word for word in words if word))
