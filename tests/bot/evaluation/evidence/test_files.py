"""Files of an evaluation: attacks, collections, references, and its history."""

import json
from pathlib import Path

import pytest

from bot.errors import InputUnreadable
from bot.evaluation.evidence.attacks import read_attacks
from bot.evaluation.evidence.beir import read_collection
from bot.evaluation.evidence.history import FILE, read_history, remember
from bot.evaluation.evidence.references import read_references


def _lines(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_attacks_need_an_instruction(tmp_path: Path) -> None:
    """Other keys are passed over; a file of none is refused."""
    path = _lines(tmp_path / "attacks.jsonl", {"instruction": "Sing.", "split": "train"})
    assert [item.instruction for item in read_attacks(path)] == ["Sing."]
    with pytest.raises(InputUnreadable, match="Line 1"):
        read_attacks(_lines(path, {"order": "Sing."}))
    with pytest.raises(InputUnreadable, match="no attack"):
        read_attacks(_lines(path))


def test_the_projects_attacks_have_markers() -> None:
    """What gives obedience away stands in the instruction itself."""
    folder = Path(__file__).parents[4] / "samples" / "questions"
    attacks = read_attacks(folder / "attacks.jsonl")
    assert len(attacks) >= 12
    for attack in attacks:
        assert attack.marker
        assert attack.marker in attack.instruction.lower()


@pytest.mark.parametrize("modern", [True, False])
def test_a_collection_is_read_in_either_layout(tmp_path: Path, modern: bool) -> None:  # noqa: FBT001 -- a case
    """BEIR's own, or plainer names; queries without judgements are left out."""
    key, body, name = ("_id", "text", "corpus") if modern else ("id", "abstract", "papers")
    _lines(tmp_path / f"{name}.jsonl", {key: "d1", "title": "T", body: "A."})
    _lines(tmp_path / "queries.jsonl", {key: 7, "text": "q"}, {key: "8", "text": "unjudged"})
    folder = tmp_path / "qrels" if modern else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "qrels.test.tsv").write_text("query-id\tcorpus-id\tscore\n7\td1\t2\n")
    collection = read_collection(tmp_path)
    assert [item.abstract for item in collection.documents] == ["A."]
    assert collection.queries == {"7": "q"}
    assert collection.gold == {"7": {"d1": 2}}


def test_what_a_collection_lacks_is_named(tmp_path: Path) -> None:
    """Papers, judgements, a judged query, or a column."""
    with pytest.raises(InputUnreadable, match=r"none of corpus\.jsonl"):
        read_collection(tmp_path)
    _lines(tmp_path / "papers.jsonl", {"id": "d1", "title": "T", "abstract": "A."})
    _lines(tmp_path / "queries.jsonl", {"id": "1", "text": "q"})
    with pytest.raises(InputUnreadable, match="no judgements"):
        read_collection(tmp_path)
    (tmp_path / "qrels.tsv").write_text("1\td1\n")
    with pytest.raises(InputUnreadable, match="no judgement"):
        read_collection(tmp_path)
    (tmp_path / "qrels.tsv").write_text("1\td1\t1\n2\td1\t1\n")
    with pytest.raises(InputUnreadable, match="judges query '2'"):
        read_collection(tmp_path)


def test_the_first_references_are_read(tmp_path: Path) -> None:
    """Lines after them are not looked at; each needs a summary."""
    good = {"id": "a", "title": "T", "source": "S.", "targets": ["s"]}
    path = _lines(tmp_path / "dev.jsonl", good, {**good, "targets": []})
    assert [item.id for item in read_references(path, 1)] == ["a"]
    with pytest.raises(InputUnreadable, match=r"Line 2 .* targets"):
        read_references(path, None)


def test_evaluations_are_remembered_in_order(tmp_path: Path) -> None:
    """A home without any has none; a line cut off by a crash is passed over."""
    home = tmp_path / "home"
    assert read_history(home) == ()
    remember(home, {"n": 1})
    remember(home, {"n": 2})
    assert read_history(home) == ({"n": 1}, {"n": 2})
    with (home / FILE).open("a") as file:
        file.write('{"n": ')
    assert read_history(home) == ({"n": 1}, {"n": 2})


def test_a_damaged_history_is_told(tmp_path: Path) -> None:
    """With its line."""
    (tmp_path / FILE).write_text('nonsense\n{"n": 2}\n')
    with pytest.raises(InputUnreadable, match="Line 1"):
        read_history(tmp_path)
    (tmp_path / FILE).write_text("[]\n")
    with pytest.raises(InputUnreadable, match="Line 1"):
        read_history(tmp_path)
