"""What is shown, as HTML: replies, papers and notices in, escaped text out. Pure.

The HTML is in `templates/`, filled by `templating`. What is shown of a paper besides its words, and
of additions, is in `kept_view`. No server and no Gradio here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.answering.shown import cited_papers
from bot.ports import ModelInfo
from bot.types import GENERAL_LABEL, Level
from bot.web.citing import (
    MarkedClaim,
    Marker,
    cut_abstract,
    mark_by_paper,
    mark_by_sentence,
    mark_sentences,
    source_cards,
)
from bot.web.links import paper_links
from bot.web.reply import Exchange, Failure, OpenPaper
from bot.web.templating import render
from vectorstore.records import Paper

Order: TypeAlias = Literal["newest", "oldest"]  # of addition
ORDERS: tuple[tuple[Order, str], ...] = (("newest", "Newest"), ("oldest", "Oldest"))
PAGE_SIZE = 25  # papers of the list shown at once
NOTES_CHARACTERS_SHOWN = 160  # in the list
LISTED_AT_ONCE = 20  # papers of an answer; the others are a click away
LEVELS: tuple[tuple[Level, str], ...] = (
    ("tldr", "TL;DR"),
    ("plain", "Plain"),
    ("expert", "Expert"),
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the list of papers: by place, or (with a query or a tag) by search.

    `near` says that no paper has the words of the query and these are the nearest in meaning,
    `cut` that there may be more than are shown.
    """

    papers: tuple[Paper, ...]
    total: int
    offset: int = 0
    order: Order = "newest"
    query: str = ""
    tag: str = ""
    near: bool = False
    cut: bool = False


def show_header() -> str:
    """Return the top line of the page."""
    return render("header")


def show_welcome(count: int, questions: Sequence[str], *, read_only: bool = False) -> str:
    """Return what stands in place of a conversation: questions to start with, or how to begin."""
    return render("welcome", count=count, questions=questions, read_only=read_only)


def show_talk(talk: Sequence[Exchange]) -> str:
    """Return a conversation."""
    return "\n".join(show_exchange(exchange, place) for place, exchange in enumerate(talk))


def show_exchange(exchange: Exchange, place: int) -> str:
    """Return one question with its reply, as far as it has come."""
    reply = exchange.reply
    papers = reply.answer.papers if reply.answer else cited_papers(reply.claims)
    cards = source_cards(reply.claims, papers, prefix=f"exchange-{place}")
    marked = mark_by_paper(reply.claims, cards)
    return render(
        "exchange",
        id=f"exchange-{place}",
        place=place,
        exchange=exchange,
        reply=reply,
        refusal=reply.refusal,
        general_label=GENERAL_LABEL,
        computed=reply.answer.computed if reply.answer else None,
        listing=reply.answer.listing if reply.answer else None,
        listing_page=LISTED_AT_ONCE,
        table=reply.answer.table if reply.answer else None,
        cell_markers=_by_sentence(marked),
        marked=marked,
        cards=cards if not reply.step else (),
        seconds=f"{reply.answer.timing.total_ms / 1000:.1f}" if reply.answer else "",
    )


def _by_sentence(marked: Sequence[MarkedClaim]) -> dict[tuple[str, int], tuple[Marker, ...]]:
    """Return the markers of each sentence cited, by its paper and its number."""
    return {
        (citation.paper.id, citation.sentence): item.markers
        for item in marked
        for citation in item.claim.citations
    }


def show_pins(papers: Sequence[Paper]) -> str:
    """Return the papers that the next question is narrowed to, each with a way to let it go."""
    return render("pins", papers=papers)


def show_model(model: ModelInfo, advice: str | None) -> str:
    """Return the notice which model writes here, and what would be better."""
    return render("model", model=model, advice=advice)


def show_notice(text: str) -> str:
    """Return a gentle notice above the question box."""
    return render("notice", text=text)


def show_failure(message: str, remedy: str) -> str:
    """Return what went wrong and what to do about it."""
    return render("failure", failure=Failure(message, remedy))


def show_shelf(shelf: Shelf) -> str:
    """Return a page of the list of papers."""
    after = shelf.offset + len(shelf.papers)
    turning = not shelf.query and not shelf.tag
    return render(
        "shelf",
        shelf=shelf,
        rows=[(paper, paper_links(paper)) for paper in shelf.papers],
        levels=LEVELS,
        orders=ORDERS,
        notes_most=NOTES_CHARACTERS_SHOWN,
        previous=max(0, shelf.offset - PAGE_SIZE) if turning and shelf.offset else None,
        next=after if turning and after < shelf.total else None,
    )


def show_paper(opened: OpenPaper) -> str:
    """Return one paper with its abstract and, if it was asked for, a summary."""
    reply = opened.reply
    summary = reply.summary
    terms = summary.glossary if summary else ()
    citations = [citation for claim in reply.claims for citation in claim.citations]
    citations += [citation for term in terms for citation in term.citations]
    return render(
        "paper",
        opened=opened,
        paper=opened.paper,
        links=paper_links(opened.paper),
        levels=LEVELS,
        reply=reply,
        marked=mark_by_sentence(reply.claims, "paper-card"),
        slots=[
            (slot, mark_by_sentence(slot.claims, "paper-card"))
            for slot in (summary.slots if summary else ())
        ],
        terms=[(term, mark_sentences(term.citations, "paper-card")) for term in terms],
        spans=cut_abstract(opened.paper.abstract, citations, "paper-card"),
    )
