"""Queries searched for, and the rankings scored: of question sets, and of whole collections."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.assistant import Assistant
from bot.evaluation.evidence.beir import read_collection
from bot.evaluation.evidence.examined import Tell, counted
from bot.evaluation.evidence.libraries import open_library_with
from bot.evaluation.evidence.ranking_scores import DEPTH, RankingFigures, score_rankings
from bot.settings import Settings

# 10.5555 is the prefix of DOIs for tests: under it, papers of equal titles stay two papers.
_ID = "doi:10.5555/"


def kept_id(given: str) -> str:
    """Return an id that the library keeps as it is, for a paper of a collection."""
    return f"{_ID}{given.lower()}"


def rank(assistant: Assistant, queries: Mapping[str, str], tell: Tell) -> dict[str, list[str]]:
    """Return the ids found for each query, best first."""
    return {
        query: [hit.paper.id for hit in assistant.search(text, k=DEPTH)]
        for query, text in counted(list(queries.items()), "searches", tell)
    }


def score_searches(
    assistant: Assistant,
    queries: Mapping[str, str],
    gold: Mapping[str, Iterable[str]],
    tell: Tell,
) -> tuple[RankingFigures | None, dict[str, list[str]]]:
    """Search for each query; return the figures, and the rankings for those who look closer."""
    rankings = rank(assistant, queries, tell)
    grades = {query: dict.fromkeys(papers, 1) for query, papers in gold.items()}
    return score_rankings(grades, rankings), rankings


def score_collection(settings: Settings, folder: Path, tell: Tell) -> RankingFigures | None:
    """Add a collection's papers to a library of its own and score its queries.

    Raises InputUnreadable for a folder in another form.
    """
    collection = read_collection(folder)
    tell(f"Adding {len(collection.documents):,} papers of {folder.name}")
    papers = (
        {"id": kept_id(item.id), "title": item.title, "abstract": item.abstract}
        for item in collection.documents
    )
    gold = {
        query: {kept_id(paper): grade for paper, grade in grades.items()}
        for query, grades in collection.gold.items()
    }
    with open_library_with(settings, papers) as assistant:
        return score_rankings(gold, rank(assistant, collection.queries, tell))
