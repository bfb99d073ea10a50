"""Papers from our own reading lists in Markdown: headings, facts, abstracts and notes, as edited.

Any other Markdown is read elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from vectorstore.errors import SourceUnreadable
from vectorstore.identity import canonical_ids
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, Unfit
from vectorstore.sources.extension import NAME, read_extension, restored
from vectorstore.sources.markdown_text import unescape

FORMAT = "paperbot-markdown"
# The first line of every list we write.
SIGN = f"<!-- {NAME} reading list -->"

_HEADING = "## "
_LINKED = re.compile(r"\[((?:[^\\\[\]]|\\.)*)\]\(((?:[^\\()\s]|\\.)*)\)")
_FACT = re.compile(r"- (Authors|Date|Venue|Categories|Tags): (.*)")
_EXTENSION = re.compile(rf"<!-- {NAME} (.*) -->")


@dataclass(frozen=True, slots=True)
class _Section:
    """A heading and the lines below it."""

    line: int
    heading: str
    body: tuple[str, ...]


def looks_like_paperbot_markdown(head: str) -> bool:
    """Say whether a text is a reading list that we wrote."""
    return head.lstrip("\ufeff \t\r\n").startswith(SIGN)


def read_paperbot_markdown(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the draft of each heading in order, or the reason why there is none.

    Raises SourceUnreadable when there is no heading.
    """
    found = False
    for section in _sections(text):
        found = True
        where = f"line {section.line}"
        try:
            yield _draft(section, place, where)
        except Unfit as reason:
            yield Rejection(place, where, str(reason))
    if not found:
        raise SourceUnreadable(
            f"{place} is a reading list without papers.",
            remedy='Each begins with "## " and a title.',
        )


def _sections(text: str) -> Iterator[_Section]:
    started, heading = 0, ""
    body: list[str] = []
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        if line.startswith(_HEADING):
            if started:
                yield _Section(started, heading, tuple(body))
            started, heading, body = number, line[len(_HEADING) :].strip(), []
        else:
            body.append(line)
    if started:
        yield _Section(started, heading, tuple(body))


def _draft(section: _Section, place: str, where: str) -> Draft:
    linked = _LINKED.fullmatch(section.heading)
    title = unescape(linked[1] if linked else section.heading)
    facts = {found[1]: found[2] for line in section.body if (found := _FACT.fullmatch(line))}
    quoted = [line[1:].strip() for line in section.body if line.startswith(">")]
    comment = next((found for line in section.body if (found := _EXTENSION.fullmatch(line))), None)
    words = [
        line
        for line in section.body
        if not line.startswith((">", "<!--")) and not _FACT.fullmatch(line)
    ]
    abstract = unescape("\n".join(words).strip())
    if not title:
        raise Unfit("no title")
    if not abstract:
        raise Unfit(f"no abstract for {title[:80]!r}")
    url = unescape(linked[2]) if linked else None
    ids = canonical_ids(url)
    categories, tags = _items(facts.get("Categories", "")), _items(facts.get("Tags", ""))
    draft = Draft(
        title=title,
        abstract=abstract,
        source=FORMAT,
        place=place,
        where=where,
        given_id=ids[0] if ids else None,
        authors=_items(facts.get("Authors", "")),
        date=unescape(facts.get("Date", "")) or None,
        url=url,
        categories=categories,
        venue=unescape(facts.get("Venue", "")) or None,
        tags=tags,
        notes=unescape("\n".join(quoted)),
    )
    told = read_extension(comment[1]) if comment else None
    return draft if told is None else restored(replace(draft, categories=categories + tags), told)


def _items(fact: str) -> tuple[str, ...]:
    """Return the items between the commas that stand for themselves."""
    items = (unescape(item.strip()) for item in fact.split(","))
    return tuple(item for item in items if item)
