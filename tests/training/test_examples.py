"""The questions that the selector was trained on, and what is made of them."""

import json
import random
from pathlib import Path

from training.examples import beside_others, read_examples, without_answers

QUESTIONS = Path(__file__).parents[2] / "training" / "questions.jsonl"


def test_the_shipped_questions_have_the_form(tmp_path: Path) -> None:
    """Half of some 13,000 are answered; a paper that is not brought along is left out."""
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len(lines) > 12_000
    assert all(set(line) == {"paper", "question", "answer"} for line in lines)
    assert 0.45 < sum(bool(line["answer"]) for line in lines) / len(lines) < 0.55
    first = lines[0]["paper"]
    record = {"id": first, "title": "Herds", "abstract": " ".join(["They run."] * 30)}
    papers = tmp_path / "papers.jsonl"
    papers.write_text(json.dumps(record), "utf-8")
    examples = read_examples(QUESTIONS, papers)
    assert {example.paper for example in examples} == {first}
    assert all(max(e.answers, default=0) < len(e.abstract.sentences) for e in examples)


def test_near_misses_are_made(tmp_path: Path) -> None:
    """By taking the answer out, or by asking another paper of something it never heard of."""
    papers, questions = tmp_path / "papers.jsonl", tmp_path / "questions.jsonl"
    records = [
        {"id": "arxiv:1", "title": "FLOCK", "abstract": "FLOCK counts birds. It needs 3 cameras."},
        {"id": "arxiv:2", "title": "Herds", "abstract": "Herds are counted. It takes 5 days."},
    ]
    asked = [
        {"paper": "arxiv:1", "question": "How many cameras does FLOCK need?", "answer": [2]},
        {"paper": "arxiv:2", "question": "how long does it take?", "answer": [2]},
    ]
    papers.write_text("\n".join(map(json.dumps, records)), "utf-8")
    questions.write_text("\n".join(map(json.dumps, asked)), "utf-8")
    named, general = read_examples(questions, papers)
    bared = without_answers(named)
    assert bared.abstract.sentences == ("FLOCK counts birds.",)
    assert bared.answers == frozenset()
    like = {"arxiv:1": ["arxiv:2"], "arxiv:2": ["arxiv:1"]}
    (moved,) = beside_others([named, general], like, random.Random(0))  # noqa: S311 (no secret)
    assert (moved.question, moved.abstract.title) == (named.question, "Herds")
    assert moved.answers == frozenset()
