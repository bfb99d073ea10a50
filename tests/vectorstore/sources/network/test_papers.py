"""What a reader names is asked of the right service, and what it lacks is said in words."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.fakes.arxiv_answers import api_answer, api_error
from tests.fakes.paper_server import PaperServer, Reply
from tests.fakes.still_clock import StillClock
from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.detect import read_source
from vectorstore.sources.draft import Draft
from vectorstore.sources.network.client import PoliteClient
from vectorstore.sources.network.manners import Manners
from vectorstore.sources.network.papers import NetworkPapers, Services

Fetch: TypeAlias = Callable[[str], list[Draft | Rejection]]

WORK: dict[str, object] = {
    "type": "journal-article",
    "title": "Growing <i>trees</i>",
    "author": [{"family": "Somerville", "given": "Mary"}],
    "issued": {"date-parts": [[2021, 11, 5]]},
    "container-title": "Journal of Trees",
    "DOI": "10.1000/tree(1)",
    "URL": "https://doi.org/10.1000/tree(1)",
}
ABSTRACT = {"abstract": "<jats:p>Trees grow. We <jats:italic>watch</jats:italic>.</jats:p>"}
PAGE = "\ufeff<!DOCTYPE html>\n<html><body>We are mending arxiv.org.</body></html>"


@pytest.fixture
def fetch(server: PaperServer, clock: StillClock, tmp_path: Path) -> Iterator[Fetch]:
    """Fetch from the server as if it were every service."""
    services = Services(
        arxiv=f"{server.address}/api/query",
        announcements=f"{server.address}/atom",
        doi=f"{server.address}/doi",
        crossref=f"{server.address}/works",
        hub=server.address,
    )
    with PoliteClient(tmp_path, manners=Manners(tries=2), clock=clock) as client:
        papers = NetworkPapers(client, services)
        yield lambda source: list(read_source(source, fetcher=papers))


def asked(server: PaperServer) -> list[str]:
    """Return the paths that were asked for."""
    return [request.path for request in server.asked]


def answering(server: PaperServer, ids: str, body: str, status: int = 200) -> None:
    """Set arXiv's answer to a list of ids."""
    count = ids.count(",") + 1
    server.answers(f"/api/query?id_list={ids}&max_results={count}", Reply(body, status))


def test_papers_are_asked_of_arxiv_in_one_request(server: PaperServer, fetch: Fetch) -> None:
    """Each is placed at what brings it alone, whatever the order of the answer."""
    answering(
        server,
        "2409.13741,2409.13740v1",
        api_answer("2409.13740v1", "2409.13741v3", "2409.00001v1"),
    )
    first, second = fetch("arxiv:2409.13741,2409.13740v1")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert (first.place, first.where, first.version) == ("arxiv:2409.13740v1", "", 1)
    assert (second.place, second.where, second.version) == ("arxiv:2409.13741", "", 3)
    assert len(server.asked) == 1


def test_papers_that_arxiv_lacks_are_named(server: PaperServer, fetch: Fetch) -> None:
    """Left out of its answer, or of a month that the year does not have: those are not asked."""
    answering(server, "2409.13740,2409.99999,2409.13741v9", api_answer("2409.13740v2"))
    unasked, draft, *missing = fetch("arxiv:2409.13740,2413.00001,2409.99999,2409.13741v9")
    assert isinstance(draft, Draft)
    assert [unasked, *missing] == [
        Rejection(f"arxiv:{lacking}", "", f"arXiv has no paper {lacking}")
        for lacking in ("2413.00001", "2409.99999", "2409.13741v9")
    ]


def test_when_arxiv_finds_none_each_is_named_once(server: PaperServer, fetch: Fetch) -> None:
    """An empty answer is no reason of its own."""
    answering(server, "2409.99999", api_answer())
    (rejection,) = fetch("2409.99999")
    assert rejection == Rejection("arxiv:2409.99999", "", "arXiv has no paper 2409.99999")


def test_arxivs_own_words_stand(server: PaperServer, fetch: Fetch) -> None:
    """Where it says what is wrong, nothing is said to be missing."""
    answering(server, "2409.13740", api_error())
    (rejection,) = fetch("2409.13740")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "arXiv says: incorrect id format for 1234.5678"


def test_one_malformed_number_spoils_no_other(server: PaperServer, fetch: Fetch) -> None:
    """The whole list is refused by arXiv, and halved until the number is found."""
    answering(server, "2409.13740,2409.1374,2409.13741", api_error(), 400)
    answering(server, "2409.13740", api_answer("2409.13740v1"))
    answering(server, "2409.1374,2409.13741", api_error(), 400)
    answering(server, "2409.1374", api_error(), 400)
    answering(server, "2409.13741", api_answer("2409.13741v1"))
    first, bad, last = fetch("arxiv:2409.13740,2409.1374,2409.13741")
    assert isinstance(first, Draft)
    assert bad == Rejection("arxiv:2409.1374", "", "arXiv has no paper 2409.1374")
    assert isinstance(last, Draft)


def test_long_lists_are_asked_a_hundred_at_a_time(
    server: PaperServer, fetch: Fetch, clock: StillClock
) -> None:
    """With the pace kept in between; what fails later leaves what came before."""
    names = [f"2409.{number:05}" for number in range(10_000, 10_205)]
    for batch in (names[:100], names[100:200]):
        answering(server, ",".join(batch), api_answer(*(f"{name}v1" for name in batch)))
    answering(server, ",".join(names[200:]), "", 503)
    *drafts, failure = fetch(f"arxiv:{','.join(names)}")
    assert [draft.given_id for draft in drafts if isinstance(draft, Draft)] == names[:200]
    assert isinstance(failure, Rejection)
    assert "2 times in a row" in failure.reason
    assert clock.slept[:2] == [0.5, 0.5]


def test_a_category_is_its_announcements(server: PaperServer, fetch: Fetch) -> None:
    """Asked of the feed of the day; a paper's place is the category and its position."""
    server.answers("/atom/cs.CL", Reply(api_answer("2409.13740v1")))
    (draft,) = fetch("https://arxiv.org/list/cs.CL/new")
    assert isinstance(draft, Draft)
    assert (draft.place, draft.where) == ("arxiv:cs.CL", "entry 1")
    with pytest.raises(SourceUnreadable, match=r"announces nothing as 'cs\.XX'.*category_taxonomy"):
        fetch("arxiv:cs.XX")


def test_a_doi_is_asked_for_as_data(server: PaperServer, fetch: Fetch) -> None:
    """Its agency's record is enough where that has an abstract."""
    server.answers("/doi/10.1000/tree(1)", Reply(json.dumps(WORK | ABSTRACT)))
    (draft,) = fetch("https://doi.org/10.1000/TREE(1)")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.abstract) == ("Growing trees", "Trees grow. We watch.")
    assert (draft.place, draft.where) == ("doi:10.1000/tree(1)", "")
    assert (draft.given_id, draft.date) == ("doi:10.1000/tree(1)", "2021-11-05")
    assert draft.venue == "Journal of Trees"
    (request,) = server.asked
    assert request.headers["accept"] == "application/vnd.citationstyles.csl+json"


def test_an_abstract_is_looked_for_at_crossref(server: PaperServer, fetch: Fetch) -> None:
    """Where the agency's record has none; titles are lists there."""
    server.answers("/doi/10.1000/tree(1)", Reply(json.dumps(WORK)))
    message = WORK | ABSTRACT | {"title": ["Growing trees"], "container-title": ["J. of Trees"]}
    answer = {"status": "ok", "message-type": "work", "message": message}
    server.answers("/works/10.1000/tree(1)", Reply(json.dumps(answer)))
    (draft,) = fetch("10.1000/tree(1)")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.abstract) == ("Growing trees", "Trees grow. We watch.")
    assert (draft.given_id, draft.authors) == ("doi:10.1000/tree(1)", ("Mary Somerville",))
    assert (draft.date, draft.place, draft.where) == ("2021-11-05", "doi:10.1000/tree(1)", "")


@pytest.mark.parametrize("crossref", [Reply("", 404), Reply(json.dumps({"message": WORK}))])
def test_a_work_without_an_abstract_is_rejected_with_advice(
    server: PaperServer, fetch: Fetch, crossref: Reply
) -> None:
    """Crossref has none either, or does not know the work of another agency."""
    server.answers("/doi/10.1000/tree(1)", Reply(json.dumps(WORK)))
    server.answers("/works/10.1000/tree(1)", crossref)
    (rejection,) = fetch("doi:10.1000/tree(1)")
    assert rejection == Rejection(
        "doi:10.1000/tree(1)",
        "",
        "no abstract for 'Growing <i>trees</i>' at its DOI or Crossref; add its PDF, or a file "
        "that has one",
    )


def test_a_doi_that_nobody_registered_is_refused(server: PaperServer, fetch: Fetch) -> None:
    """In words, and without asking anybody else."""
    with pytest.raises(SourceUnreadable, match=r"No work is registered as doi:10\.1000/none\."):
        fetch("10.1000/none")
    assert asked(server) == ["/doi/10.1000/none"]


def test_a_day_of_hugging_face_is_asked_for(server: PaperServer, fetch: Fetch) -> None:
    """All of it at once; a day that is not yet is refused in words."""
    paper = {
        "id": "2409.13740",
        "authors": [{"name": "Ada Lovelace", "hidden": False}],
        "publishedAt": "2024-09-20T17:59:59.000Z",
        "title": "Pruning trees",
        "summary": "We prune.",
        "upvotes": 3,
    }
    body = json.dumps([{"paper": paper, "publishedAt": "2024-09-23T00:00:00.000Z"}])
    server.answers("/api/daily_papers?date=2024-09-23&limit=100", Reply(body))
    server.answers("/api/daily_papers", Reply("[]"))
    (draft,) = fetch("hf:daily:2024-09-23")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.place) == ("Pruning trees", "hf:daily:2024-09-23")
    server.answers("/api/daily_papers?date=2099-01-01&limit=100", Reply('{"error":"no"}', 400))
    with pytest.raises(SourceUnreadable, match="no papers for hf:daily:2099-01-01"):
        fetch("hf:daily:2099-01-01")


def test_any_other_address_is_a_file(server: PaperServer, fetch: Fetch) -> None:
    """Recognised by its content; an arXiv page is never asked for as a page."""
    address = server.answers("/list", Reply("TY  - JOUR\nTI  - Trees\nAB  - Grow.\nER  - \n"))
    (draft,) = fetch(address)
    assert isinstance(draft, Draft)
    assert (draft.source, draft.title, draft.place) == ("ris", "Trees", address)
    with pytest.raises(SourceUnreadable, match="PDF"):
        fetch(server.answers("/paper", Reply(b"%PDF-1.7\nbroken")))


@pytest.mark.parametrize("source", ["2409.13740", "arxiv:cs.CL", "doi:10.1000/x", "hf:daily"])
def test_a_page_in_the_place_of_papers_is_told(
    server: PaperServer, fetch: Fetch, source: str
) -> None:
    """A service under repair, a proxy's sign-in: nothing is said to be missing."""
    answering(server, "2409.13740", PAGE)
    for path in ("/atom/cs.CL", "/doi/10.1000/x", "/api/daily_papers"):
        server.answers(path, Reply(PAGE))
    with pytest.raises(SourceUnreadable, match=r"web page instead of papers\. Try again later"):
        fetch(source)


def test_an_unchanged_listing_is_not_sent_again(server: PaperServer, fetch: Fetch) -> None:
    """The second time the server says so, and the same papers come."""
    reply = Reply(api_answer("2409.13740v1"), headers={"ETag": '"day"'})
    server.answers("/atom/cs.CL", reply)
    first = fetch("arxiv:cs.CL")
    server.answers("/atom/cs.CL", replace(reply, body="not sent"))
    assert fetch("arxiv:cs.CL") == first
    assert server.asked[1].headers["if-none-match"] == '"day"'


def test_what_names_nothing_on_a_network_is_refused(clock: StillClock) -> None:
    """A file is not for a fetcher."""
    with (
        PoliteClient(None, clock=clock) as client,
        pytest.raises(SourceUnreadable, match=r"'papers\.json' names no papers on a network"),
    ):
        next(NetworkPapers(client).fetch("papers.json"))
