"""From claims to numbered markers, and from papers to source cards with marked sentences.

Pure: decides numbers, element ids and where an abstract is cut. Writes no HTML.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.types import Citation, Claim
from bot.web.links import Link, paper_links
from vectorstore.records import Paper


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an abstract; `mark` is its element id where it is a cited sentence."""

    text: str
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class Marker:
    """The small number behind a claim: what it opens (`card`), lights up (`marks`) and quotes."""

    label: str
    card: str
    marks: str
    hint: str


@dataclass(frozen=True, slots=True)
class Card:
    """A numbered source: the paper, its links, and its abstract in spans."""

    id: str
    number: int
    paper: Paper
    links: tuple[Link, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class MarkedClaim:
    """A claim and its markers."""

    claim: Claim
    markers: tuple[Marker, ...]


def cut_abstract(abstract: str, citations: Iterable[Citation], card: str) -> tuple[Span, ...]:
    """Return the abstract in spans: joined they are the abstract, cited sentences are marked.

    Where two cited sentences overlap, the later one is marked from the end of the earlier.
    """
    spans: list[Span] = []
    position = 0
    for start, end, n in sorted({(c.start, c.end, c.sentence) for c in citations}):
        begin, stop = max(start, position), min(end, len(abstract))
        if begin >= stop:
            continue
        if position < begin:
            spans.append(Span(abstract[position:begin]))
        spans.append(Span(abstract[begin:stop], mark=f"{card}-s{n}"))
        position = stop
    if position < len(abstract):
        spans.append(Span(abstract[position:]))
    return tuple(spans)


def source_cards(claims: Sequence[Claim], papers: Sequence[Paper], prefix: str) -> tuple[Card, ...]:
    """Return a card for every paper that is cited, numbered by its place in `papers`."""
    cited: dict[str, list[Citation]] = {}
    for claim in claims:
        for citation in claim.citations:
            cited.setdefault(citation.paper.id, []).append(citation)
    return tuple(
        Card(
            id=f"{prefix}-{number}",
            number=number,
            paper=paper,
            links=paper_links(paper),
            spans=cut_abstract(paper.abstract, cited[paper.id], f"{prefix}-{number}"),
        )
        for number, paper in enumerate(papers, start=1)
        if paper.id in cited
    )


def mark_by_paper(claims: Sequence[Claim], cards: Sequence[Card]) -> tuple[MarkedClaim, ...]:
    """Return the claims with one marker for each paper they cite, labelled with its number."""
    card_of = {card.paper.id: card for card in cards}
    return tuple(
        MarkedClaim(
            claim,
            tuple(
                _marker(str(card_of[paper_id].number), card_of[paper_id].id, citations)
                for paper_id, citations in _by_paper(claim.citations).items()
                if paper_id in card_of
            ),
        )
        for claim in claims
    )


def mark_by_sentence(claims: Sequence[Claim], card: str) -> tuple[MarkedClaim, ...]:
    """Return the claims with one marker for each sentence they cite, labelled with its number."""
    return tuple(MarkedClaim(claim, mark_sentences(claim.citations, card)) for claim in claims)


def mark_sentences(citations: Sequence[Citation], card: str) -> tuple[Marker, ...]:
    """Return a marker for each sentence cited, labelled with its number."""
    return tuple(_marker(str(citation.sentence), card, [citation]) for citation in citations)


def _by_paper(citations: Sequence[Citation]) -> dict[str, list[Citation]]:
    """Group citations by paper, in order."""
    grouped: dict[str, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(citation.paper.id, []).append(citation)
    return grouped


def _marker(label: str, card: str, citations: Sequence[Citation]) -> Marker:
    """Return the marker of these sentences of one card."""
    return Marker(
        label=label,
        card=card,
        marks=" ".join(f"{card}-s{citation.sentence}" for citation in citations),
        hint=" … ".join(citation.quote for citation in citations),
    )
