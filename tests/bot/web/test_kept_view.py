"""What is kept of a paper, and what an addition came to, as a reader sees it."""

from dataclasses import replace
from html import unescape

import pytest

from bot.web import kept_view
from bot.web.curation import Addition
from tests.fakes.spann import SPANN
from vectorstore.records import AddReport, Origin, Record, Rejection, Version

ORIGINS = (
    Origin("jsonl", "papers.jsonl", "2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z"),
    Origin("arxiv", "arxiv:2111.08566", "2026-11-21T08:00:00Z", "2026-11-23T08:00:00Z"),
)
OLDER = Version(1, "SPANN", "It is fast.", "2021-11-01", "2026-11-21T08:00:00Z")


def test_a_record_says_where_it_came_from_and_what_it_said() -> None:
    """Formats, places and days; older words with the day they were replaced."""
    record = Record(SPANN, "2026-11-20T08:00:00Z", ORIGINS, (OLDER,))
    shown = kept_view.show_record(record, read_only=False)
    assert "Added 2026-11-20 from 2 sources" in shown
    assert "papers.jsonl" in shown
    assert "2026-11-21 to 2026-11-23" in shown
    assert "1 older version" in shown
    assert "It is fast." in shown
    assert "v1, <bdi>2021-11-01</bdi>, until 2026-11-21" in shown


def test_only_so_much_is_shown_of_very_many() -> None:
    """Origins and rejections beyond a dozen or two are counted."""
    origins = tuple(replace(ORIGINS[0], place=f"{n}.jsonl") for n in range(100))
    record = Record(SPANN, "2026-11-20", origins)
    assert "and 88 more" in kept_view.show_record(record, read_only=True)
    report = AddReport(rejected=tuple(Rejection("a", f"line {n}", "why") for n in range(1_000)))
    shown = kept_view.show_addition(Addition("", "a", running=False, report=report))
    assert "1000 pieces could not be taken in" in shown
    assert "and 976 more" in shown
    assert shown.count("<li>") == 25


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (AddReport(added=2, updated=1, unchanged=3), "2 papers added, 1 updated, 3 unchanged."),
        (AddReport(unchanged=1), "1 paper unchanged."),
        (AddReport(), "No paper was added."),
    ],
)
def test_a_report_counts_what_there_is(report: AddReport, words: str) -> None:
    """What happened to no paper is not mentioned."""
    assert words in kept_view.show_addition(Addition("", "a", running=False, report=report))


@pytest.mark.parametrize(
    ("addition", "words"),
    [
        (Addition("", "a"), "Adding papers…"),
        (Addition("", "a", done=40), "Adding papers: 40 so far…"),
        (Addition("", "a", done=40, total=80), "Adding papers: 40 of 80…"),
    ],
)
def test_an_addition_says_how_far_it_is(addition: Addition, words: str) -> None:
    """Of how many, where that is known."""
    assert words in kept_view.show_addition(addition)


def test_notes_come_back_as_they_were_written() -> None:
    """A line break at the start survives: a text area swallows the first."""
    shown = kept_view.show_notes(replace(SPANN, notes="\n<b> & 'c'"), read_only=False)
    inside = shown.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    assert unescape(inside) == "\n\n<b> & 'c'"


def test_where_nothing_may_be_added_there_is_no_form() -> None:
    """A read-only library shows none, an empty one shows it unfolded."""
    assert kept_view.show_adding(read_only=True, unfolded=True) == ""
    assert "<details open" not in kept_view.show_adding(read_only=False, unfolded=False)
    assert " open>" in kept_view.show_adding(read_only=False, unfolded=True)
