"""The paper in a PDF: its pages are read by a process of its own, its text laid out there.

Knows how that process is asked and what may go wrong; `pdf_pages` knows PDF, `pdf_layout` knows
what papers look like.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.pdf_layout import Line, paper_in

FORMAT = "pdf"
# Papers with all their figures have 1 to 40 MB; the whole file is held in memory, twice.
MAX_PDF_BYTES = 100_000_000

_MAGIC = b"%PDF-"
_FEWEST_LETTERS = 200
_READER = "vectorstore.sources.pdf_pages"
_READER_HOME = Path(__file__).parents[2]
_TIMEOUT_S = 30.0  # more than the processor time it has; for a machine that is busy


def looks_like_pdf(head: bytes) -> bool:
    """Say whether bytes begin as a PDF does."""
    return head.lstrip().startswith(_MAGIC)


def read_pdf(data: bytes, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of the paper in a PDF.

    Raises SourceUnreadable for one that is damaged, encrypted, without text, or no paper.
    """
    pages, title = _first_pages(data, place)
    letters = sum(sign.isalpha() for page in pages for line in page for sign in line.text)
    if letters < _FEWEST_LETTERS:
        raise SourceUnreadable(
            f"{place} holds no text on its first pages: it may be scanned.",
            remedy="Run text recognition (OCR) over it first.",
        )
    try:
        paper = paper_in(pages, title)
    except Unfit as reason:
        raise SourceUnreadable(
            f"{place} is a PDF, but {reason}.", remedy="Give title and abstract as text or BibTeX."
        ) from None
    yield Draft(
        title=paper.title,
        abstract=paper.abstract,
        source=FORMAT,
        place=place,
        where="page 1",
        given_id=paper.given_id,
        other_ids=paper.other_ids,
        authors=paper.authors,
        date=paper.date,
        categories=paper.categories,
        version=paper.version,
    )


def _first_pages(data: bytes, place: str) -> tuple[list[tuple[Line, ...]], str]:
    """Return the lines of the first pages, and the title the file gives itself."""
    if len(data) > MAX_PDF_BYTES:
        raise SourceUnreadable(
            f"{place} is a PDF of more than {MAX_PDF_BYTES // 1_000_000} MB.",
            remedy="Give its title and abstract as text or BibTeX.",
        )
    answer = _asked(data)
    if "fault" not in answer:
        pages = [tuple(Line(*line) for line in page) for page in answer["pages"]]
        return pages, answer["title"]
    if answer["fault"] == "encrypted":
        raise SourceUnreadable(f"{place} is encrypted.", remedy="Save a copy without a password.")
    raise SourceUnreadable(
        f"{place} is a damaged PDF, or one made to be unreadable.", remedy="Fetch it again."
    )


def _asked(data: bytes) -> dict[str, Any]:  # the JSON that `pdf_pages` prints
    """Return what the reader of PDF says; it may crash, hang or run out of memory."""
    try:
        done = subprocess.run(  # noqa: S603 (ourselves; -m looks in this folder first, not the user's)
            [sys.executable, "-m", _READER],
            input=data,
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_S,
            cwd=_READER_HOME,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {"fault": "damaged"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
