"""Papers from a saved Hugging Face Papers page: a day, week or month, what is trending, one paper.

The page carries what it shows a second time, as JSON in the `data-props` of an element that its
script fills; that is read, whole and exact, and not what is on the screen, which cuts abstracts
off. Web archives are opened first. Knows nothing of files.
"""

import json
from collections.abc import Iterator

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.hf_entry import HUB, read_entries
from vectorstore.sources.web_archive import is_web_archive, page_of_archive
from vectorstore.sources.web_page import elements_with

FORMAT = "hf-papers-html"

_STARTS = ("<!doctype html", "<html", "<head", "<!--")
_MARKS = ("SVELTE_HYDRATER", "huggingface.co/papers")
_PROPS = "data-props"


def looks_like_hf_html(head: str) -> bool:
    """Say whether a text begins like a page of the hub, as HTML or as a web archive."""
    is_page = head[:100].lstrip("\ufeff \t\r\n").lower().startswith(_STARTS)
    return (is_page or is_web_archive(head)) and any(mark in head for mark in _MARKS)


def read_hf_html(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the drafts of a page in order, and a rejection for each entry that is no paper.

    Raises SourceUnreadable when the page holds no papers in a form that can be read.
    """
    page = page_of_archive(text) if is_web_archive(text) else text
    entries = None if page is None else _entries(page, place)
    if entries is None:
        raise SourceUnreadable(
            f"{place} is a web page without the data of Hugging Face Papers, or was cut off.",
            remedy=f"Save {HUB}/papers from the browser as a complete page, or "
            "copy its text into a file; a day can be added without saving, as in "
            "hf:daily:2025-03-10.",
        )
    yield from read_entries(entries, place, FORMAT)


def _entries(page: str, place: str) -> list[object] | None:
    """Return the entries of a list, else the one paper of its own page; None where none is.

    Raises SourceUnreadable.
    """
    alone: list[object] | None = None
    for attributes in elements_with(_PROPS, page, place):
        props = _parsed(attributes[_PROPS])
        papers = props.get("dailyPapers")
        if isinstance(papers, list):
            return papers
        paper = props.get("paper")
        # Small parts of the page know a paper too, but not its abstract.
        if alone is None and isinstance(paper, dict) and "summary" in paper:
            alone = [paper]
    return alone


def _parsed(props: str) -> dict[str, object]:
    """Return the JSON object that an attribute holds, an empty one where it holds none."""
    if '"dailyPapers"' not in props and '"paper"' not in props:
        return {}
    try:
        value: object = json.loads(props)
    except (ValueError, RecursionError):  # no JSON, a number of 5,000 digits, 100,000 brackets
        return {}
    return value if isinstance(value, dict) else {}
