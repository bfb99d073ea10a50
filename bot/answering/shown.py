"""What a reader sees of an answer's claims: one text with markers, and the papers they point to."""

from collections.abc import Sequence

from bot.types import Claim
from vectorstore.records import Paper


def answer_text(claims: Sequence[Claim]) -> str:
    """Return claims as one text, with markers `[1]` into `cited_papers(claims)`."""
    places = {paper.id: n for n, paper in enumerate(cited_papers(claims), start=1)}
    parts = []
    for claim in claims:
        marks = dict.fromkeys(f"[{places[citation.paper.id]}]" for citation in claim.citations)
        words = f"“{claim.text}”" if claim.state == "quoted" else claim.text
        parts.append(f"{words} {''.join(marks)}")
    return " ".join(parts)


def cited_papers(claims: Sequence[Claim]) -> tuple[Paper, ...]:
    """Return the papers that claims cite, each once, in order of first mention."""
    papers = {c.paper.id: c.paper for claim in claims for c in claim.citations}
    return tuple(papers.values())
