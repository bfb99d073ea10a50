"""The one way in for papers: opens a file, recognises its format from its content, reads it.

The name of the file is not looked at. Reads each format through its own module and knows none of
their rules.
"""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.files import numbered_lines, open_text
from vectorstore.sources.hf_page import read_page
from vectorstore.sources.jsonl import MAX_LINE_CHARS, parse_object, read_jsonl

# Enough to tell JSON lines with a few bad ones at the top from a text that holds a brace.
_SAMPLE_LINES = 20
# A page of 66 papers has 0.1 MB. JSON lines are streamed and may be of any size.
_MAX_PAGE_CHARS = 20_000_000


def read_source(path: Path) -> Iterator[Draft | Rejection]:
    """Yield the drafts of a file, and a rejection for each piece that is none.

    Raises SourceUnreadable when the file cannot be opened or decoded, or is no list of papers.
    """
    place = str(path)
    with open_text(path) as stream:
        lines = numbered_lines(stream, MAX_LINE_CHARS)
        filled = ((number, line) for number, line in lines if line.strip())
        sample = list(islice(filled, _SAMPLE_LINES))
        if not sample:
            raise SourceUnreadable(f"{path} holds no text.", remedy="Check that it was saved.")
        if _is_jsonl([line for _, line in sample]):
            yield from read_jsonl(chain(sample, lines), place)
            return
        stream.seek(0)
        text = stream.read(_MAX_PAGE_CHARS + 1)
        if len(text) > _MAX_PAGE_CHARS:
            raise SourceUnreadable(
                f"{path} is too long for a saved page ({_MAX_PAGE_CHARS:,} characters).",
                remedy="Give large lists of papers as JSON lines.",
            )
        yield from read_page(text, place)


def _is_jsonl(sample: list[str]) -> bool:
    """Say whether most lines open an object and at least one holds a whole one."""
    opened = [line for line in sample if line.lstrip().startswith("{")]
    return 2 * len(opened) >= len(sample) and any(_is_object(line) for line in opened)


def _is_object(line: str) -> bool:
    try:
        parse_object(line)
    except Unfit:
        return False
    return True
