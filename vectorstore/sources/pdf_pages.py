"""The first pages of a PDF as lines with their sizes: a program of its own, PDF in, JSON out.

A PDF comes from strangers and is read by native code: 75 kB can unpack to a page that takes 3 s and
0.5 GB, and what crashes the reader would crash the library. So it runs in a process with limits
(`vectorstore.sources.pdf` starts it), which costs some 0.1 s a file.

Pages are read by pdfium, the reader of Chromium: on the layouts of our tests it gave the right
order of lines, whole ligatures and a mark where a word was broken, in 10 ms. pypdf (30 ms) keeps
ligatures and hyphens as they are, pdfminer.six (40 to 90 ms) put the second column of a page before
an abstract without a heading.
"""

import ctypes
import json
import math
import statistics
import sys
from itertools import pairwise
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MEMORY_BYTES = 2_000_000_000
CPU_S = 20
_PAGES = 2
# A dense page has 8,000 characters.
_MAX_PAGE_CHARS = 30_000
_SAMPLES_A_LINE = 8
# Two columns of names stand wider apart than this, in sizes of their letters; words never do.
_TAB_SIZES = 1.3
_NEEDS_PASSWORD = 4
# How pdfium writes the hyphen of a word broken at the end of a line, and how Unicode does.
_BROKEN_WORD = str.maketrans("\x02", "\u00ad")

# pypdfium2 has no type hints, and a ctypes handle no shape: document, page and text page.
Handle = Any


def main() -> None:
    """Read a PDF from standard input; print its lines, or what is wrong with it, as JSON."""
    _limit()
    try:
        answer = _pages(sys.stdin.buffer.read())
    except pypdfium2.PdfiumError as error:
        locked = error.err_code == _NEEDS_PASSWORD
        answer = {"fault": "encrypted" if locked else "damaged"}
    json.dump(answer, sys.stdout)


def _limit() -> None:
    """Give this process a bound on memory and time, where the system can."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 (not there on Windows)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))


def _pages(data: bytes) -> dict[str, object]:
    """Return the title a PDF gives itself and the lines of its first pages: text, size, upright."""
    with pypdfium2.PdfDocument(data) as document:
        pages = [_lines(document[number]) for number in range(min(_PAGES, len(document)))]
        return {"title": document.get_metadata_value("Title"), "pages": pages}


def _lines(page: Handle) -> list[tuple[str, float, bool]]:
    text_page = page.get_textpage()
    count = min(text_page.count_chars(), _MAX_PAGE_CHARS)
    signs = [chr(pdfium.FPDFText_GetUnicode(text_page, at)) for at in range(count)]
    lines: list[tuple[str, float, bool]] = []
    start = 0
    for at in [*(at for at, sign in enumerate(signs) if sign == "\n"), count]:
        shown = [index for index in range(start, at) if not signs[index].isspace()]
        if shown:
            size, upright = _look(text_page, shown)
            words = [signs[shown[0]]]
            for before, index in pairwise(shown):
                if index > before + 1:
                    words.append(_space(text_page, before, index, size))
                words.append(signs[index])
            lines.append(("".join(words).translate(_BROKEN_WORD), size, upright))
        start = at + 1
    return lines


def _space(text_page: Handle, before: int, after: int, size: float) -> str:
    """Return what parts two signs: a tab where so much room is between them, else a space."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text_page, before, left, right, bottom, top)
    end = right.value
    pdfium.FPDFText_GetCharBox(text_page, after, left, right, bottom, top)
    return "\t" if left.value - end > _TAB_SIZES * size else " "


def _look(text_page: Handle, shown: list[int]) -> tuple[float, bool]:
    """Return the size in points of most signs of a line, and whether it runs as text does."""
    step = max(1, len(shown) // _SAMPLES_A_LINE)
    matrix = pdfium.FS_MATRIX()
    sizes: list[float] = []
    upright = True
    for at in shown[::step]:
        pdfium.FPDFText_GetMatrix(text_page, at, matrix)
        sizes.append(pdfium.FPDFText_GetFontSize(text_page, at) * math.hypot(matrix.c, matrix.d))
        upright = abs(matrix.b) <= abs(matrix.a)
    return statistics.median(sizes), upright


if __name__ == "__main__":
    main()
