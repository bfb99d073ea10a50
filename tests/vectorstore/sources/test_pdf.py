"""Papers in PDF, drawn here in the layouts that papers have, are found on their first pages."""

import io
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.contents import read_bytes
from vectorstore.sources.draft import Draft

# reportlab has no type hints.
Draw: TypeAlias = Callable[[Any], None]

WIDTH, HEIGHT = A4
TITLE = ("Routes Through Citation Graphs:", "Reading Less and Finding More")
ABSTRACT = (
    "Finding the paper that answers a question is slow when a col-",
    "lection is large. We present a method that \ufb01nds low-cost",
    "routes through a graph of citations and reads only 3.5% of the",
    "abstracts. On four collections it is 2.4 times faster than a",
    "scan, and its results lose 0.3 points of recall.",
)
AS_READ = (
    "Finding the paper that answers a question is slow when a collection is large. We present a "
    "method that finds low-cost routes through a graph of citations and reads only 3.5% of the "
    "abstracts. On four collections it is 2.4 times faster than a scan, and its results lose 0.3 "
    "points of recall."
)
BODY = (
    "Nobody reads everything that is published in a field any more.",
    "The number of papers doubles every few years, and a scan of all",
    "of them takes hours. Earlier work has cut the time with trees.",
) * 4


def pdf(*pages: Draw, title: str = "", password: str | None = None) -> bytes:
    """Return a PDF of pages drawn one after the other."""
    if "Vera" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))  # comes with reportlab; has ligatures
    lock = None if password is None else StandardEncryption(password, canPrint=0)
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=A4, encrypt=lock)
    canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def write(canvas: Any, x: float, y: float, lines: Sequence[str], size: float) -> float:  # noqa: ANN401 (see above)
    """Write lines from a place downwards; return the height below them."""
    canvas.setFont("Vera", size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= 1.25 * size
    return y


def head(canvas: Any) -> float:  # noqa: ANN401 (see above)
    """Write title and authors; return the height below them."""
    y = write(canvas, 100, HEIGHT - 90, TITLE, 17)
    byline = ("Ada Byron1, Karl Weiß2 and José García*", "1University of Somewhere", "ada@some.edu")
    return write(canvas, 140, y - 10, byline, 11) - 20


def stamp(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Print what arXiv prints up the left margin, larger than the title."""
    canvas.saveState()
    canvas.translate(30, 200)
    canvas.rotate(90)
    write(canvas, 0, 0, ["arXiv:2409.13740v2  [cs.CL]  20 Sep 2024"], 20)
    canvas.restoreState()


def one_column(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw a page with the abstract under its heading."""
    y = write(canvas, 260, head(canvas), ["Abstract"], 12)
    y = write(canvas, 130, y - 4, ABSTRACT, 10)
    y = write(canvas, 100, y - 12, ["1  Introduction"], 12)
    write(canvas, 100, y - 4, BODY, 10)


def stamped(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw the same page as arXiv gives it out."""
    stamp(canvas)
    one_column(canvas)


def two_columns(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw a page as engineers have it: the heading in the line, keywords, a DOI at the foot."""
    top = head(canvas)
    first = f"Abstract\u2014{ABSTRACT[0]}"
    y = write(canvas, 60, top, (first, *ABSTRACT[1:]), 7.2)
    y = write(canvas, 60, y - 6, ["Index Terms\u2014search, graphs"], 7.2)
    y = write(canvas, 60, y - 6, ["I. INTRODUCTION"], 9)
    write(canvas, 60, y - 4, BODY, 7.2)
    write(canvas, 320, top, BODY, 7.2)
    write(canvas, 60, 40, ["https://doi.org/10.1145/3626772.3657957"], 7)


def without_heading(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw a page that begins with the abstract and does not say so."""
    y = write(canvas, 130, head(canvas), ABSTRACT, 10)
    y = write(canvas, 100, y - 12, ["1  Introduction"], 12)
    write(canvas, 100, y - 4, BODY, 10)


def names_in_columns(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw a page whose authors stand side by side, each over a place, the journal on top."""
    write(canvas, 100, HEIGHT - 40, ["Published as a conference paper"], 9)
    y = write(canvas, 100, HEIGHT - 90, TITLE, 17) - 10
    for x, name in ((100, "Ada Byron"), (220, "Karl Weiß"), (340, "José García")):
        write(canvas, x, y, [name], 12)
    for x in (100, 220, 340):
        write(canvas, x, y - 15, ["New York"], 9)
    y = write(canvas, 60, y - 50, ["ABSTRACT"], 12)
    y = write(canvas, 60, y - 4, ABSTRACT, 7.2)
    y = write(canvas, 60, y - 6, ["CCS CONCEPTS"], 12)
    write(canvas, 60, y - 4, BODY, 7.2)


def cover(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw the page that a repository puts before a paper."""
    write(canvas, 100, 700, ["See discussions at our site", "Download date: today"], 14)


def report(canvas: Any) -> None:  # noqa: ANN401 (see above)
    """Draw a page of prose that is no paper."""
    y = write(canvas, 100, HEIGHT - 90, ["Minutes of the Meeting"], 17)
    write(canvas, 100, y - 10, BODY, 10)


@pytest.mark.parametrize(
    "pages",
    [(one_column,), (two_columns,), (without_heading,), (names_in_columns,), (cover, one_column)],
)
def test_a_paper_is_found_in_every_layout(pages: tuple[Draw, ...]) -> None:
    """Title over two lines, names without marks, words made whole, nothing of the other column."""
    (draft,) = read_bytes(pdf(*pages), "paper.pdf")
    assert isinstance(draft, Draft)
    assert draft.title == " ".join(TITLE)
    assert draft.authors == ("Ada Byron", "Karl Weiß", "José García")
    assert draft.abstract == AS_READ


def test_the_stamp_of_arxiv_tells_id_version_category_and_date() -> None:
    """It runs up the margin in letters larger than the title's, and is not the title."""
    (draft,) = read_bytes(pdf(stamped), "paper.pdf")
    assert isinstance(draft, Draft)
    assert (draft.given_id, draft.version) == ("2409.13740", 2)
    assert (draft.categories, draft.date) == (("cs.CL",), "2024-09-20")
    assert draft.title == " ".join(TITLE)


def test_a_doi_on_the_page_is_the_id() -> None:
    """Where no stamp is."""
    (draft,) = read_bytes(pdf(two_columns), "paper.pdf")
    assert isinstance(draft, Draft)
    assert draft.given_id == "10.1145/3626772.3657957"


@pytest.mark.parametrize("own", ["paper_final_v3.docx", "Something else altogether", "untitled"])
def test_a_title_that_the_page_does_not_say_is_not_believed(own: str) -> None:
    """Programs write file names and templates into a PDF."""
    (draft,) = read_bytes(pdf(one_column, title=own), "paper.pdf")
    assert isinstance(draft, Draft)
    assert draft.title == " ".join(TITLE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: pdf(one_column, password="secret"), "is encrypted"),  # noqa: S106 (a test's)
        (lambda: pdf(one_column)[:700], "is a damaged PDF"),
        (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20, "is a damaged PDF"),
        (lambda: pdf(lambda canvas: canvas.rect(50, 50, 300, 300)), "may be scanned"),
        (lambda: pdf(report), "no abstract was found"),
        (lambda: b"%PDF-1.7\n" + b"%" * 100_000_000, "more than 100 MB"),
    ],
)
def test_what_is_no_readable_paper_is_refused(data: Callable[[], bytes], reason: str) -> None:
    """Each with its reason and what to do."""
    with pytest.raises(SourceUnreadable, match=reason) as caught:
        list(read_bytes(data(), "paper.pdf"))
    assert caught.value.message.startswith("paper.pdf ")
