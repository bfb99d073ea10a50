"""JSON comes in in the shapes that services and scripts give it."""

import json

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.json_list import read_json_list

SCHOLAR = {
    "total": 1,
    "data": [
        {
            "paperId": "649def34",
            "externalIds": {"ArXiv": "2111.08566", "DOI": "10.1000/T", "CorpusId": 1},
            "title": "Trees",
            "abstract": "They grow.",
            "year": 2021,
            "publicationDate": "2021-11-05",
            "venue": "J. of Trees",
            "authors": [{"authorId": "1", "name": "Renée Müller"}],
            "fieldsOfStudy": ["a", "b"],
            "url": "https://t.example",
        }
    ],
}
OPEN_ALEX = {
    "meta": {"count": 1},
    "results": [
        {
            "id": "https://openalex.org/W1",
            "arxiv_id": "2111.08566",
            "doi": "https://doi.org/10.1000/t",
            "display_name": "Trees",
            "publication_year": 2021,
            "publication_date": "2021-11-05",
            "abstract_inverted_index": {"grow.": [1], "They": [0]},
            "authorships": [{"author": {"display_name": "Renée Müller"}}],
            "primary_location": {"source": {"display_name": "J. of Trees"}},
            "keywords": [{"display_name": "a"}, {"display_name": "b"}],
            "url": "https://t.example",
        }
    ],
}
CROSSREF = {
    "status": "ok",
    "message": {
        "items": [
            {
                "arxiv": "2111.08566",
                "DOI": "10.1000/t",
                "type": "journal-article",
                "title": ["Trees"],
                "abstract": "<jats:p>They grow.</jats:p>",
                "container-title": ["J. of Trees"],
                "author": [{"given": "Renée", "family": "Müller", "sequence": "first"}],
                "issued": {"date-parts": [[2021, 11, 5]]},
                "subject": ["a", "b"],
                "URL": "https://t.example",
            }
        ]
    },
}
PLAIN = [
    {
        "Title": "Trees",
        "summary": "They grow.",
        "authors": "Müller, Renée",
        "published": "2021-11-05T00:00:00Z",
        "arxiv_id": "2111.08566",
        "doi": "10.1000/t",
        "journal": "J. of Trees",
        "keywords": "a, b",
        "url": "https://t.example",
    }
]


@pytest.mark.parametrize("value", [SCHOLAR, OPEN_ALEX, CROSSREF, PLAIN, PLAIN[0]])
def test_the_usual_shapes_tell_the_same_paper(value: object) -> None:
    """Semantic Scholar, OpenAlex, Crossref, a plain list and one object alone."""
    (draft,) = read_json_list(json.dumps(value), "list.json")
    assert draft == Draft(
        title="Trees",
        abstract="They grow.",
        source="json",
        place="list.json",
        where="item 1",
        given_id="arxiv:2111.08566",
        other_ids=("doi:10.1000/t",),
        authors=("Renée Müller",),
        date="2021-11-05",
        url="https://t.example",
        categories=("a", "b"),
        venue="J. of Trees",
    )


def test_what_is_no_paper_is_rejected() -> None:
    """With its number; the others come in."""
    text = json.dumps([*PLAIN, 7, {"title": "Bare", "abstract": None}, {"abstract": "A."}])
    _, *rejected = read_json_list(text, "list.json")
    assert rejected == [
        Rejection("list.json", "item 2", "not a JSON object"),
        Rejection("list.json", "item 3", "no abstract for 'Bare'"),
        Rejection("list.json", "item 4", "no title"),
    ]


@pytest.mark.parametrize("text", ["{}", "[1, 2]", '{"a": {"b": {"c": {"d": [{}]}}}}', "[{"])
def test_json_without_papers_is_refused(text: str) -> None:
    """A list of something else is an error."""
    with pytest.raises(SourceUnreadable, match="JSON"):
        list(read_json_list(text, "list.json"))
