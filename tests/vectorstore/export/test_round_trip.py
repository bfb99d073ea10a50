"""What is taken out in any format comes back as it was, whatever its words."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.export.formats import export_format
from vectorstore.mending import mend_text
from vectorstore.records import Origin, Paper, Record, Rejection, Version
from vectorstore.sources.bibtex import read_bibtex
from vectorstore.sources.csl_json import read_csl_json
from vectorstore.sources.draft import Draft
from vectorstore.sources.jsonl import read_jsonl
from vectorstore.sources.paperbot_markdown import read_paperbot_markdown
from vectorstore.sources.ris import read_ris

Reader: TypeAlias = Callable[[str, str], Iterator[Draft | Rejection]]

READERS: dict[str, Reader] = {
    "jsonl": lambda text, place: read_jsonl(enumerate(text.split("\n"), start=1), place),
    "bibtex": read_bibtex,
    "ris": read_ris,
    "csl-json": read_csl_json,
    "markdown": read_paperbot_markdown,
}
# Signs that mean something to one of the formats, and words that end or begin its records.
HOSTILE = st.sampled_from(
    [
        *r"{ } \ @ % & # _ $ ~ ^ \" ' ` * [ ] ( ) < > | ! - -- --> <!-- --- ... , ; :".split(),
        *r"= + . / \textbackslash {\textbackslash} \vphantom{\}} \{ \alpha {\'e}".split(),
        *"@article{x, ER TY U5 ## # 1. 2) &lt; &#44; &amp; and others [x](a:b)".split(),
        "<script>alert(1)</script>",
        *"🎉 שלום العربية é \ufb01 中文 ² ñ İ ß \u202eabc".split(),
        "ER  - ",
        "AB  - x",
        " and ",
        "- Date: 2020",
        "paperbot",
        '{"layout":1}',
        "null",
    ]
)
WORDS = st.lists(HOSTILE | st.text(max_size=6), min_size=1, max_size=6).map(" ".join) | st.lists(
    HOSTILE, min_size=1, max_size=8
).map("".join)


def mended(text: str) -> str:
    """Return text as the library holds it."""
    return mend_text(text.encode("utf-8", "replace").decode())


TEXT = WORDS.map(mended).filter(bool)
LINES = st.lists(TEXT, max_size=3).map("\n".join)
DATE = st.dates().map(lambda day: day.isoformat())
IDS = st.sampled_from(
    ["arxiv:2409.13740", "arxiv:math/0309136", "title:0123456789ab"]
) | st.from_regex(r"doi:10\.[0-9]{4,9}/[a-z0-9./();:<>_#%{}-]{0,20}[a-z0-9]", fullmatch=True)
PAPERS = st.builds(
    Paper,
    id=IDS,
    title=TEXT,
    abstract=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    date=st.none() | DATE | st.sampled_from(["2021", "2021-11", "Mar 11", "Feb 30, 2024"]),
    url=st.none()
    | st.from_regex(r"https?://[a-z]{1,9}\.org/[!-~é]{0,20}", fullmatch=True)
    | st.just("ftp://x"),
    categories=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    source=st.sampled_from(["hf-papers-page", "jsonl", "arxiv"]),
    also=st.lists(st.just("doi:10.1/also"), max_size=1).map(tuple),
    version=st.none() | st.integers(1, 30),
    venue=st.none() | TEXT,
    tags=st.lists(TEXT, max_size=3, unique=True).map(tuple),
    notes=LINES,
)
RECORDS = st.builds(
    Record,
    paper=PAPERS,
    added_at=st.just("2026-01-02T03:04:05Z"),
    origins=st.lists(st.builds(Origin, TEXT, TEXT, DATE, DATE), max_size=2).map(tuple),
    older=st.lists(
        st.builds(Version, st.none() | st.integers(1, 9), TEXT, TEXT, st.none() | DATE, DATE),
        max_size=2,
    ).map(tuple),
    as_given=st.none() | st.tuples(TEXT, TEXT),
)


def taken_out(records: list[Record], name: str) -> str:
    """Return the text of an export."""
    out = io.StringIO()
    assert export_format(name).write(records, out) == len(records)
    return out.getvalue()


def draft_of(record: Record) -> Draft:
    """Return the draft from which a library would make the same record again."""
    paper = record.paper
    return Draft(
        title=paper.title,
        abstract=paper.abstract,
        source=paper.source,
        given_id=paper.id,
        other_ids=paper.also,
        authors=paper.authors,
        date=paper.date,
        url=paper.url,
        categories=paper.categories,
        version=paper.version,
        venue=paper.venue,
        tags=paper.tags,
        notes=paper.notes,
        added_at=record.added_at,
        origins=record.origins,
        older=record.older,
        as_given=record.as_given,
    )


def read_back(text: str, name: str) -> list[Draft | Rejection]:
    """Return the drafts of an export, wherever they stand in it."""
    items = READERS[name](text, "export")
    return [
        replace(item, place="", where="") if isinstance(item, Draft) else item for item in items
    ]


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=60, deadline=None)  # a busy machine is no failure
@given(records=st.lists(RECORDS, min_size=1, max_size=3))
def test_nothing_is_lost(name: str, records: list[Record]) -> None:
    """Every field of every paper comes back equal, hostile words and all."""
    back = read_back(taken_out(records, name), name)
    assert back == [draft_of(record) for record in records]
