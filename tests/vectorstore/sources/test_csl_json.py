"""CSL-JSON comes in as Zotero, Pandoc and Crossref write it."""

import json

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.csl_json import read_csl_json
from vectorstore.sources.draft import Draft

ITEM: dict[str, object] = {
    "id": "tree",
    "type": "article-journal",
    "title": "Growing <i>trees</i>",
    "author": [
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"literal": "The Tree Group"},
    ],
    "issued": {"date-parts": [["2021", 11, 5]]},
    "container-title": "Journal of Trees",
    "abstract": "<jats:title>Abstract</jats:title><jats:p>p &lt; 0.05 &amp; CO"
    "<jats:sub>2</jats:sub></jats:p>",
    "DOI": "10.1000/TREE",
    "URL": "https://trees.example/1",
    "keyword": "forests, parsing",
    "note": "a note of another program",
}


def test_an_item_comes_in_whole() -> None:
    """Names are joined, JATS is taken out, notes of other programs are not the reader's."""
    (draft,) = read_csl_json(json.dumps([ITEM]), "list.json")
    assert isinstance(draft, Draft)
    assert draft.abstract.split() == ["Abstract", "p", "<", "0.05", "&", "CO₂"]
    assert (draft.title, draft.where, draft.notes) == ("Growing trees", "item 1", "")
    assert draft.authors == ("Ludwig van Beethoven", "The Tree Group")
    assert (draft.date, draft.given_id) == ("2021-11-05", "doi:10.1000/tree")
    assert (draft.venue, draft.categories) == ("Journal of Trees", ("forests", "parsing"))


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [[2021]]}, "2021"),
        ({"date-parts": [[2021, 2, 31]]}, "2021-02"),
        ({"date-parts": [[]], "raw": "5 Nov 2021"}, "2021-11-05"),
        ({"literal": "in spring"}, "in spring"),
        ({"date-parts": [[None]]}, None),
        ("2021", None),
    ],
)
def test_dates_become_iso(issued: object, date: str | None) -> None:
    """Parts, words, and what is neither."""
    (draft,) = read_csl_json(json.dumps({**ITEM, "issued": issued}), "list.json")
    assert isinstance(draft, Draft)
    assert draft.date == date


def test_an_item_that_is_no_paper_is_rejected() -> None:
    """With its number; the others come in."""
    items = {"items": [ITEM, "x", {"title": "Bare"}, {"abstract": "A."}]}
    _, *rejected = read_csl_json(json.dumps(items), "list.json")
    assert rejected == [
        Rejection("list.json", "item 2", "not a JSON object"),
        Rejection("list.json", "item 3", "no abstract for 'Bare'"),
        Rejection("list.json", "item 4", "no title"),
    ]


@pytest.mark.parametrize("text", ["[{", "[" * 100_000, "[" + "1" * 5_000 + "]x"])
def test_broken_json_is_refused(text: str) -> None:
    """With where it breaks, and at any depth."""
    with pytest.raises(SourceUnreadable, match="JSON"):
        list(read_csl_json(text, "list.json"))
