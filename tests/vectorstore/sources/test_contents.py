"""Bytes of every kind come in by one way, and nothing else comes out of it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.contents import read_bytes
from vectorstore.sources.draft import Draft

RECORD = {"title": "Café Networks", "abstract": "We point. It works."}
LINE = json.dumps(RECORD, ensure_ascii=False)
BEGINNINGS = (b"", b"---\ntitle: ", b"# ", b"@article{", b"TY  - ", b"<?xml ", b"[{")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (LINE, "jsonl"),
        (f"[{LINE}]", "json"),
        (f'{{"data": [{LINE}]}}', "json"),
        (json.dumps([{**RECORD, "type": "article-journal", "issued": {}}]), "csl-json"),
        ("@article{a, title={Café Networks}, abstract={We point. It works.}}", "bibtex"),
        ("TY  - JOUR\nTI  - Café Networks\nAB  - We point. It works.\nER  - \n", "ris"),
        ("title,abstract\nCafé Networks,We point. It works.\n", "table"),
        ("# Café Networks\n\n## Abstract\n\nWe point at things, and it works.\n", "text"),
    ],
)
def test_formats_are_told_apart_by_their_content(text: str, source: str) -> None:
    """The same paper is found in each of them."""
    (draft,) = read_bytes(text.encode(), "a place")
    assert isinstance(draft, Draft)
    assert (draft.source, draft.place, draft.title) == (source, "a place", "Café Networks")


@pytest.mark.parametrize(
    "text",
    [
        "@article{{a, title={{{0} Networks}}, abstract={{We point. It works.}}}}",
        "TY  - JOUR\nTI  - {0} Networks\nAB  - We point. It works.\nER  - \n",
        "title,abstract\n{0} Networks,We point. It works.\n",
    ],
)
def test_old_bibliographies_may_be_in_windows_1252(text: str) -> None:
    """Bytes that are no UTF-8 are read as that, and the UTF-8 beside them stays as it is."""
    for encoded in ("Café".encode("cp1252"), "Café".encode()):
        before, after = text.format("\0").encode().split(b"\0")
        (draft,) = read_bytes(before + encoded + after, "x")
        assert isinstance(draft, Draft)
        assert draft.title == "Café Networks"


def test_other_formats_say_which_line_is_not_utf_8() -> None:
    """A page in another encoding is refused and not guessed at."""
    with pytest.raises(SourceUnreadable, match="not text in UTF-8: line 3"):
        list(read_bytes(b"A Title\n\nCaf\xe9 papers are what we study.\n", "x"))


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=2_000))
def test_no_bytes_break_anything(beginning: bytes, rest: bytes) -> None:
    """Random bytes give drafts, rejections or SourceUnreadable, and no other error."""
    with suppress(SourceUnreadable):
        for item in read_bytes(beginning + rest, "x"):
            assert isinstance(item, Draft | Rejection)


@given(st.sampled_from(BEGINNINGS), st.text(max_size=500))
def test_no_text_breaks_anything(beginning: bytes, rest: str) -> None:
    """Nor does random text."""
    with suppress(SourceUnreadable):
        for item in read_bytes(beginning + rest.encode("utf-8", "surrogatepass"), "x"):
            assert isinstance(item, Draft | Rejection)
