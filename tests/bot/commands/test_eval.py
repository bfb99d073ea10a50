"""`paperbot eval` over a few questions of a reader's own."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.ended import Ended

Paperbot = Callable[..., Ended]
_HINER = "title:318df4a1aeef"
_ABOUT_HINER = {"papers": [_HINER], "facts": [["109,146"]]}
_QUESTIONS = (
    {"id": "a", "question": "How many sentences does HiNER have?", **_ABOUT_HINER},
    {"id": "u", "question": "What is the capital of France?", "near_miss": False},
    {"id": "s", "question": "Which papers use Hindi?", "papers": [_HINER], "kind": "list"},
    {"id": "f", "question": "How large is it?", "turns": ["What is HiNER?"], **_ABOUT_HINER},
)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Return a file with a question of each form."""
    path = tmp_path / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in _QUESTIONS), encoding="utf-8")
    return path


@pytest.mark.model
def test_every_part_ends_in_one_object_and_is_remembered(
    paperbot: Paperbot, starter_library: Path, questions: Path, tmp_path: Path
) -> None:
    """The home that is named with questions is asked; failures go to their file."""
    home = Path(shutil.copytree(starter_library, tmp_path / "home"))
    failures = tmp_path / "failures.jsonl"
    ended = paperbot(
        *("eval", "--home", home, "--questions", questions, "--failures", failures),
        *("--limit", "1", "--summaries", "1"),
    )
    assert ended.status == 0, ended.err
    *tables, last = ended.out.splitlines()
    report = json.loads(last)
    assert "Bars" in {line.strip() for line in tables}
    assert report["about"]["sizes"]["papers"] == 66
    assert report["retrieval"]["answerable"]["queries"] == 1
    assert report["answers"]["unanswerable"]["questions"] == 1
    assert report["claims"]["made_up_citations"] == 0
    assert report["injection"]["question"]["attempts"] == 1
    assert report["summaries"]["plain"]["summaries"] == 1
    assert "1 follow-ups" in ended.err
    assert all("why" in json.loads(line) for line in failures.read_text().splitlines())
    shown = paperbot("eval", "--history", "--home", home, "--json")
    assert json.loads(shown.out) == {"history": [report]}


@pytest.mark.model
def test_the_starter_library_is_made_for_it(
    paperbot: Paperbot, starter_library: Path, tmp_path: Path
) -> None:
    """The home holds the history and nothing else; with --json, the object stands alone."""
    del starter_library  # only so that the models have been fetched
    home = tmp_path / "home"
    ended = paperbot("eval", "--home", home, "--only", "retrieval", "--limit", "2", "--json")
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["retrieval"]["answerable"]["queries"] == 2
    assert [path.name for path in home.iterdir()] == ["evaluations.jsonl"]


@pytest.mark.model
def test_a_collection_is_scored_in_a_library_of_its_own(
    paperbot: Paperbot, cli_home: Path, questions: Path, tmp_path: Path
) -> None:
    """Its papers of equal titles stay two papers."""
    papers = [
        {"id": "D1", "title": "Tides", "abstract": "The moon moves the sea twice a day."},
        {"id": "D2", "title": "Tides", "abstract": "Bread needs yeast and an hour of rest."},
    ]
    queries = [{"id": "1", "text": "What moves the sea?"}, {"id": "2", "text": "yeast in bread"}]
    for name, lines in (("papers", papers), ("queries", queries)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(x)}\n" for x in lines))
    (tmp_path / "qrels.tsv").write_text("1\tD1\t1\n2\tD2\t1\n")
    ended = paperbot(
        *("eval", "--home", cli_home, "--questions", questions, "--scifact", tmp_path),
        *("--only", "retrieval", "--json"),
    )
    assert ended.status == 0, ended.err
    assert json.loads(ended.out)["collection"]["mrr"] == 1


@pytest.mark.model
def test_a_paper_that_is_not_there_is_told_before_anything_is_asked(
    paperbot: Paperbot, cli_home: Path, tmp_path: Path
) -> None:
    """The question and the paper are named."""
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({**_QUESTIONS[0], "papers": ["arxiv:2401.00001"]}))
    ended = paperbot("eval", "--home", cli_home, "--questions", path)
    assert ended.status == 1
    assert "'a' names arxiv:2401.00001" in " ".join(ended.err.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--only", "lunch"), "lunch: no such part"),
        (("--limit", "0"), "--limit"),
        (("--dev", "--questions", "x.jsonl"), "either --questions or --dev"),
    ],
)
def test_wrong_usage_is_told(paperbot: Paperbot, arguments: tuple[str, ...], words: str) -> None:
    """With what could have been given."""
    ended = paperbot("eval", *arguments)
    assert ended.status == 2
    assert words in ended.err


def test_a_home_without_evaluations_has_no_history(paperbot: Paperbot, tmp_path: Path) -> None:
    """And is not made by looking."""
    ended = paperbot("eval", "--history", "--home", tmp_path / "none", "--json")
    assert json.loads(ended.out) == {"history": []}
    assert not (tmp_path / "none").exists()
