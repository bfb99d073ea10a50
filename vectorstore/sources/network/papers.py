"""Papers from a network: what a reader names is asked of who has it, and the answer read as a file.

Knows which service answers for what, and neither how answers come here nor how formats are read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote, urlsplit

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.arxiv_ids import ArxivId, first_month
from vectorstore.sources.contents import read_bytes
from vectorstore.sources.csl_json import read_csl_json
from vectorstore.sources.draft import Draft
from vectorstore.sources.formats import Drafts
from vectorstore.sources.hf_daily import daily_address
from vectorstore.sources.hf_entry import HUB
from vectorstore.sources.json_list import read_json_list
from vectorstore.sources.network.addresses import (
    ArxivListing,
    ArxivPapers,
    DailyPapers,
    Doi,
    WebFile,
    parse_source,
)
from vectorstore.sources.network.fetcher import Fetcher, NotFound

# As many as an address of 2,000 characters holds: some proxies take no longer one.
_MOST_IDS = 100
_CSL = "application/vnd.citationstyles.csl+json"
_WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Services:
    """The addresses of who is asked."""

    arxiv: str = "https://export.arxiv.org/api/query"
    announcements: str = "https://rss.arxiv.org/atom"
    doi: str = "https://doi.org"
    crossref: str = "https://api.crossref.org/works"
    hub: str = HUB


_SERVICES = Services()


class NetworkPapers:
    """The PaperFetcher: brings papers by arXiv id, category, DOI, day or address."""

    def __init__(self, fetcher: Fetcher, services: Services = _SERVICES) -> None:
        self._fetcher = fetcher
        self._services = services

    def fetch(self, source: str) -> Drafts:
        """Yield the drafts of what a reader named, and rejections. Raises SourceUnreadable."""
        named = parse_source(source)
        match named:
            case ArxivPapers(ids):
                yield from self._arxiv_papers(ids)
            case ArxivListing():
                yield from self._announcements(named)
            case Doi():
                yield self._work(named)
            case DailyPapers():
                yield from self._daily(named)
            case WebFile(address):
                yield from read_bytes(self._fetcher.get(address), str(named))
            case None:
                raise SourceUnreadable(
                    f"{source[:200]!r} names no papers on a network.",
                    remedy="Name them like arxiv:2409.13740, doi:10.1145/3442188.3445922 or "
                    "hf:daily, or give an address.",
                )

    def _arxiv_papers(self, ids: Sequence[ArxivId]) -> Drafts:
        """Yield papers by id, in the order of the answers, each from the place of its own id."""
        askable = [each for each in ids if first_month(each.number)]
        yield from (_unknown(each) for each in ids if not first_month(each.number))
        waiting = [askable[at : at + _MOST_IDS] for at in range(0, len(askable), _MOST_IDS)]
        while waiting:
            batch = waiting.pop(0)
            try:
                data = self._answer(_query(self._services.arxiv, batch))
            except NotFound:
                # One number that arXiv takes for malformed (2409.1374) spoils the whole answer.
                if len(batch) == 1:
                    yield _unknown(batch[0])
                else:
                    half = len(batch) // 2
                    waiting[:0] = [batch[:half], batch[half:]]
                continue
            yield from _matched(batch, read_bytes(data, str(ArxivPapers(tuple(batch)))))

    def _announcements(self, named: ArxivListing) -> Drafts:
        try:
            data = self._answer(f"{self._services.announcements}/{named.category}")
        except NotFound:
            raise SourceUnreadable(
                f"arXiv announces nothing as {named.category!r}.",
                remedy="https://arxiv.org/category_taxonomy lists its categories.",
            ) from None
        yield from read_bytes(data, str(named))

    def _daily(self, named: DailyPapers) -> Drafts:
        day = None if named.day is None else named.day.isoformat()
        try:
            data = self._answer(self._services.hub + daily_address(day).removeprefix(HUB))
        except NotFound:
            raise SourceUnreadable(
                f"Hugging Face has no papers for {named}.",
                remedy="Check the day, which may not be later than today.",
            ) from None
        yield from read_bytes(data, str(named))

    def _work(self, named: Doi) -> Draft | Rejection:
        """Return a work as its DOI's agency tells it, else as Crossref's own records do.

        What comes by way of the DOI often leaves out an abstract that Crossref's records have.
        """
        place, path = str(named), quote(named.doi, safe="/")
        try:
            told = self._answer(f"{self._services.doi}/{path}", accept=_CSL)
        except NotFound:
            raise SourceUnreadable(
                f"No work is registered as {place}.", remedy="Check the DOI, letter by letter."
            ) from None
        first = _first(read_csl_json(_text(told), place), place)
        if isinstance(first, Draft):
            return first
        why = f"{first.reason} at its DOI or Crossref; add its PDF, or a file that has one"
        try:
            more = self._answer(f"{self._services.crossref}/{path}")
        except NotFound:  # of another agency
            return Rejection(place, "", why)
        second = _first(read_json_list(_text(more), place), place)
        return second if isinstance(second, Draft) else Rejection(place, "", why)

    def _answer(self, address: str, *, accept: str | None = None) -> bytes:
        """Return what a service answers. Raises NotFound, and SourceUnreadable for a web page."""
        data = self._fetcher.get(address, accept=accept)
        if _WEB_PAGE.match(data.removeprefix(_BOM)):
            raise SourceUnreadable(
                f"{urlsplit(address).hostname} answered with a web page instead of papers.",
                remedy="Try again later: it may be under repair, or this network may want you to "
                "sign in first.",
            )
        return data


def _query(api: str, batch: Sequence[ArxivId]) -> str:
    names = ",".join(str(each) for each in batch)
    return f"{api}?id_list={quote(names, safe=',/')}&max_results={len(batch)}"


def _matched(batch: Sequence[ArxivId], items: Drafts) -> Drafts:
    """Yield an answer's drafts, each placed at the id that asked for it, and what it lacks.

    Where arXiv says why something is missing, in an entry, its word stands instead.
    """
    missing, told = dict.fromkeys(batch), False
    for item in items:
        if isinstance(item, Rejection):
            if item.where:
                told = True
                yield item
            continue
        number = item.given_id or ""
        told_as = ArxivId(number, item.version), ArxivId(number)
        asked = [each for each in told_as if each in batch]
        for each in asked:
            missing.pop(each, None)
        if asked:
            yield replace(item, place=f"arxiv:{asked[0]}", where="")
    if not told:
        yield from map(_unknown, missing)


def _unknown(arxiv_id: ArxivId) -> Rejection:
    return Rejection(f"arxiv:{arxiv_id}", "", f"arXiv has no paper {arxiv_id}")


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace")


def _first(items: Iterator[Draft | Rejection], place: str) -> Draft | Rejection:
    """Return the one thing in an answer about one work, placed at its DOI."""
    for item in islice(items, 1):
        return replace(item, where="")
    return Rejection(place, "", "no record")
