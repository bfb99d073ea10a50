"""`paperbot bench`, on a model made for it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.model_writer import Plan, write_model
from bot.evaluation.texts import read_papers
from bot.evaluation.token_table import make_table
from tests.fakes.ended import Ended
from tests.fakes.llama_server import LlamaServer
from tests.fakes.serving import serving
from tests.fakes.silent import unseen
from tests.fakes.tiny_shape import tiny_shape

Paperbot = Callable[..., Ended]
_SHORT = ("--prompt-tokens", "8", "--new-tokens", "4", "--repeats", "1", "--readers", "1,3")


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a model of two layers."""
    path = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    write_model(path, Plan(tiny_shape("llama", 96), "Q8_0", make_table(600)), unseen)
    return path


def test_the_last_line_is_one_object(paperbot: Paperbot, tiny_model: Path) -> None:
    """Below the tables; progress is on stderr."""
    with serving(LlamaServer(model_path=str(tiny_model)).app()) as url:
        ended = paperbot(
            *("bench", "engine", "--model", tiny_model, "--peer", url, "--only", "load,prefix"),
            *_SHORT,
        )
    assert ended.status == 0, ended.err
    *tables, last = ended.out.splitlines()
    assert any(line.startswith("Readers at once: 8 tokens read") for line in tables)
    report = json.loads(last)
    assert report["benchmark"] == "engine"
    assert report["about"]["model"]["quant"] == "Q8_0"
    assert report["about"]["machine"]["threads"].isdigit()
    one, three = report["load"]["results"]
    assert (one["readers"], three["readers"]) == (1, 3)
    assert three["ours"]["failed"] == three["peer"]["failed"] == 0
    assert three["to_peer"]["tokens_per_s"] > 0
    assert report["prefix"]["prefix_tokens"] == 512
    assert report["overhead"]["step_overhead_us"] > 0
    assert "Load: 1, 3 readers" in ended.err


def test_json_alone_is_json_alone(
    paperbot: Paperbot, tiny_model: Path, starter_page: Path, tmp_path: Path
) -> None:
    """And parts can be asked for, with papers of one's own."""
    long, *_ = sorted(read_papers(starter_page), key=lambda paper: -len(paper.abstract))
    papers = tmp_path / "one.jsonl"
    papers.write_text(json.dumps({"title": long.title, "abstract": long.abstract}))
    ended = paperbot(
        *("bench", "engine", "--model", tiny_model, "--json", "--papers", papers),
        *("--only", "fairness,speculation", *_SHORT),
    )
    assert ended.status == 0, ended.err
    report = json.loads(ended.out)
    assert report["fairness"]["failed"] == 0
    assert {row["kind"] for row in report["speculation"]} >= {"abstract, shortened"}
    assert "load" not in report


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("engine", "--readers", "1,x"), "numbers from 1 to 256"),
        (("engine", "--readers", "0"), "numbers from 1 to 256"),
        (("engine", "--only", "lunch"), "lunch: no such part"),
        (("make-model", "--arch", "llama", "--size", "9B", "--out", "x"), "llama 8B"),
        (
            ("make-model", "--arch", "llama", "--size", "8B", "--out", "x", "--type", "Q2"),
            "Q2 is not known; there are F16",
        ),
    ],
)
def test_wrong_usage_is_told(paperbot: Paperbot, arguments: tuple[str, ...], words: str) -> None:
    """With what could have been given; nothing is written."""
    ended = paperbot("bench", *arguments)
    assert ended.status == 2
    assert words in ended.err
    assert not Path("x").exists()


@pytest.mark.model
def test_a_library_is_filled_and_measured(
    paperbot: Paperbot, starter_page: Path, tmp_path: Path
) -> None:
    """Each part asked for has its section; a kept library is there afterwards, and whole."""
    kept = tmp_path / "kept"
    ended = paperbot(
        *("bench", "library", starter_page, "--keep", kept, "--queries", "3"),
        *("--only", "reading,growth,search", "--json"),
    )
    assert ended.status == 0, ended.err
    report = ended.object
    assert report["benchmark"] == "library"
    assert report["reading"]["again_unchanged"] == 66
    assert [stage["papers"] for stage in report["growth"]["stages"]] == [66]
    assert report["search"]["kinds"][0]["recall"] == 1
    assert report["disk"]["papers"] == 66
    assert paperbot("check", "--home", kept).status == 0
