"""What was found over the whole library: how it is put in words, quoted and cited.

Knows no question and no library.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.types import Citation, Claim, Listing, Refusal, Table
from vectorstore.records import Paper, Sentence

# A reader of an answer sees a page of a list; `listing` has all of it.
PAGE_PAPERS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of an answer that no model wrote; `claims` is empty exactly where `refusal` is given.

    `computed` is the statement about the library, `text` all that a reader sees, with markers.
    """

    computed: str | None = None
    text: str = ""
    claims: tuple[Claim, ...] = ()
    listing: Listing | None = None
    table: Table | None = None
    refusal: Refusal | None = None


def cite(paper: Paper, sentence: Sentence) -> Citation:
    """Return the citation of a sentence, its words copied from the record by offset."""
    start, end = sentence.start, sentence.end
    return Citation(paper, sentence.n, start, end, paper.abstract[start:end])


def quote(citation: Citation) -> Claim:
    """Return a sentence of a paper as a statement of its own."""
    return Claim(citation.quote, "quoted", (citation,))


def numbered(citations: Iterable[Citation]) -> dict[str, int]:
    """Return the place of each paper cited, from 1, by its id."""
    ids = dict.fromkeys(citation.paper.id for citation in citations)
    return {paper_id: place for place, paper_id in enumerate(ids, start=1)}


def listed_text(computed: str, listing: Listing) -> str:
    """Return a list as one text, a page of it, with markers."""
    page = listing.items[:PAGE_PAPERS]
    places = numbered(item.citation for item in page if item.citation)
    lines = [computed]
    for item in page:
        said = f": “{item.citation.quote}” [{places[item.paper.id]}]" if item.citation else ""
        lines.append(f"- {item.paper.title}{said}")
    more = listing.total - len(page)
    return "\n".join([*lines, *([f"… and {more:,} more."] if more else [])])


def table_text(computed: str, table: Table) -> str:
    """Return a comparison as one text, aspect by aspect, with markers."""
    places = numbered(cell for row in table.rows for cell in row.cells if cell)
    lines = [computed]
    for row in table.rows:
        lines.append(f"{row.aspect}")
        for paper, cell in zip(table.papers, row.cells, strict=True):
            said = f"“{cell.quote}” [{places[paper.id]}]" if cell else "not stated"
            lines.append(f"- {paper.title}: {said}")
    return "\n".join(lines)


def either(wordings: Sequence[str]) -> str:
    """Return wordings in quotation marks, any of which will do."""
    return " or ".join(f"“{wording}”" for wording in wordings)
