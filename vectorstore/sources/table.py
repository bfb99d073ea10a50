"""Papers from tables: CSV and TSV of Zotero, Scopus, Web of Science, spreadsheets and data sets.

The columns are found by their names and the delimiter by which names it yields. Lines come in
numbered, rows go out one at a time, so a table may be of any size.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vectorstore.errors import SourceUnreadable
from vectorstore.identity import arxiv_version, canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.columns import by_field, field_of, missing
from vectorstore.sources.dates import read_date
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.markup import strip_markup
from vectorstore.sources.names import split_names

FORMAT = "table"

_DELIMITERS = ",\t;|"
_FEWEST_KNOWN = 2
# Longer first lines are prose or data; Zotero's header has 1,400 characters.
_MAX_HEADER_CHARS = 10_000
_KEYWORD_BREAK = re.compile(r"\s*[;|\n]\s*")
_COMMA = re.compile(r"\s*[,\n]\s*")
_LISTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_SCOPUS_NUMBER = re.compile(r"\s*\(\d{6,}\)")
_ADDRESS = re.compile(r"https?://[^\s;|]+")


@dataclass(frozen=True, slots=True)
class _Header:
    """The names of the columns, and what stands between them."""

    delimiter: str
    columns: tuple[str, ...]

    @property
    def known(self) -> int:
        """Count the columns that tell of papers."""
        return sum(field_of(column) is not None for column in self.columns)


def looks_like_table(head: str) -> bool:
    """Say whether the first line names columns that tell of papers."""
    first = next((line for line in head.lstrip("\ufeff").splitlines() if line.strip()), "")
    if len(first) > _MAX_HEADER_CHARS or first.lstrip().startswith(("{", "[", "<", "@", "#", "|")):
        return False
    return _header(first).known >= _FEWEST_KNOWN


def read_table(lines: Iterable[tuple[int, str]], place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each row in order, or the reason why there is none; skip blank rows.

    Raises SourceUnreadable when the columns tell of no title or no abstract.
    """
    numbered = iter(lines)
    number, first = next(((n, line) for n, line in numbered if line.strip()), (1, ""))
    header = _header(first)
    if lacking := missing(header.columns):
        named = ", ".join(repr(column[:40]) for column in header.columns[:30])
        raise SourceUnreadable(
            f"{place} is a table without {' and '.join(lacking)}: its columns are {named}.",
            remedy="Export it with titles and abstracts, or name the columns so.",
        )
    yield from _rows((line for _, line in numbered), header, place, above=number)


def _header(line: str) -> _Header:
    """Return the header that a first line is, with the delimiter that yields the most names."""
    headers = [_Header(delimiter, _cells(line, delimiter)) for delimiter in _DELIMITERS]
    return max(headers, key=lambda header: header.known)


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:  # a sign that no text has, or a cell of 131,072 characters
        return ()
    return tuple(cell.strip() for cell in cells)


def _rows(
    texts: Iterable[str], header: _Header, place: str, *, above: int
) -> Iterator[Draft | Rejection]:
    """Yield what the rows below line `above` hold."""
    # Web of Science quotes nothing: there a quotation mark is one.
    unquoted = {"PT", "UT"} <= set(header.columns)
    rows = csv.reader(
        texts, delimiter=header.delimiter, quoting=csv.QUOTE_NONE if unquoted else csv.QUOTE_MINIMAL
    )
    while True:
        where = f"line {above + rows.line_num + 1}"
        try:
            row = next(rows)
            if any(cell.strip() for cell in row):
                yield _draft(dict(zip(header.columns, row, strict=False)), place, where)
        except StopIteration:
            return
        except csv.Error as error:  # a quotation that never ends, at 131,072 characters
            yield Rejection(place, where, f"a row that cannot be read: {error}")
        except Unfit as reason:
            yield Rejection(place, where, str(reason))


def _draft(row: Mapping[str, str], place: str, where: str) -> Draft:
    filled = {name: cell.strip() for name, cell in row.items() if cell.strip()}
    cells = by_field(filled)
    if "title" not in cells:
        raise Unfit("no title")
    title = cells["title"][0]
    if "abstract" not in cells:
        raise Unfit(f"no abstract for {title[:80]!r}")
    urls = [found[0] for cell in cells.get("url", []) if (found := _ADDRESS.search(cell))]
    named = [*cells.get("arxiv", []), *cells.get("id", [])]
    ids = canonical_ids(*named, *cells.get("doi", []), *urls)
    dates = [read_date(cell) or cell for cell in cells.get("date", [])]
    return Draft(
        title=strip_markup(title),
        abstract=strip_markup(cells["abstract"][0]),
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        other_ids=ids[1:],
        authors=split_names(_SCOPUS_NUMBER.sub("", cells.get("authors", [""])[0])),
        date=next(iter(dates), None),
        url=next(iter(urls), None),
        categories=_keywords(cells.get("keywords", [])),
        version=arxiv_version(*named, *urls),
        venue=next(iter(cells.get("venue", [])), None),
    )


def _keywords(cells: Iterable[str]) -> tuple[str, ...]:
    """Return the words of several columns, each once; a program's list is read as one."""
    words: list[str] = []
    for cell in cells:
        if cell.startswith("[") and cell.endswith("]"):
            words += ["".join(match) for match in _LISTED.findall(cell)]
        else:
            words += (_KEYWORD_BREAK if ";" in cell or "|" in cell else _COMMA).split(cell)
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))
