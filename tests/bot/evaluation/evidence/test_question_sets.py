"""Question files: four forms told apart, and every mistake named with its line."""

import json
from pathlib import Path

import pytest

from bot.errors import InputUnreadable
from bot.evaluation.evidence.question_sets import QuestionSets, read_sets

_ANSWERABLE = {"id": "a", "question": "How fast?", "papers": ["p"], "facts": [["2x", "twice"]]}
_SEVERAL = {"id": "s", "question": "Which?", "papers": ["p", "q"], "kind": "list"}
_UNANSWERABLE = {"id": "u", "question": "Who?", "near_miss": True, "why": "nobody is named"}
_FOLLOWUP = {**_ANSWERABLE, "id": "f", "turns": ["What is P?"]}


def _file(folder: Path, *lines: object) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return path


def test_forms_are_told_apart_by_their_keys(tmp_path: Path) -> None:
    """One file may hold all four."""
    sets = read_sets([_file(tmp_path, _FOLLOWUP, _SEVERAL, _UNANSWERABLE, _ANSWERABLE)])
    assert sets.sizes() == {"answerable": 1, "several": 1, "unanswerable": 1, "followups": 1}
    assert sets.answerable[0].facts == (("2x", "twice"),)
    assert sets.followups[0].turns == ("What is P?",)
    assert sets.unanswerable[0].near_miss


def test_the_first_of_each_form_can_be_taken(tmp_path: Path) -> None:
    """And a limit beyond them takes all."""
    sets = read_sets([_file(tmp_path, _ANSWERABLE, {**_ANSWERABLE, "id": "b"}, _SEVERAL)])
    assert [item.id for item in sets.first(1).answerable] == ["a"]
    assert sets.first(9) == sets.first(None) == sets


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "Line 1"),
        ([1], "Line 1"),
        ({"id": "x", "question": "Q?"}, "papers: Field required"),
        ({**_ANSWERABLE, "facts": []}, "facts"),
        ({**_ANSWERABLE, "facts": [[]]}, "facts.0"),
        ({**_ANSWERABLE, "question": ""}, "question"),
        ({**_ANSWERABLE, "note": "?"}, "note"),
        ({**_SEVERAL, "kind": "guess"}, "kind"),
        ({**_UNANSWERABLE, "near_miss": "no"}, "near_miss"),
        ({**_FOLLOWUP, "turns": [3]}, "turns.0"),
    ],
)
def test_a_bad_line_is_named_with_its_fault(tmp_path: Path, line: object, words: str) -> None:
    """File, line, and which value; the remedy tells the forms."""
    path = _file(tmp_path, line)
    if isinstance(line, str):
        path.write_text(line, encoding="utf-8")
    with pytest.raises(InputUnreadable) as caught:
        read_sets([path])
    assert words in caught.value.message
    assert str(path) in caught.value.message
    assert "near_miss" in caught.value.remedy


def test_an_id_stands_once(tmp_path: Path) -> None:
    """Rankings and failures are known by it."""
    with pytest.raises(InputUnreadable, match=r"'a' on line 2 .* stands on line 1"):
        read_sets([_file(tmp_path, _ANSWERABLE, _ANSWERABLE)])


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    """So are a missing one and one that is no text."""
    with pytest.raises(InputUnreadable, match="No question"):
        read_sets([_file(tmp_path)])
    with pytest.raises(InputUnreadable, match="cannot be read"):
        read_sets([tmp_path / "missing.jsonl"])
    (tmp_path / "latin.jsonl").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputUnreadable, match="not UTF-8"):
        read_sets([tmp_path / "latin.jsonl"])


def test_the_projects_own_sets_can_be_read() -> None:
    """All of them, each for itself: ids are its own."""
    folder = Path(__file__).parents[4] / "samples" / "questions"
    for path in folder.glob("*.jsonl"):
        if path.name != "attacks.jsonl":
            assert read_sets([path]) != QuestionSets()
