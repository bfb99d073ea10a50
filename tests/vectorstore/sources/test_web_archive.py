"""The page of a web archive is found among its parts and decoded."""

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.web_archive import is_web_archive, page_of_archive

PAGE = "<html><body title='naïve — 数'>" + "long line " * 20 + "</body></html>"
HEADER = """From: <Saved by Blink>
Snapshot-Content-Location: https://huggingface.co/papers
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary--x1----"

"""
PICTURE = """
------MultipartBoundary--x1----
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
"""


def archive(encoding: str, body: str) -> str:
    """Return an archive in Chrome's form: here with a picture before the page."""
    return (
        f"{HEADER}{PICTURE}\n------MultipartBoundary--x1----\nContent-Type: text/html\n"
        f"Content-Transfer-Encoding: {encoding}\n\n{body}\n"
        "------MultipartBoundary--x1------\n"
    )


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("quoted-printable", quopri.encodestring(PAGE.encode()).decode()),
        ("base64", base64.encodebytes(PAGE.encode()).decode()),
        ("binary", PAGE),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_page_is_decoded(encoding: str, body: str, line_end: str) -> None:
    """Each way of writing it gives the page back, the line ends of mail too."""
    text = archive(encoding, body).replace("\n", line_end)
    assert is_web_archive(text)
    assert (page_of_archive(text) or "").strip() == PAGE


def test_an_archive_without_a_page_gives_none() -> None:
    """Pictures only, no boundary, or a header without end."""
    assert page_of_archive(HEADER + PICTURE) is None
    assert page_of_archive("MIME-Version: 1.0\nContent-Type: multipart/related\n\n") is None
    endless = f"{HEADER}\n------MultipartBoundary--x1----\n" + "Content-Type: text/html;" * 9_000
    assert page_of_archive(endless) is None


@pytest.mark.parametrize(
    "head", ["", "<html>", "From: me\nSubject: multipart", "multipart/related"]
)
def test_other_texts_are_no_archive(head: str) -> None:
    """A mail of one part is none, and neither is a page."""
    assert not is_web_archive(head)


@given(st.text(), st.text('-x1\n:;="/ ', max_size=80), st.sampled_from(["base64", "x-uuencode"]))
def test_no_archive_raises(body: str, header: str, encoding: str) -> None:
    """Whatever a part says of itself, there is a page in it or none."""
    page_of_archive(archive(encoding, body))
    page_of_archive(f"{HEADER}\n------MultipartBoundary--x1----\n{header}\n\n{body}")
    page_of_archive(f"MIME-Version: 1.0\nmultipart/related boundary={header}\n{body}")
