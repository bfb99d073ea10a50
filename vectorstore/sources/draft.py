"""What every format has in common: from the fields a source gives to a paper, or a reason why not.

Knows no format; the readers of formats hand over text as they found it.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, fields

from vectorstore.identity import address_of, arxiv_version, canonical_ids, title_id
from vectorstore.latex import render_latex
from vectorstore.mending import find_links, mend_text
from vectorstore.records import Origin, Paper, Rejection, Version

# The longest title in 74,728 arXiv records has 226 characters, the longest abstract 3,488:
# what is beyond these limits is a book or a mistake.
MAX_TITLE_CHARS = 1_000
MAX_ABSTRACT_CHARS = 50_000
MAX_FIELD_CHARS = 2_000
# Of 149,456 real titles and abstracts six take a second round: "\n  --\n" is a dash once mended.
_ROUNDS_MOST = 4

_HAS_SCHEME = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_LACKS_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_ISO_START = re.compile(r"(\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)(?:[T ].*)?")


# Most names and categories: nothing to mend or to render, and three times as quick to see.
_ORDINARY = re.compile(r"[A-Za-z]{1,30}\.?(?:[ .-][A-Za-z]{1,30}\.?){0,5}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Unfit(Exception):
    """A record that cannot become a paper; its text is the reason shown to the user."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a paper as a source gives them, not yet mended, checked or identified.

    `source` names the format; `place` is the file or address it was read from and `where` the
    position in it ("line 7"). `given_id` is the best id, `other_ids` further ones, each an arXiv
    number, a DOI or an address. The last six are only known to our own exports: `tags` and
    `notes` are the reader's, the others as in `vectorstore.records.Record`.
    """

    title: str
    abstract: str
    source: str
    place: str = ""
    where: str = ""
    given_id: str | None = None
    other_ids: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    categories: tuple[str, ...] = ()
    version: int | None = None
    venue: str | None = None
    tags: tuple[str, ...] = ()
    notes: str = ""
    added_at: str | None = None
    origins: tuple[Origin, ...] = ()
    older: tuple[Version, ...] = ()
    as_given: tuple[str, str] | None = None


_ENCODE = json.JSONEncoder(default=astuple).encode  # json.dumps would make one each time
_SAID = [field.name for field in fields(Draft) if field.name not in {"place", "where"}]


def digest(draft: Draft) -> bytes:
    """Return a hash (16 bytes) of everything a draft says, wherever it was read."""
    said = _ENCODE([getattr(draft, name) for name in _SAID])
    return hashlib.blake2b(said.encode(), digest_size=16).digest()


def finish(draft: Draft) -> Paper:
    """Return the paper of a draft: mended, with id, address and links. Raises Unfit."""
    title = _checked(draft.title, "title", MAX_TITLE_CHARS, _plain)
    abstract = _checked(draft.abstract, "abstract", MAX_ABSTRACT_CHARS, _plain)
    url = None if draft.url is None else _web_address(draft.url.strip())
    paper_id, *also = canonical_ids(draft.given_id, url, *draft.other_ids) or (title_id(title),)
    return Paper(
        id=paper_id,
        title=title,
        abstract=abstract,
        authors=tuple(_checked(name, "authors", MAX_FIELD_CHARS, _plain) for name in draft.authors),
        date=None if draft.date is None else _iso_or_words(draft.date),
        url=url or address_of(paper_id),
        categories=tuple(_checked(c, "categories", MAX_FIELD_CHARS) for c in draft.categories),
        links=find_links(abstract),
        source=draft.source,
        also=tuple(also),
        version=draft.version or arxiv_version(draft.given_id, url),
        venue=draft.venue and (_checked(draft.venue, "venue", MAX_FIELD_CHARS, _plain)),
        tags=tuple(_checked(tag, "tags", MAX_FIELD_CHARS) for tag in draft.tags),
        notes=draft.notes,
    )


def finished(items: Iterable[Draft | Rejection]) -> Iterator[Paper | Rejection]:
    """Yield the paper of each draft, or the reason why it is none; pass rejections on."""
    for item in items:
        if isinstance(item, Rejection):
            yield item
            continue
        try:
            yield finish(item)
        except Unfit as reason:
            yield Rejection(item.place, item.where, str(reason))


def _plain(text: str) -> str:
    """Return text mended, its LaTeX rendered; what mending lays bare is rendered too."""
    for _ in range(_ROUNDS_MOST):
        rendered = render_latex(text)
        text = mend_text(rendered)
        if text == rendered or render_latex(text) == text:
            break
    return text


def _checked(
    text: str, field: str, limit_chars: int, mend: Callable[[str], str] = mend_text
) -> str:
    if _ORDINARY.fullmatch(text):
        return text
    if len(text) > 2 * limit_chars:  # before mending, which costs time by length
        raise Unfit(f"{field} is longer than {limit_chars:,} characters")
    mended = mend(text)
    if not mended:
        raise Unfit(f"{field} is empty")
    if len(mended) > limit_chars:
        raise Unfit(f"{field} is longer than {limit_chars:,} characters")
    if not mended.isascii() and _SURROGATE.search(mended):
        raise Unfit(f"{field} holds bytes that are no text (the encoding is broken)")
    return mended


def _web_address(url: str) -> str:
    if len(url) > MAX_FIELD_CHARS or not url.isprintable():
        raise Unfit("url is too long, or holds signs that no address has")
    if _HAS_SCHEME.fullmatch(url):
        return url
    if _LACKS_SCHEME.fullmatch(url):
        return f"https://{url}"
    raise Unfit("url is no http or https address")


def _iso_or_words(date: str) -> str:
    words = _checked(date, "date", MAX_FIELD_CHARS)
    iso = _ISO_START.fullmatch(words)
    return iso[1] if iso else words
