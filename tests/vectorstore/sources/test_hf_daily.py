"""The Daily Papers API is understood in every shape its answers have been kept in."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, finished
from vectorstore.sources.hf_daily import daily_address, looks_like_hf_daily, read_hf_daily

Shape = Callable[[list[object]], object]


def entry(number: int) -> dict[str, object]:
    """Return an entry in today's shape."""
    paper = {
        "id": f"2503.0000{number}",
        "authors": [{"_id": "67", "name": "Ada Lovelace", "hidden": False}],
        "publishedAt": "2025-03-07T08:36:05.000Z",
        "title": f"Engine {number}",
        "summary": f"We build engine {number}.",
        "upvotes": 3,
    }
    return {"paper": paper, "publishedAt": "2025-03-09T22:20:09.137Z", "title": f"Engine {number}"}


SHAPES: dict[str, Shape] = {
    "objects": lambda entries: entries,
    "reprs": lambda entries: [repr(entry) for entry in entries],
    "data": lambda entries: {
        "status": "success",
        "date": "2025-03-10",
        "count": 3,
        "data": entries,
    },
    "data of reprs": lambda entries: {"data": [repr(entry) for entry in entries]},
    "flat": lambda entries: [entry["paper"] for entry in entries if isinstance(entry, dict)],
}


def titles(text: str) -> list[str]:
    """Return the titles that come in."""
    return [item.title for item in read_hf_daily(text, "day.json") if isinstance(item, Draft)]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("indent", [None, 4])
def test_every_shape_gives_the_same_papers(shape: Shape, indent: int | None) -> None:
    """Lists of objects, of reprs, under `data`, flat: recognised, and read alike."""
    text = json.dumps(shape([entry(1), entry(2), entry(3)]), indent=indent)
    assert looks_like_hf_daily(text[:65_536])
    items = list(read_hf_daily(text, "day.json"))
    plain = list(read_hf_daily(json.dumps([entry(1), entry(2), entry(3)]), "day.json"))
    assert items == plain
    assert [item.where for item in items] == ["entry 1", "entry 2", "entry 3"]


def test_one_paper_alone_is_read() -> None:
    """The API gives a single paper as an object."""
    text = json.dumps(entry(1)["paper"])
    assert looks_like_hf_daily(text)
    assert titles(text) == ["Engine 1"]


def test_answers_joined_in_one_file_are_read_on() -> None:
    """Several days after each other, or an entry a line, count their entries through."""
    joined = json.dumps([entry(1)]) + "\n" + json.dumps([entry(2), 5, entry(3)])
    assert [item.where for item in read_hf_daily(joined, "day.json")] == [
        "entry 1",
        "entry 2",
        "entry 3",
        "entry 4",
    ]
    assert titles("\ufeff" + "\n".join(json.dumps(entry(n)) for n in (1, 2))) == [
        "Engine 1",
        "Engine 2",
    ]


def test_a_first_paper_of_two_thousand_authors_does_not_hide_the_shape() -> None:
    """The names come before everything else that is known of a paper."""
    crowd = [{"_id": "6" * 24, "name": "A", "hidden": False}] * 2_000
    first = {"paper": {"id": "2503.00001", "authors": crowd, "title": "T", "summary": "S."}}
    assert looks_like_hf_daily(json.dumps([first], indent=4)[:65_536])
    assert looks_like_hf_daily(json.dumps([first["paper"]], indent=4)[:65_536])


def test_a_day_without_papers_yields_nothing() -> None:
    """Weekends exist, and are no error."""
    assert titles("[]") == []
    assert titles('{"status": "success", "count": 0, "data": []}') == []


def test_an_entry_that_is_no_paper_is_rejected_in_its_place() -> None:
    """Its neighbours still come in."""
    first, second = read_hf_daily(json.dumps(["{'paper': {'id': open}}", entry(2)]), "day.json")
    assert isinstance(first, Rejection)
    assert first.where == "entry 1"
    assert isinstance(second, Draft)


def test_an_error_answer_is_told_in_its_own_words() -> None:
    """What the API says is shown, on one line."""
    text = json.dumps({"error": "date must not be\nin the future"})
    assert looks_like_hf_daily(text)
    with pytest.raises(SourceUnreadable, match=r"answered 'date must not be\\nin the future'"):
        titles(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"paper": {"title": "T"', "no whole JSON: .* in line 1"),
        ("[" * 200_000, "brackets too deep|no whole JSON"),
        ('{"papers": 5}', "not of the Daily Papers API"),
        ('"text"', "not of the Daily Papers API"),
        ("[1, 2]", "no paper that can be read: in entry 1"),
        ('[{"paper": {"title": "T"}}]', "summary .* is missing under 'T'"),
    ],
)
def test_a_text_that_is_no_answer_is_refused(text: str, said: str) -> None:
    """The reason says what was found, and the remedy what to give."""
    with pytest.raises(SourceUnreadable, match=said):
        titles(text)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "[]",
        '{"title": "T", "abstract": "A.", "authors": ["B"]}',
        '[{"title": "T", "summary": "S", "publishedAt": "2025"}]',
        '{"paper": {"doi": "10.1/x"}}',
        '{"error": "' + "x" * 3_000,
        'The "paper" : { "publishedAt"',
        "<html>",
    ],
)
def test_other_texts_are_not_claimed(head: str) -> None:
    """JSON of other tools, JSON lines and prose are left to their own readers."""
    assert not looks_like_hf_daily(head)


KEYS = "paper data error id title summary authors name hidden publishedAt".split()
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(KEYS),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES | st.lists(JSON_VALUES, max_size=4))
def test_no_json_raises_anything_but_its_refusal(value: object) -> None:
    """Whatever stands under the keys of an answer, it is read, rejected or refused."""
    text = json.dumps(value)
    looks_like_hf_daily(text)
    try:
        items = list(finished(read_hf_daily(text, "day.json")))
    except SourceUnreadable:
        return
    assert all(item.where for item in items if isinstance(item, Rejection))


@given(st.text() | st.text("[]{}\"':,paper ", max_size=60))
def test_no_text_raises_anything_but_its_refusal(text: str) -> None:
    """Broken JSON is refused."""
    looks_like_hf_daily(text)
    try:
        list(read_hf_daily(text, "day.json"))
    except SourceUnreadable:
        return


def test_the_address_of_a_day_asks_for_all_of_it() -> None:
    """Left alone the API stops at fifty papers, and some days have more."""
    assert (
        daily_address("2025-03-10")
        == "https://huggingface.co/api/daily_papers?date=2025-03-10&limit=100"
    )
    assert daily_address(None) == "https://huggingface.co/api/daily_papers"


@pytest.mark.parametrize(
    "day", ["", "2025-3-10", "2025-02-30", "today", "\uff12025-03-10", "2025-W01-1"]
)
def test_a_day_that_is_none_is_refused_before_anything_is_asked(day: str) -> None:
    """The remedy shows how a day is written."""
    with pytest.raises(SourceUnreadable, match="hf:daily:2025-03-10"):
        daily_address(day)
