"""Papers as RIS, for reference managers: a tag and a value a line."""

from collections.abc import Iterable, Iterator
from typing import TextIO

from vectorstore.export.citation_keys import CitationKeys
from vectorstore.export.fields import (
    arxiv_number,
    date_parts,
    doi,
    is_meeting,
    keywords,
    one_line,
    web_address,
)
from vectorstore.export.names import family_and_given
from vectorstore.records import Paper, Record
from vectorstore.sources.extension import NAME, extension_text
from vectorstore.sources.ris import EXTENSION_TAG


def write_ris(records: Iterable[Record], out: TextIO) -> int:
    """Write records as RIS; return how many."""
    keys = CitationKeys()
    count = 0
    for record in records:
        lines = [
            ("TY", _kind(record.paper)),
            ("ID", keys.take(record.paper)),
            *_fields(record.paper),
            (EXTENSION_TAG, f"{NAME} {extension_text(record)}"),
            ("ER", ""),
        ]
        out.writelines(f"{tag}  - {one_line(value)}\n" for tag, value in lines)
        out.write("\n")
        count += 1
    return count


def _kind(paper: Paper) -> str:
    if paper.venue is None:
        return "UNPB"
    return "CONF" if is_meeting(paper.venue) else "JOUR"


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TI", paper.title
    for name in paper.authors:
        yield "AU", ", ".join(part for part in family_and_given(name) if part)
    date = date_parts(paper)
    if date:
        year, month, day = (*(f"{part:02}" for part in date), "", "")[:3]
        yield "PY", year
        yield "DA", f"{year}/{month}/{day}/"
    if paper.venue:
        yield "T2", paper.venue
    yield "AB", paper.abstract
    if number := arxiv_number(paper):
        yield "AN", f"arXiv:{number}"
    if work := doi(paper):
        yield "DO", work
    if address := web_address(paper):
        yield "UR", address
    for word in keywords(paper):
        yield "KW", word
    if paper.notes:
        yield "N1", paper.notes
