"""The JSON contract: exact names, nothing lost, nothing that JSON cannot hold."""

import json
from dataclasses import replace

import pytest

from bot.contract import (
    answer_to_json,
    error_to_json,
    event_to_json,
    hits_to_json,
    paper_detail_to_json,
    paper_to_json,
    report_to_json,
    summary_to_json,
)
from bot.errors import ModelBusy
from bot.types import (
    Declined,
    Event,
    Listed,
    Listing,
    Queued,
    Recalling,
    Refusal,
    Row,
    Searching,
    Summarised,
    Table,
)
from tests.fakes.spann import (
    ANSWER,
    ANSWERING,
    FIRST,
    HIT,
    REFUSAL,
    REFUSING,
    SENTENCES,
    SPANN,
    SUMMARY,
)
from vectorstore.errors import PaperUnknown
from vectorstore.records import AddReport, Rejection


def test_an_answer_has_the_names_of_the_contract() -> None:
    """An answer's keys, at every depth, are those that scripts rely on."""
    data = answer_to_json(ANSWER)
    assert list(data) == [
        "question",
        "standalone_question",
        "made_by",
        "refused",
        "refusal",
        "answer",
        "claims",
        "removed",
        "papers",
        "general",
        "computed",
        "listing",
        "table",
        "model",
        "tokens",
        "ms",
    ]
    claim = data["claims"][0]
    assert list(claim) == ["text", "state", "citations", "support", "repaired"]
    assert list(claim["citations"][0]) == [
        "paper_id",
        "title",
        "sentence",
        "quote",
        "start",
        "end",
    ]
    assert list(data["removed"][0]) == ["text", "reason"]
    assert list(data["papers"][0]) == ["paper_id", "title", "url", "date"]
    assert list(data["model"]) == ["name", "quant", "small"]
    assert data["tokens"] == {"prompt": 100, "reused": 40, "completion": 12}
    assert data["ms"] == {"search": 10.0, "first_token": 250.1, "total": 1500.0}


def test_an_answer_is_not_refused_and_points_into_its_papers() -> None:
    """An answer has no refusal, and its markers count its papers."""
    data = answer_to_json(ANSWER)
    assert (data["refused"], data["refusal"]) == (False, None)
    assert data["answer"] == (
        "SPANN is 2 times faster than DiskANN. [1] “It reaches 90% recall.” [1]"
    )
    assert [paper["paper_id"] for paper in data["papers"]] == [SPANN.id]


def test_a_quote_is_where_its_offsets_say() -> None:
    """A citation's offsets cut its quote out of the abstract."""
    citation = answer_to_json(ANSWER)["claims"][1]["citations"][0]
    assert SPANN.abstract[citation["start"] : citation["end"]] == citation["quote"]


def test_a_refusal_names_the_nearest_papers() -> None:
    """A refused question keeps every key, says why, and points at papers by id and title."""
    data = answer_to_json(REFUSAL)
    assert data["refused"] is True
    assert data["refusal"] == {
        "reason": "The library holds no paper on this.",
        "nearest": [{"paper_id": SPANN.id, "title": SPANN.title}],
        "searched": "Searched 2 abstracts in the library.",
    }
    assert data["claims"] == []
    assert list(data) == list(answer_to_json(ANSWER))


def test_no_first_token_is_null() -> None:
    """Where no model was asked, the time to its first token is null."""
    silent = replace(ANSWER, timing=replace(ANSWER.timing, first_token_ms=None))
    assert answer_to_json(silent)["ms"]["first_token"] is None


def test_a_summary_has_the_names_of_the_contract() -> None:
    """A summary's keys are those that scripts rely on, its grades have one decimal."""
    data = summary_to_json(SUMMARY)
    assert list(data) == [
        "paper_id",
        "level",
        "text",
        "sentences",
        "removed",
        "grade",
        "abstract_grade",
        "cached",
        "model",
        "prompt_version",
        "slots",
        "glossary",
    ]
    assert list(data["sentences"][0]) == ["text", "state", "citations", "support", "repaired"]
    assert (data["grade"], data["abstract_grade"]) == (8.2, 15.7)


def test_hits_have_the_names_of_the_contract() -> None:
    """A search's keys are those that scripts rely on, its numbers short."""
    data = hits_to_json([HIT], 12.345)
    assert data == {
        "hits": [
            {
                "paper_id": SPANN.id,
                "title": SPANN.title,
                "url": SPANN.url,
                "date": SPANN.date,
                "score": 0.181818,
                "similarity": 0.7123,
                "dense_rank": 1,
                "lexical_rank": None,
                "sentences": [{"n": 1, "text": SENTENCES[0].text}],
            }
        ],
        "ms": 12.3,
    }


def test_a_hit_of_words_alone_has_no_similarity() -> None:
    """Where the dense search missed a paper, its similarity is null."""
    hits = hits_to_json([replace(HIT, similarity=None, dense_rank=None)], 1.0)["hits"]
    assert (hits[0]["similarity"], hits[0]["dense_rank"]) == (None, None)


def test_a_report_has_the_names_of_the_contract() -> None:
    """An addition's keys are those that scripts rely on."""
    rejection = Rejection("papers.jsonl", "line 3", "it has no title")
    report = AddReport(added=2, updated=1, unchanged=0, rejected=(rejection,), ids=(SPANN.id,))
    assert report_to_json(report) == {
        "added": 2,
        "updated": 1,
        "unchanged": 0,
        "rejected": [{"source": "papers.jsonl", "where": "line 3", "reason": "it has no title"}],
        "ids": [SPANN.id],
    }


def test_a_paper_has_every_field_of_its_record() -> None:
    """A paper's object holds its whole record, the id under the contract's name."""
    assert paper_to_json(SPANN) == {
        "paper_id": "arxiv:2111.08566",
        "title": "SPANN: Highly-efficient Billion-scale Search",
        "url": "https://arxiv.org/abs/2111.08566",
        "date": "2021-11-05",
        "abstract": "SPANN is 2 times faster than DiskANN. It reaches 90% recall.",
        "authors": ["Qi Chen"],
        "categories": ["cs.DB"],
        "links": ["https://github.com/microsoft/SPTAG"],
        "source": "jsonl",
        "also": [],
        "version": None,
        "venue": None,
        "tags": [],
        "notes": "",
    }


def test_a_paper_in_detail_numbers_its_sentences() -> None:
    """A paper in detail adds its sentences with number and place."""
    data = paper_detail_to_json(SPANN, SENTENCES)
    assert set(data) == {*paper_to_json(SPANN), "sentences"}
    assert data["sentences"][1] == {
        "n": 2,
        "text": "It reaches 90% recall.",
        "start": 38,
        "end": 60,
    }


def test_an_error_says_what_and_what_to_do() -> None:
    """An error's object has its kind, its message and its remedy."""
    assert error_to_json(PaperUnknown("No paper “x”.", remedy="Search for it.")) == {
        "error": {"kind": "paper-unknown", "message": "No paper “x”.", "remedy": "Search for it."}
    }


def test_a_busy_model_says_when_to_ask_again() -> None:
    """Its error's object has one field more."""
    busy = ModelBusy("32 readers wait already.", remedy="Ask again in 7 s.", retry_after_s=7)
    error = error_to_json(busy)["error"]
    assert error == {
        "kind": "busy",
        "message": "32 readers wait already.",
        "remedy": "Ask again in 7 s.",
        "retry_after_s": 7,
    }


@pytest.mark.parametrize(
    ("event", "name", "keys"),
    [
        (ANSWERING[0], "searching", ["question", "made_by"]),
        (Declined(Refusal("No paper.", ())), "declined", ["reason", "nearest", "searched"]),
        (Recalling("It is Paris."), "recalling", ["text"]),
        (ANSWERING[1], "reading", ["papers"]),
        (Queued(2), "queued", ["place"]),
        (ANSWERING[2], "writing", ["tokens"]),
        (ANSWERING[3], "checking", ["statement"]),
        (ANSWERING[4], "dropped", ["text", "reason"]),
        (ANSWERING[5], "shown", ["text", "state", "citations", "support", "repaired"]),
        (ANSWERING[7], "answered", list(answer_to_json(ANSWER))),
        (REFUSING[1], "refused", list(answer_to_json(REFUSAL))),
        (Summarised(SUMMARY), "summarised", list(summary_to_json(SUMMARY))),
    ],
)
def test_an_event_has_a_stable_name_and_data(event: Event, name: str, keys: list[str]) -> None:
    """Every event has its own name and keys, and is JSON."""
    found, data = event_to_json(event)
    assert (found, list(data)) == (name, keys)
    json.dumps(data, allow_nan=False)


def test_data_are_carried_whole() -> None:
    """Markup and line breaks of a question or a claim are data, and stay as they are."""
    hostile = "<script>\n[1](http://x) </s> \u2028"
    assert event_to_json(Searching(hostile))[1] == {"question": hostile, "made_by": "as asked"}
    claims = answer_to_json(replace(ANSWER, claims=(replace(FIRST, text=hostile),)))["claims"]
    assert claims[0]["text"] == hostile


def test_a_list_and_a_table_are_carried_whole() -> None:
    """What was computed, the rule, every paper and every cell; null where there is none."""
    cited = FIRST.citations[0]
    answer = replace(
        ANSWER,
        computed="1 of 2 papers.",
        listing=Listing("Papers that say it.", 2, 2, (Listed(cited.paper, cited, said=True),)),
        table=Table((cited.paper,), (Row("speed", (cited,)), Row("cost", (None,)))),
    )
    data = answer_to_json(answer)
    citation = data["claims"][0]["citations"][0]
    assert data["computed"] == "1 of 2 papers."
    assert data["listing"] is not None
    assert list(data["listing"]) == ["rule", "total", "of", "note", "items"]
    (item,) = data["listing"]["items"]
    assert list(item) == ["paper_id", "title", "url", "date", "citation", "said"]
    assert item["citation"] == citation
    assert data["table"] is not None
    assert [row["cells"] for row in data["table"]["rows"]] == [[citation], [None]]
    plain = answer_to_json(ANSWER)
    assert (plain["computed"], plain["listing"], plain["table"]) == (None, None, None)
