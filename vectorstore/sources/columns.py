"""What other programs call the fields of a paper, in tables and in JSON.

The names of Zotero, Scopus, Web of Science, IEEE Xplore, PubMed, Semantic Scholar, OpenAlex and of
data sets seen in the wild, the better one first. Knows neither tables nor JSON.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

_NAMES = {
    "title": "title articletitle documenttitle papertitle titles ti displayname",
    "abstract": "abstract abstractnote summary ab abstracttext paperabstract summaries abstracts",
    "authors": "authorfullnames af authors author au authornames authorships creators names",
    "date": "publicationdate date published publisheddate datepublished publishedat issued updated"
    " coverdate submitted year publicationyear pubyear py",
    "arxiv": "arxivid arxiv eprint archiveid",
    "doi": "doi di",
    "url": "url link links urls pdfurl pdflink landingpageurl entryid",
    "id": "id paperid identifier key ut",
    "venue": "journal sourcetitle publicationtitle venue journaltitle journalref containertitle"
    " booktitle conference so journalname conferencename",
    "keywords": "categories category primarycategory keywords authorkeywords de subjects subject"
    " terms fieldsofstudy topics tags manualtags automatictags indexkeywords",
}
_RANKS = {
    name: (field, rank)
    for field, names in _NAMES.items()
    for rank, name in enumerate(names.split())
}
_NOT_WORD = re.compile(r"[\W_]+")

Value = TypeVar("Value")


def field_of(name: str) -> str | None:
    """Return which field of a paper a column or key tells of ("Abstract Note": abstract)."""
    return _RANKS.get(_plain(name), (None, 0))[0]


def by_field(row: Mapping[str, Value]) -> dict[str, list[Value]]:
    """Return the values of a row by the field they tell of, the better names first."""
    known = [(*_RANKS[_plain(name)], name) for name in row if _plain(name) in _RANKS]
    fields: dict[str, list[Value]] = {}
    for field, _, name in sorted(known):
        fields.setdefault(field, []).append(row[name])
    return fields


def missing(names: Iterable[str]) -> list[str]:
    """Return which of title and abstract no column tells of."""
    told = {field_of(name) for name in names}
    return [field for field in ("title", "abstract") if field not in told]


def _plain(name: str) -> str:
    return _NOT_WORD.sub("", name[:100]).casefold()
