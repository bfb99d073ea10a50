"""The formats that papers come in, in the order in which they are tried on the start of a text.

The name of a file is not looked at. Knows how each is read (line by line, or whole) and none of
their rules.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.arxiv_feed import looks_like_arxiv_feed, read_arxiv_feed
from vectorstore.sources.arxiv_snapshot import looks_like_arxiv_snapshot, read_arxiv_snapshot
from vectorstore.sources.bibtex import looks_like_bibtex, read_bibtex
from vectorstore.sources.csl_json import looks_like_csl_json, read_csl_json
from vectorstore.sources.decoding import beginning, lines_of, text_of
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.files import GIVE_INSTEAD, HEAD_BYTES, Piece
from vectorstore.sources.hf_daily import looks_like_hf_daily, read_hf_daily
from vectorstore.sources.hf_html import looks_like_hf_html, read_hf_html
from vectorstore.sources.hf_page import read_page
from vectorstore.sources.json_list import looks_like_json_list, read_json_list
from vectorstore.sources.jsonl import MAX_LINE_CHARS, Fields, parse_object, read_jsonl
from vectorstore.sources.paperbot_markdown import (
    looks_like_paperbot_markdown,
    read_paperbot_markdown,
)
from vectorstore.sources.pdf import MAX_PDF_BYTES, looks_like_pdf, read_pdf
from vectorstore.sources.ris import looks_like_ris, read_ris
from vectorstore.sources.table import looks_like_table, read_table
from vectorstore.sources.text_paper import looks_like_text_paper, read_text_paper

Drafts: TypeAlias = Iterator[Draft | Rejection]
LinesReader: TypeAlias = Callable[[Iterable[tuple[int, str]], str], Drafts]
TextReader: TypeAlias = Callable[[str, str], Drafts]

# A page of 66 papers has 0.1 MB.
_MAX_PAGE_CHARS = 20_000_000
# The largest bibliography known, of computational linguistics with abstracts, has 0.2 GB.
_MAX_LIST_CHARS = 400_000_000
# Enough to tell JSON lines with a few bad ones at the top from a text that holds a brace.
_SAMPLE_LINES = 20
_PAPER_KEYS = frozenset(("title", "abstract"))


@dataclass(frozen=True, slots=True)
class ByLine:
    """A format that is read line by line, in constant memory whatever its size.

    A `legacy` one may be in Windows-1252, as bibliographies of older programs are.
    """

    looks_like: Callable[[str], bool]
    reader: LinesReader
    legacy: bool = False

    def drafts(self, piece: Piece) -> Drafts:
        """Yield the drafts of a piece in this format."""
        lines = lines_of(piece, MAX_LINE_CHARS, legacy=self.legacy)
        return self.reader(lines, piece.place)


@dataclass(frozen=True, slots=True)
class Whole:
    """A format whose text is read whole; `legacy` as in `ByLine`."""

    looks_like: Callable[[str], bool]
    reader: TextReader
    limit_chars: int = _MAX_LIST_CHARS
    legacy: bool = False

    def drafts(self, piece: Piece) -> Drafts:
        """Yield the drafts of a piece in this format."""
        text = text_of(piece, self.limit_chars, legacy=self.legacy)
        return self.reader(text, piece.place)


def _is_jsonl(head: str) -> bool:
    """Say whether most lines open an object and at least one holds a whole one.

    One object alone is only taken where it is a paper: others hold lists of papers.
    """
    filled = [line for line in head.split("\n") if line.strip()][:_SAMPLE_LINES]
    opened = [line for line in filled if line.lstrip().startswith("{")]
    objects = [fields for line in opened if (fields := _object(line)) is not None]
    if not objects or 2 * len(opened) < len(filled):
        return False
    return len(filled) > 1 or not _PAPER_KEYS.isdisjoint(objects[0])


def _object(line: str) -> Fields | None:
    try:
        return parse_object(line)
    except Unfit:
        return None


# The stricter a format's signs, the earlier it is asked.
FORMATS: tuple[ByLine | Whole, ...] = (
    Whole(looks_like_paperbot_markdown, read_paperbot_markdown),
    ByLine(looks_like_arxiv_snapshot, read_arxiv_snapshot),
    Whole(looks_like_arxiv_feed, read_arxiv_feed),
    Whole(looks_like_hf_html, read_hf_html, _MAX_PAGE_CHARS),
    Whole(looks_like_hf_daily, read_hf_daily),
    Whole(looks_like_csl_json, read_csl_json),
    ByLine(_is_jsonl, read_jsonl),
    Whole(looks_like_json_list, read_json_list),
    Whole(looks_like_bibtex, read_bibtex, legacy=True),
    Whole(looks_like_ris, read_ris, legacy=True),
    ByLine(looks_like_table, read_table, legacy=True),
    Whole(looks_like_text_paper, read_text_paper, _MAX_PAGE_CHARS),
)


def drafts_of(piece: Piece) -> Drafts:
    """Yield the drafts of a piece that is no archive. Raises SourceUnreadable."""
    if looks_like_pdf(piece.head):
        yield from read_pdf(piece.stream.read(MAX_PDF_BYTES + 1), piece.place)
        return
    head = beginning(piece)
    if not head.strip() and len(piece.head) < HEAD_BYTES:
        raise SourceUnreadable(f"{piece.place} holds no text.", remedy="Check that it was saved.")
    for form in FORMATS:
        if form.looks_like(head):
            yield from form.drafts(piece)
            return
    text = text_of(piece, _MAX_PAGE_CHARS)
    try:  # a page has no signs of its own: it must read like titles and abstracts all the way
        yield from read_page(text, piece.place)
    except SourceUnreadable:
        raise SourceUnreadable(
            f"{piece.place} is no list of papers in a format known here.", remedy=GIVE_INSTEAD
        ) from None
