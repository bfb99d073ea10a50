"""The contract of `open_assistant`, as a program in Python uses it."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gguf import PoolingType

from bot.assistant import Assistant
from bot.settings import load_settings
from bot.types import Answered, Refused, Searching
from bot.wiring import open_assistant
from tests.fakes.tiny_bert import write_tiny_bert
from vectorstore.errors import HomeInUse, IndexOutOfDate

pytestmark = pytest.mark.model

OPEN = (
    "import sys; from bot.wiring import open_assistant\nwith open_assistant(home=sys.argv[1]): ..."
)


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch, models_folder: Path) -> None:
    monkeypatch.setenv("PAPERBOT_MODELS_FOLDER", str(models_folder))


@pytest.fixture
def home(starter_library: Path, tmp_path: Path) -> Path:
    """Return a home of this test's own, with the starter library."""
    return Path(shutil.copytree(starter_library, tmp_path / "home"))


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    """Open the assistant over it."""
    with open_assistant(home=home) as opened:
        yield opened


def test_questions_end_in_an_answer_or_a_refusal(assistant: Assistant) -> None:
    """The first event is the search, the last says how it went."""
    events = list(assistant.ask("What is SPANN?"))
    assert isinstance(events[0], Searching)
    assert isinstance(events[-1], Answered)
    assert events[-1].answer.claims
    *_, last = assistant.ask("What is the capital of France?")
    assert isinstance(last, Refused)
    assert last.answer.refusal is not None
    assert len(last.answer.refusal.nearest) == 3


def test_any_embedding_model_can_be_named(
    models_folder: Path, chat_model_path: Path, minilm_folder: Path, tmp_path: Path
) -> None:
    """A GGUF file by its path fills a library, which another embedder must make anew."""
    del chat_model_path, minilm_folder  # only so that they have been fetched
    embedder = write_tiny_bert(tmp_path / "tiny.gguf", PoolingType.MEAN)
    source = tmp_path / "rivers.jsonl"
    paper = {"title": "On Rivers", "abstract": "Rivers flow. Graphs of rivers flow what the sea."}
    source.write_text(json.dumps(paper), encoding="utf-8")
    given = {"home": tmp_path / "home", "models_folder": models_folder}
    with open_assistant(settings=load_settings({**given, "embedder": str(embedder)})) as assistant:
        (paper_id,) = assistant.add(str(source)).ids
        (hit,) = assistant.search("rivers flow", k=1)
        assert hit.paper.id == paper_id
        assert hit.dense_rank == 1
    with (
        pytest.raises(IndexOutOfDate, match="gguf-"),
        open_assistant(settings=load_settings(given)),
    ):
        pass


def test_papers_are_added_searched_and_summarised(assistant: Assistant, tmp_path: Path) -> None:
    """What comes in by `add` is found, and its summary is made of its own sentences."""
    source = tmp_path / "walnuts.jsonl"
    abstract = "Walnuts are a kind of nut. We find that they float on water."
    source.write_text(json.dumps({"title": "On Walnuts", "abstract": abstract}), encoding="utf-8")
    (paper_id,) = assistant.add(str(source)).ids
    assert assistant.search("walnuts", k=1)[0].paper.id == paper_id
    summary = assistant.summarise(paper_id, "tldr")
    assert summary.text
    for claim in summary.sentences:
        assert {citation.paper.id for citation in claim.citations} == {paper_id}


def test_a_home_can_be_opened_again_in_the_same_process(home: Path) -> None:
    """Closing gives everything back; nothing is lost in between."""
    for _ in range(2):
        with open_assistant(home=str(home)) as assistant:
            assert assistant.count() == 66


def test_a_home_has_one_owner(assistant: Assistant, home: Path) -> None:
    """While it is open, this process and any other is told who holds it."""
    assert assistant.count() == 66
    with pytest.raises(HomeInUse, match="in use by process"), open_assistant(home=home):
        pass
    other = subprocess.run(  # noqa: S603 (our own)
        [sys.executable, "-c", OPEN, home], capture_output=True, text=True, check=False
    )
    assert other.returncode == 1
    assert "HomeInUse: " in other.stderr
    assert assistant.search("SPANN", k=1)
