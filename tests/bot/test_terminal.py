"""What a person sees: text as text, whatever a paper, a file or a model wrote."""

from dataclasses import replace

import pytest

from bot import terminal
from bot.errors import QuestionRefused
from bot.types import Listed, Listing, Queued, Refusal, Row
from bot.types import Table as Comparison
from tests.fakes.answers import answer_of, cite, claim, steps_of
from vectorstore.records import AddReport, Hit, Paper, Rejection, Sentence

HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07[bold red]Tie[/bold red] [link=http://x]y[/link]\u202e\u200b:smile:"
)
SHOWN = "[2J]0;owned[bold red]Tie[/bold red] [link=http://x]y[/link]:smile:"
PAPER = Paper(id="arxiv:1", title=HOSTILE, abstract=f"One. {HOSTILE}", date="2024")


def _check(printed: pytest.CaptureFixture[str]) -> str:
    """Check that nothing steers a terminal, and return what was printed on stdout."""
    out, err = printed.readouterr()
    assert all(sign.isprintable() or sign == "\n" for sign in out + err)
    return out


def test_hits_are_printed_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters are stripped, markup and emoji names stay as they are written."""
    sentence = Sentence(n=1, start=0, end=4, text=f"One. {HOSTILE}")
    terminal.show_hits([Hit(PAPER, 0.1, 1, None, 0.5, (sentence,))])
    out = _check(capsys)
    assert f"1. {SHOWN}" in out
    assert "arxiv:1  meaning #1" in out


def test_no_hits_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty page would look like a failure."""
    terminal.show_hits([])
    assert capsys.readouterr().out == "No paper found.\n"


def test_an_answer_is_printed_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    """The steps go to stderr; the answer, the papers and the sentences read to stdout."""
    answer = answer_of(HOSTILE, claims=(claim(HOSTILE, "supported", cite(PAPER, 1)),))
    terminal.show_answering(steps_of(answer))
    out = _check(capsys)
    assert SHOWN in out
    assert f"[1] {SHOWN} (2024), arxiv:1" in out


def test_a_refusal_names_the_nearest_papers(capsys: pytest.CaptureFixture[str]) -> None:
    """They are said to be no sources."""
    refusal = Refusal("Nothing about it.", nearest=(PAPER,))
    terminal.show_answering(steps_of(answer_of("Hm?", refusal=refusal)))
    out = _check(capsys)
    assert out.startswith("Nothing about it.\nNearest papers (not sources):\n")


def test_a_place_in_line_is_told_when_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr for each place, none for the same again or when the turn has come."""
    terminal.show_answering(map(Queued, [0, 2, 2, 2, 1, 0, 0]))
    out, err = capsys.readouterr()
    assert out == ""
    assert [line.split()[-1] for line in err.splitlines()] == ["2", "1"]


def test_a_report_names_every_rejection(capsys: pytest.CaptureFixture[str]) -> None:
    """Counts on stdout, rejections on stderr; a whole file's reason names the file itself."""
    rejected = (Rejection("a.txt", "line 2", "title is missing"), Rejection("b", "", "b is empty."))
    terminal.show_report(AddReport(added=1, rejected=rejected))
    assert capsys.readouterr() == (
        "1 added, 0 updated, 0 unchanged.\n",
        "Rejected: a.txt, line 2: title is missing\nRejected: b is empty.\n",
    )


def test_a_complaint_is_the_message_and_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    """Two lines on stderr, however long, and none on stdout."""
    terminal.complain(QuestionRefused(f"{HOSTILE} {'long ' * 40}is.", remedy="Do this."))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"Error: {SHOWN} long")
    assert err.endswith("is.\nDo this.\n")
    assert err.count("\n") == 2


def test_facts_are_lined_up_and_faults_loud(capsys: pytest.CaptureFixture[str]) -> None:
    """One fact a line, never broken; the verdict last."""
    terminal.show_diagnosis({"home": "/papers", "threads": "2"}, ["No model. Fetch it."])
    assert capsys.readouterr().out == "home     /papers\nthreads  2\nFAULT: No model. Fetch it.\n"
    terminal.show_diagnosis({}, [])
    assert capsys.readouterr().out == "Everything works.\n"


def test_a_list_is_printed_with_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The count first, then the rule and each paper with its sentence."""
    cited = cite(PAPER, 1)
    listing = Listing("Papers that say it.", 3, 66, (Listed(PAPER, cited, said=True),), "By date.")
    answer = replace(
        answer_of("Which?", claims=[claim("One.", "quoted", cited)]),
        computed="3 of 66 papers.",
        listing=listing,
    )
    terminal.show_answering(steps_of(answer))
    out = _check(capsys)
    assert out.startswith("3 of 66 papers.\nPapers that say it. By date.\n1. ")
    assert "   1: “One.”\n… and 2 more.\n" in out


def test_a_comparison_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    """Each cell with the number of its sentence, or that nothing is stated."""
    cited = cite(PAPER, 1)
    table = Comparison((PAPER, PAPER), (Row(HOSTILE, (cited, None)),))
    answer = replace(
        answer_of("Compare", claims=[claim("One.", "quoted", cited)]),
        computed="Side by side.",
        table=table,
    )
    terminal.show_answering(steps_of(answer))
    out = _check(capsys)
    assert out.startswith("Side by side.\n")
    assert "1: “One.”" in out
    assert "not stated" in out
