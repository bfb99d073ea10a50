"""Papers from arXiv's feeds: answers of its Atom API, and its daily RSS or Atom announcements.

Both are XML and come from a network, so entities are refused before they are expanded (defusedxml;
feedparser would clean "a < b" out of abstracts as if it were HTML). Tags are known by their local
names, because arXiv writes the same field under several namespaces. Knows nothing of networks.
"""

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.arxiv_ids import ArxivId, first_month, parse_arxiv_id
from vectorstore.sources.draft import Draft

FORMAT = "arxiv-feed"

_FIRST_TAG = re.compile(r"<([A-Za-z][\w.:-]{0,40})")
_ERROR_ID = "arxiv.org/api/errors"
_ANNOUNCED = re.compile(r"\s*arXiv:\S{1,40}\s+Announce Type:\s*(?P<type>[a-z-]+)\s+Abstract:\s*")
_AFFILIATION = re.compile(r"\([^()]*\)")
_REMEDY = "Download it again: https://export.arxiv.org/api/query?id_list=2409.13740 is such a feed."


def looks_like_arxiv_feed(head: str) -> bool:
    """Say whether a text begins like a feed of arXiv's."""
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return False
    tag = _FIRST_TAG.search(head)
    return tag is not None and tag[1] in {"feed", "rss"} and "arxiv.org" in head.lower()


def read_arxiv_feed(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each entry, or why there is none: arXiv's own words for its errors.

    Raises SourceUnreadable when the text is no feed, is cut off, or declares entities.
    """
    root = _parse(text, place)
    if _local(root) not in {"feed", "rss"}:
        raise SourceUnreadable(f"{place} is XML, but no feed of arXiv's.", remedy=_REMEDY)
    entries = [node for node in root.iter() if _local(node) in {"entry", "item"}]
    if not entries and any(_local(node) == "totalResults" for node in root):
        yield Rejection(place, "", "arXiv found no paper for this query")
    for number, entry in enumerate(entries, start=1):
        yield _draft(_Fields(entry), place, f"entry {number}")


class _Fields:
    """The fields of an entry by local name in lower case, in order."""

    def __init__(self, entry: Element) -> None:
        self._nodes: dict[str, list[Element]] = {}
        for node in entry:
            self._nodes.setdefault(_local(node).lower(), []).append(node)

    def all(self, *names: str) -> list[Element]:
        """Return the elements of these names."""
        return [node for name in names for node in self._nodes.get(name, [])]

    def text(self, *names: str) -> str:
        """Return the text of the first filled element of these names, empty for none."""
        texts = ("".join(node.itertext()).strip() for node in self.all(*names))
        return next((text for text in texts if text), "")


def _parse(text: str, place: str) -> Element:
    try:
        return fromstring(text.lstrip("\ufeff \t\r\n"))
    except DefusedXmlException:
        raise SourceUnreadable(
            f"{place} declares entities, which no feed of arXiv's does.", remedy=_REMEDY
        ) from None
    except ParseError as error:
        line, column = error.position
        raise SourceUnreadable(
            f"{place} is no whole XML: it breaks at line {line}, column {column}.", remedy=_REMEDY
        ) from None
    except UnicodeEncodeError:  # bytes that were not UTF-8
        raise SourceUnreadable(f"{place} is not text in UTF-8.", remedy=_REMEDY) from None


def _local(node: Element) -> str:
    return node.tag.rpartition("}")[2]


def _draft(fields: _Fields, place: str, where: str) -> Draft | Rejection:
    summary = fields.text("summary", "description")
    named = fields.text("id", "guid")
    if _ERROR_ID in named:
        return Rejection(place, where, f"arXiv says: {summary or named}")
    arxiv_id = parse_arxiv_id(named) or parse_arxiv_id(_link(fields))
    if arxiv_id is None:
        return Rejection(place, where, f"no arXiv number in {(named or _link(fields))[:80]!r}")
    announced = _ANNOUNCED.match(summary)
    return Draft(
        title=fields.text("title"),
        abstract=summary[announced.end() :] if announced else summary,
        source=FORMAT,
        place=place,
        where=where,
        given_id=arxiv_id.number,
        other_ids=tuple(fields.text("doi").split()),
        authors=_authors(fields),
        date=_date(fields, arxiv_id, announced["type"] if announced else ""),
        url=f"https://arxiv.org/abs/{arxiv_id.number}",
        categories=_categories(fields),
        version=arxiv_id.version,
        venue=" ".join(fields.text("journal_ref", "journal_reference").split()) or None,
    )


def _link(fields: _Fields) -> str:
    """Return the address of the paper's page: an attribute in Atom, text in RSS."""
    for node in fields.all("link"):
        if node.get("rel", "alternate") == "alternate":
            return (node.get("href") or node.text or "").strip()
    return ""


def _authors(fields: _Fields) -> tuple[str, ...]:
    """Return the names: an element each in the API, one list between commas in announcements."""
    names = [
        "".join(part.itertext())
        for author in fields.all("author")
        for part in author
        if _local(part) == "name"
    ]
    if not names:
        lists = ("".join(node.itertext()) for node in fields.all("creator"))
        names = [name for names in lists for name in _AFFILIATION.sub("", names).split(",")]
    tidy = (" ".join(name.split()) for name in names)
    return tuple(name for name in tidy if name)


def _categories(fields: _Fields) -> tuple[str, ...]:
    """Return the categories, the primary one first."""
    nodes = fields.all("primary_category", "category")
    names = ((node.get("term") or node.text or "").strip() for node in nodes)
    return tuple(dict.fromkeys(name for name in names if name))


def _date(fields: _Fields, arxiv_id: ArxivId, announced_as: str) -> str | None:
    """Return when the paper first appeared, as ISO 8601.

    A replaced paper is announced with the day of its replacement; its number tells the month of
    the first version.
    """
    if announced_as.startswith("replace"):
        return first_month(arxiv_id.number)
    published = fields.text("published")
    if published:
        return published.partition("T")[0]
    try:
        return parsedate_to_datetime(fields.text("pubdate")).date().isoformat()
    except ValueError:
        return first_month(arxiv_id.number)
