"""A summary is found again for exactly what it was made of, and only then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports import ModelInfo
from bot.reading.cache import SummaryCache
from bot.types import Citation, Claim, Removed, Slot, Summary, Term
from vectorstore.errors import StorageFailed
from vectorstore.records import Paper

PAPER = Paper("title:abc", "Fast: A Method", "Fast is fast. It is also small.")
MODEL = ModelInfo("m", "f00", "Q4_1", 1, 1, 512, "tiktoken", small=True)
CITED = (Citation(PAPER, 1, 0, 13, "Fast is fast."),)
CLAIM = Claim("Fast is fast.", "quoted", CITED)
SUMMARY = Summary(
    paper=PAPER,
    level="plain",
    text="Fast is fast.",
    sentences=(CLAIM,),
    removed=(Removed("Fast is huge.", "adds “huge”"),),
    grade=1.0,
    abstract_grade=2.0,
    cached=False,
    model=MODEL,
    prompt_version="p1",
    slots=(Slot("did", (CLAIM,)), Slot("how", notes=("The abstract does not say.",))),
    glossary=(Term("Fast", "fast", CITED),),
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[SummaryCache]:
    """Return an open cache."""
    opened = SummaryCache.open(tmp_path / "summaries.sqlite3")
    yield opened
    opened.close()


def test_what_was_kept_is_found(cache: SummaryCache) -> None:
    """A second look gives the same summary, marked as remembered."""
    cache.keep(SUMMARY)
    assert cache.find(PAPER, "plain", MODEL, "p1") == replace(SUMMARY, cached=True)


@pytest.mark.parametrize(
    "paper", [replace(PAPER, abstract="Fast is slow."), replace(PAPER, title="Slow: A Method")]
)
def test_another_text_is_another_summary(cache: SummaryCache, paper: Paper) -> None:
    """A paper that was updated is summarised anew."""
    cache.keep(SUMMARY)
    assert cache.find(paper, "plain", MODEL, "p1") is None


def test_another_level_model_or_prompt_is_another_summary(cache: SummaryCache) -> None:
    """Nothing made for one level, by one model or from one prompt passes for another's."""
    cache.keep(SUMMARY)
    assert cache.find(PAPER, "tldr", MODEL, "p1") is None
    assert cache.find(PAPER, "plain", replace(MODEL, fingerprint="beef"), "p1") is None
    assert cache.find(PAPER, "plain", MODEL, "p2") is None


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """The message names the file and says that it may be deleted."""
    path = tmp_path / "summaries.sqlite3"
    path.write_text("not a database, but long enough to look at " * 50, encoding="utf-8")
    with pytest.raises(StorageFailed, match="may be deleted"):
        SummaryCache.open(path)
