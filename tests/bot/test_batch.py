"""Files of queries and of earlier turns."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch import Query, answer_all, read_history, read_queries
from bot.errors import InputUnreadable, QuestionRefused
from bot.types import Turn


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a path to write to."""
    return tmp_path / "input"


def test_queries_are_read_in_order_and_empty_lines_passed_over(file: Path) -> None:
    """Ids may be text or numbers; a byte-order mark is no part of the first line."""
    file.write_text('\ufeff{"id": "a", "text": "x"}\n\n{"id": 2, "text": ""}\n', encoding="utf-8")
    assert read_queries(file) == (Query("a", "x"), Query(2, ""))


@given(lines=st.lists(st.builds(Query, st.text() | st.integers(), st.text()), min_size=1))
def test_what_json_can_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory, lines: list[Query]
) -> None:
    """Queries of any text survive the file."""
    file = tmp_path_factory.mktemp("batch") / "queries"
    rows = (json.dumps({"id": line.id, "text": line.text}) for line in lines)
    file.write_text("\n".join(rows), encoding="utf-8")
    assert list(read_queries(file)) == lines


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dear aunt,\n", "Line 1 of .* is no query: Invalid JSON"),
        ('{"id": "a", "text": "x"}\n{"id": "b"}\n', "Line 2 of .* text: Field required"),
        ('{"id": "a", "text": null}\n', "Line 1 of .* text: "),
        ('{"id": "a", "text": "\\ud800"}\n', "Line 1 of "),
        ("\n", "holds no query"),
    ],
)
def test_a_line_that_is_no_query_is_named(file: Path, text: str, words: str) -> None:
    """The message has the line and the field, before any query is answered."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputUnreadable, match=words):
        read_queries(file)


def test_turns_are_read(file: Path) -> None:
    """The papers of a turn may be left out."""
    file.write_text('[{"question": "a", "answer": "b"}]', encoding="utf-8")
    assert read_history(file) == (Turn("a", "b"),)


@pytest.mark.parametrize("text", ["", "{}", '[{"question": "a", "answer": 3}]', "[1]"])
def test_what_is_no_history_is_refused_by_name(file: Path, text: str) -> None:
    """The message has the path, the remedy the form."""
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputUnreadable, match="input is no history") as caught:
        read_history(file)
    assert '"question"' in caught.value.remedy


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Missing, a folder, or bytes."""
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for name, words in (
        ("missing", "No such file"),
        (".", "Is a directory"),
        ("bytes", "is not UTF-8"),
    ):
        with pytest.raises(InputUnreadable, match=words):
            read_history(tmp_path / name)


def test_a_query_that_fails_costs_the_others_nothing() -> None:
    """Its line has the error in the place of an answer, and is counted."""

    def answer(text: str) -> Mapping[str, object]:
        if not text:
            raise QuestionRefused("The question is empty.", remedy="Write one.")
        return {"answer": text.upper()}

    written: list[Mapping[str, object]] = []
    queries = (Query(1, "a"), Query(2, ""), Query(3, "c"))
    assert answer_all(queries, answer, written.append) == 1
    assert [line["id"] for line in written] == [1, 2, 3]
    assert [line.get("answer") for line in written] == ["A", None, "C"]
    assert written[1]["error"] == {
        "kind": "question-refused",
        "message": "The question is empty.",
        "remedy": "Write one.",
    }
