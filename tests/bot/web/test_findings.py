"""Lists and comparisons on the page and as plain text: all of it, and text stays text."""

from dataclasses import replace

from bot.types import Answer, Answered, Claim, Listed, Listing, Row, Table
from bot.web.plain_reply import reply_text
from bot.web.reply import Exchange, Reply, follow
from bot.web.view import LISTED_AT_ONCE, show_exchange
from tests.fakes.answers import answer_of, cite
from vectorstore.records import Paper

HOSTILE = "<img src=http://evil.example onerror=alert(1)>"
PAPERS = tuple(
    Paper(id=f"arxiv:{n}", title=f"Paper {n}", abstract=f"One {n}. Two {n}.", date="2024")
    for n in range(LISTED_AT_ONCE + 3)
)
EVIL = Paper(id="evil", title=HOSTILE, abstract=f"{HOSTILE} is here. Two.")


def listing_of(*papers: Paper) -> Answer:
    """Return an answer that lists papers for their first sentence."""
    cited = [cite(paper, 1) for paper in papers]
    items = tuple(Listed(each.paper, each, said=True) for each in cited)
    claims = [Claim(each.quote, "quoted", (each,)) for each in cited[:LISTED_AT_ONCE]]
    return replace(
        answer_of("Which papers say it?", claims=claims),
        computed=f"{len(papers)} of 66 papers mention “{HOSTILE}”.",
        listing=Listing("Papers that say it.", len(papers), 66, items, "The newest come first."),
    )


def table_of(*papers: Paper) -> Answer:
    """Return an answer that compares papers; the last one states nothing."""
    cells = tuple(cite(paper, 1) for paper in papers[:-1])
    claims = [Claim(cell.quote, "quoted", (cell,)) for cell in cells]
    return replace(
        answer_of("Compare them", claims=claims),
        computed="Side by side.",
        table=Table(papers, (Row(f"speed {HOSTILE}", (*cells, None)),)),
    )


def shown(answer: Answer) -> str:
    """Return the HTML of an exchange that ended in this answer."""
    reply = follow(Reply(), Answered(answer))
    return show_exchange(Exchange(answer.question, reply=reply), 0)


def test_a_list_shows_the_count_the_rule_and_every_paper() -> None:
    """A page of it at once, the others folded away; each can be opened."""
    html = shown(listing_of(*PAPERS))
    assert "Papers that say it." in html
    assert "The newest come first." in html
    assert "3 more papers" in html
    for paper in PAPERS:
        assert f'data-paper="{paper.id}"' in html
        assert f"<bdi>One {paper.title.split()[1]}.</bdi>" in html


def test_a_comparison_is_a_table_with_a_source_for_each_cell() -> None:
    """Columns are papers; what is not stated is said so."""
    html = shown(table_of(*PAPERS[:3]))
    assert html.count('<th scope="col">') == 3
    assert html.count('<th scope="row">') == 1
    assert html.count('class="marker"') == 2
    assert "not stated" in html
    assert html.count('<details class="source"') == 2


def test_text_of_papers_and_readers_stays_text() -> None:
    """In titles, quotes, rules and aspects."""
    for answer in (listing_of(EVIL), table_of(EVIL, PAPERS[0])):
        html = shown(answer)
        assert "<img" not in html
        assert "&lt;img" in html


def test_plain_text_has_the_list_and_its_sources() -> None:
    """Clients that know only text see what was computed."""
    answer = replace(listing_of(PAPERS[0]), text="1 of 66 papers.\n- Paper 0: “One 0.” [1]")
    text = reply_text(answer)
    assert text.startswith("1 of 66 papers.\n- Paper 0: “One 0.”")
    assert "Sources:\n[1] Paper 0 | arxiv:0" in text
