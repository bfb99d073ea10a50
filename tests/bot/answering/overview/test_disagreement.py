"""A disagreement is shown with a quote from both sides, or said not to be found."""

import json
from datetime import date

import pytest

from bot.answering.overview.disagreement import judgement
from bot.answering.overview.overview import Overview
from vectorstore.fakes import HashedEmbedder, WordCounter
from vectorstore.library import open_library
from vectorstore.mentions import Term

TODAY = date(2026, 3, 18)
DROPOUT = (Term(("dropout",)),)


@pytest.mark.parametrize(
    ("sentence", "side"),
    [
        ("Dropout improves accuracy.", 1),
        ("Dropout hurts accuracy.", -1),
        ("Dropout does not improve accuracy.", -1),
        ("We find that dropout rarely fails, and depth hurts.", -1),
        ("Depth hurts, but dropout is used.", 0),
        ("It improves on dropout.", 0),
        ("Depth improves accuracy.", 0),
        ("", 0),
    ],
)
def test_a_sentence_takes_a_side(sentence: str, side: int) -> None:
    """Only in the clause that names the topic, and after it."""
    assert judgement(sentence, DROPOUT) == side


def test_both_sides_are_quoted(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One sentence from each of two papers."""
    folder = tmp_path_factory.mktemp("quarrel")
    papers = [
        {"title": "For", "abstract": "Dropout improves accuracy. It is simple."},
        {"title": "Against", "abstract": "Nets are deep. Dropout hurts accuracy here."},
    ]
    (folder / "p.jsonl").write_text("".join(f"{json.dumps(p)}\n" for p in papers), "utf-8")
    with open_library(folder / "home", HashedEmbedder(), WordCounter()) as library:
        library.add(folder / "p.jsonl")
        found = Overview(library, HashedEmbedder()).answer("Do papers disagree on dropout?", TODAY)
    assert found is not None
    assert [claim.text for claim in found.claims] == [
        "Dropout improves accuracy.",
        "Dropout hurts accuracy here.",
    ]
    assert len({claim.citations[0].paper.id for claim in found.claims}) == 2


def test_none_found_is_said_of_how_many(overview: Overview) -> None:
    """And the papers are listed, for the reader to judge."""
    found = overview.answer("Do papers disagree on Cora?", TODAY)
    assert found is not None
    assert found.computed is not None
    assert found.computed.startswith("No disagreement was found")
    assert found.listing is not None
    refused = overview.answer("Do papers disagree on time travel?", TODAY)
    assert refused is not None
    assert refused.refusal is not None
