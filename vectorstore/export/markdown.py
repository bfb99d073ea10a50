"""Papers as a reading list in Markdown: a heading with a link, the facts, the abstract, notes.

Everything from a paper is escaped: none of it can become a heading, a link or HTML.
"""

from collections.abc import Iterable, Iterator
from typing import TextIO

from vectorstore.export.fields import one_line, web_address
from vectorstore.records import Paper, Record
from vectorstore.sources.extension import NAME, extension_text
from vectorstore.sources.markdown_text import escape_item, escape_line
from vectorstore.sources.paperbot_markdown import SIGN


def write_markdown(records: Iterable[Record], out: TextIO) -> int:
    """Write records as a reading list; return how many."""
    count = 0
    out.write(f"{SIGN}\n# Reading list\n")
    for record in records:
        blocks = (*_blocks(record.paper), f"<!-- {NAME} {extension_text(record)} -->")
        out.writelines(f"\n{block}\n" for block in blocks)
        count += 1
    return count


def _blocks(paper: Paper) -> Iterator[str]:
    title = escape_line(one_line(paper.title))
    address = web_address(paper)
    yield f"## [{title}]({escape_item(address)})" if address else f"## {title}"
    if facts := "\n".join(_facts(paper)):
        yield facts
    yield escape_line(one_line(paper.abstract))
    if notes := [one_line(line) for line in paper.notes.splitlines()]:
        yield "\n".join(f"> {escape_line(line)}".rstrip() for line in notes)


def _facts(paper: Paper) -> Iterator[str]:
    told = {
        "Authors": paper.authors,
        "Date": (paper.date or "",),
        "Venue": (paper.venue or "",),
        "Categories": paper.categories,
        "Tags": paper.tags,
    }
    for label, values in told.items():
        items = [escape_item(one_line(value)) for value in values if value]
        if items:
            yield f"- {label}: {', '.join(items)}"
