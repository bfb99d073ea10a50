"""Which questions are over the whole library, and which must go the usual way."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.overview.request import ListKind
from bot.answering.overview.routing import read_listing

TODAY = date(2026, 3, 18)
QUESTIONS = Path(__file__).parents[4] / "samples" / "questions"
# They ask what the library holds: its answer, that it holds none, is a refusal all the same.
ABOUT_THE_LIBRARY = ("Does the library have", "Do you have anything", "Are there any papers")


@pytest.mark.parametrize(
    ("question", "kind", "topic"),
    [
        ("Which papers use hypernetworks?", "list", "hypernetworks"),
        ("list all papers about graph neural networks", "list", "graph neural networks"),
        ("Could you please show me papers that deal with NER?", "list", "NER"),
        ("What do we have on batch normalization?", "list", "batch normalization"),
        ("Which datasets/papers report CIFAR-10?", "list", "CIFAR-10"),
        ("Are there any papers on sign language?", "list", "sign language"),
        ("papers on distillation", "list", "distillation"),
        ("List all papers.", "list", ""),
        ("How many papers mention ImageNet?", "count", "ImageNet"),
        ("In how many papers does dropout come up?", "count", "dropout"),
        ("How many papers are there?", "count", ""),
        ("What is new on diffusion models?", "newest", "diffusion models"),
        ("latest papers about link prediction", "newest", "link prediction"),
        ("Which paper on NAS is the newest?", "newest", "NAS"),
        ("Do papers disagree on batch normalization?", "disagreement", "batch normalization"),
    ],
)
def test_questions_over_the_library(question: str, kind: ListKind, topic: str) -> None:
    """Their kind and their topic are read."""
    request = read_listing(question, TODAY)
    assert request is not None
    assert (request.kind, request.topic) == (kind, topic)


@pytest.mark.parametrize(
    "question",
    [
        "Which paper introduces SPANN?",
        "How many sentences does HiNER have?",
        "Which method is faster, SPANN or DiskANN?",
        "How many papers does HiNER cite?",
        "Which papers do not use ImageNet?",
        "Which papers use more memory than SPANN?",
        "Which papers use the most memory?",
        "Which datasets are used by HiNER?",
        "Which papers use it?",
        "What does the newest module do?",
        "",
    ],
)
def test_questions_about_one_fact_go_the_usual_way(question: str) -> None:
    """A list would be no answer to them."""
    assert read_listing(question, TODAY) is None


def test_what_narrows_a_list_is_read() -> None:
    """Author, category and time, each apart from the topic."""
    request = read_listing("Which papers by Qi Chen in cs.DB since 2021 are about search?", TODAY)
    assert request is not None
    assert request.topic == "search"
    assert (request.filters.author, request.filters.category) == ("Qi Chen", "cs.DB")
    assert request.period.after == "2021"


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("papers by qi chen", "qi chen"),
        ("What has Song Han written?", "Song Han"),
        ("List papers written by Vincent van den Berg", "Vincent van den Berg"),
    ],
)
def test_an_author_is_enough(question: str, author: str) -> None:
    """With no topic beside."""
    request = read_listing(question, TODAY)
    assert request is not None
    assert (request.topic, request.filters.author) == ("", author)


def _questions(name: str) -> list[dict[str, str]]:
    lines = (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    "name", ["answerable", "dev-answerable", "unanswerable", "dev-unanswerable"]
)
def test_no_question_of_the_sets_is_taken_for_a_list(name: str) -> None:
    """None of the questions about one paper, or about none."""
    taken = [item["question"] for item in _questions(name) if read_listing(item["question"], TODAY)]
    assert [each for each in taken if not each.startswith(ABOUT_THE_LIBRARY)] == []


def test_every_list_of_the_set_is_recognised() -> None:
    """Comparisons apart, which are read elsewhere."""
    for item in _questions("several"):
        request = read_listing(item["question"], TODAY)
        if item["kind"] != "compare":
            assert request is not None, item["question"]
            assert request.kind == item["kind"], item["question"]


@given(st.text(max_size=80))
def test_any_question_is_read(question: str) -> None:
    """Nothing fails, whatever a reader types."""
    read_listing(question, TODAY)


@given(st.from_regex(r"(?:which|how many|list|papers|new|on|by|in|the|and|2023|[A-Z]\w+| ){1,20}"))
def test_any_near_question_is_read(question: str) -> None:
    """Nor on words that the rules look for."""
    read_listing(question, TODAY)
