"""Papers as BibTeX, for LaTeX and reference managers: signs escaped, accents as they are."""

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
from vectorstore.sources.bibtex_text import escape_text
from vectorstore.sources.extension import NAME, extension_text

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Addresses are not LaTeX: only what would end a value is written as percent signs.
_ADDRESS_SIGNS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '{}\\"<>^`'})


def write_bibtex(records: Iterable[Record], out: TextIO) -> int:
    """Write records as BibTeX entries; return how many."""
    keys = CitationKeys()
    count = 0
    for record in records:
        paper = record.paper
        lines = [*_fields(paper), f"{NAME} = {{{extension_text(record)}}}"]
        body = "".join(f"  {line},\n" for line in lines)
        out.write(f"@{_kind(paper)}{{{keys.take(paper)},\n{body}}}\n\n")
        count += 1
    return count


def _kind(paper: Paper) -> str:
    if paper.venue is None:
        return "misc"
    return "inproceedings" if is_meeting(paper.venue) else "article"


def _fields(paper: Paper) -> Iterator[str]:
    yield _text("title", paper.title)
    if paper.authors:
        yield f"author = {{{' and '.join(_name(name) for name in paper.authors)}}}"
    date = date_parts(paper)
    if date:
        yield f"year = {{{date[0]:04}}}"
        yield from (f"month = {_MONTHS[month - 1]}" for month in date[1:2])
        yield from (f"day = {{{day}}}" for day in date[2:])
    if paper.venue:
        yield _text("booktitle" if is_meeting(paper.venue) else "journal", paper.venue)
    if number := arxiv_number(paper):
        yield f"eprint = {{{number.translate(_ADDRESS_SIGNS)}}}"
        yield "archiveprefix = {arXiv}"
    if name := doi(paper):
        yield f"doi = {{{name.translate(_ADDRESS_SIGNS)}}}"
    if address := web_address(paper):
        yield f"url = {{{address.translate(_ADDRESS_SIGNS)}}}"
    if words := keywords(paper):
        yield _text("keywords", ", ".join(words))
    yield _text("abstract", paper.abstract)
    if paper.notes:
        yield _text("annote", paper.notes)


def _text(name: str, value: str) -> str:
    return f"{name} = {{{escape_text(one_line(value))}}}"


def _name(name: str) -> str:
    """Return "Family, Given", or the name in braces where it must not be taken apart."""
    escaped = escape_text(one_line(name))
    family, given = family_and_given(escaped)
    return f"{family}, {given}" if given and escaped == name else f"{{{escaped}}}"
