"""Papers as CSL-JSON, for Zotero and Pandoc: one list, written item by item."""

import json
from collections.abc import Iterable
from typing import TextIO

from vectorstore.export.citation_keys import CitationKeys
from vectorstore.export.fields import (
    arxiv_number,
    date_parts,
    doi,
    is_meeting,
    keywords,
    web_address,
)
from vectorstore.export.names import family_and_given
from vectorstore.records import Paper, Record
from vectorstore.sources.extension import NAME, extension


def write_csl_json(records: Iterable[Record], out: TextIO) -> int:
    """Write records as one list of CSL items; return how many."""
    keys = CitationKeys()
    count = 0
    out.write("[")
    for count, record in enumerate(records, start=1):
        item = {"id": keys.take(record.paper), **_item(record.paper)}
        item["custom"] = {NAME: extension(record)}  # the schema's own place for what it lacks
        out.write(",\n" if count > 1 else "\n")
        out.write(json.dumps(item, ensure_ascii=False))
    out.write("\n]\n")
    return count


def _item(paper: Paper) -> dict[str, object]:
    number = arxiv_number(paper)
    item: dict[str, object] = {
        "type": _kind(paper),
        "title": paper.title,
        "author": [_person(name) for name in paper.authors],
        "issued": _issued(paper),
        "container-title": paper.venue,
        "abstract": paper.abstract,
        "number": f"arXiv:{number}" if number else None,
        "DOI": doi(paper),
        "URL": web_address(paper),
        "keyword": ", ".join(keywords(paper)),
        "note": paper.notes,
    }
    return {key: value for key, value in item.items() if value}


def _kind(paper: Paper) -> str:
    if paper.venue is None:
        return "article"  # what the schema calls a preprint
    return "paper-conference" if is_meeting(paper.venue) else "article-journal"


def _issued(paper: Paper) -> dict[str, object] | None:
    parts = date_parts(paper)
    if parts:
        return {"date-parts": [parts]}
    return {"literal": paper.date} if paper.date else None


def _person(name: str) -> dict[str, str]:
    family, given = family_and_given(name)
    return {"family": family, "given": given} if given else {"literal": name}
