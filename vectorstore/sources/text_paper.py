"""A paper, or several, in Markdown or plain text, where something says which words are which.

A heading with an abstract under it, a note with fields at its top, lines "Title: ..." and
"Abstract: ...", a title and further down "Abstract". Titles and abstracts in turn, with nothing
said, are `hf_page`'s; prose that is no paper is nobody's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.abstracts import find_mark, is_abstract_heading, is_stop
from vectorstore.sources.bylines import authors_in, ids_in
from vectorstore.sources.draft import MAX_ABSTRACT_CHARS, MAX_TITLE_CHARS, Draft
from vectorstore.sources.front_matter import (
    Fields,
    abstract_of,
    filled,
    labelled,
    names_a_work,
    split_matter,
    title_of,
)
from vectorstore.sources.markdown import Section, plain, sections_of
from vectorstore.sources.prose import is_body, is_scholarly

FORMAT = "text"

# Title and abstract of a plain text stand at its top: among so many lines that are not blank.
_TOP_LINES = 60
_LONGEST_TITLE_CHARS = 300
_LONGEST_ABSTRACT_CHARS = 6_000
_FEWEST_WORDS = 5
_LONGEST_ID_LINE_CHARS = 500
# Code, tables and examples.
_QUOTING = re.compile(r"[`\"{}|]")
_LONG = frozenset(("title", "abstract"))


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines that belong to one paper, under its title; `known` is what fields say of it."""

    title: str
    line: int
    lines: tuple[str, ...]
    known: Fields


def looks_like_text_paper(head: str) -> bool:
    """Say whether the beginning of a text has a title with an abstract that is marked as one."""
    return next(_drafts(head, ""), None) is not None


def read_text_paper(text: str, place: str) -> Iterator[Draft | Rejection]:
    """Yield the drafts of a text. Raises SourceUnreadable when it holds no paper."""
    found = False
    for draft in _drafts(text, place):
        found = True
        yield draft
    if not found:
        raise SourceUnreadable(
            f"{place} is a text without a title and an abstract.",
            remedy='Put "# Title" above a heading "Abstract", or lines "Title:" and "Abstract:".',
        )


def _drafts(text: str, place: str) -> Iterator[Draft]:
    for part in _parts(text):
        above, abstract = _abstract(part)
        if not part.title or not abstract:
            continue
        fields = {**_labels(above), **part.known}
        draft = Draft(
            title=plain(part.title[: MAX_TITLE_CHARS + 1]),
            abstract=plain(abstract[: MAX_ABSTRACT_CHARS + 1]),  # what is longer is refused later
            source=FORMAT,
            place=place,
            where=f"line {part.line}",
        )
        draft = filled(draft, fields)
        yield _from_lines(draft, [part.title, *above])


def _parts(text: str) -> Iterator[_Part]:
    note = split_matter(text)
    sections = sections_of(note.body, note.skipped + 1)
    headed = [at for at, section in enumerate(sections) if _heads_a_paper(sections, at)]
    everything = tuple(line for section in sections for line in _lines(section))
    title = title_of(note.fields)
    if title and len(headed) <= 1:
        yield _Part(title, 1, everything, note.fields)
    elif headed:
        for at in headed:
            known = note.fields if len(headed) == 1 else {}
            yield _Part(sections[at].heading, sections[at].line, _below(sections, at), known)
    else:
        yield from _plain_parts(everything)


def _heads_a_paper(sections: Sequence[Section], at: int) -> bool:
    """Say whether a section has an abstract of its own: marked, or prose with an id beside it."""
    section = sections[at]
    if not section.heading or is_abstract_heading(section.heading):
        return False
    if find_mark(section.body):
        return True
    follower = sections[at + 1] if at + 1 < len(sections) else None
    if follower and follower.level > section.level and is_abstract_heading(follower.heading):
        return True
    return bool(_ids(section.heading, section.body)) and bool(_prose(section.body))


def _below(sections: Sequence[Section], at: int) -> tuple[str, ...]:
    """Return the lines of a section, and of the abstract under it where that has a heading."""
    follower = sections[at + 1 : at + 2]
    if follower and is_abstract_heading(follower[0].heading):
        return (*sections[at].body, *_lines(follower[0]))
    return sections[at].body


def _lines(section: Section) -> tuple[str, ...]:
    """Return the lines of a section under its heading, which the first one has not."""
    heading = (f"{'#' * section.level} {section.heading}",) if section.level else ()
    return (*heading, *section.body)


def _plain_parts(lines: Sequence[str]) -> Iterator[_Part]:
    """Cut a text at its lines "Title: ...", or take its first words for the title."""
    starts = [at for at, line in enumerate(lines) if (labelled(line) or ("",))[0] == "title"]
    for start, end in pairwise([*starts, len(lines)]):
        fields = _labels(lines[start:end])
        yield _Part(title_of(fields), start + 1, tuple(lines[start:end]), fields)
    if starts:
        return
    filled_lines = [at for at, line in enumerate(lines) if line.strip()][:_TOP_LINES]
    top = list(lines[: filled_lines[-1] + 1]) if filled_lines else []
    mark = find_mark(top)
    if mark is None:
        return
    first = filled_lines[0]
    words = list(takewhile(_is_no_byline, top[first : mark.heading]))
    title = " ".join(line.strip() for line in words)
    if 0 < len(title) <= _LONGEST_TITLE_CHARS and not title.endswith((".", ",", ";", ":")):
        yield _Part(title, first + 1, tuple(lines[first + len(words) :]), {})


def _is_no_byline(line: str) -> bool:
    """Say whether a line under the first may belong to the title: not blank, not several names."""
    by = line.lower().startswith("by ")
    return bool(line.strip()) and not by and len(authors_in(line)) <= 1


def _abstract(part: _Part) -> tuple[list[str], str]:
    """Return the lines above the abstract of a part, and the abstract, "" where there is none."""
    lines = list(part.lines)
    given = abstract_of(part.known)
    if given:
        return lines[:_TOP_LINES], given
    mark = find_mark(lines)
    if mark is None:
        named = names_a_work(part.known) or bool(_ids(part.title, lines))
        return lines[:_TOP_LINES], _prose(lines) if named else ""
    below: Iterable[str] = lines[mark.start :]
    if lines[mark.heading].lstrip().startswith(">"):
        below = takewhile(lambda line: line.lstrip().startswith(">"), below)
    paragraphs = _paragraphs([mark.inline, *below])
    abstract = "\n".join(paragraphs)
    if len(abstract) > _LONGEST_ABSTRACT_CHARS:  # a whole paper without headings
        abstract = paragraphs[0]
    return lines[: mark.heading], abstract if len(abstract.split()) >= _FEWEST_WORDS else ""


def _ids(title: str, lines: Sequence[str]) -> tuple[str, ...]:
    """Return the ids in a title, in fields and in short lines; what prose or code cites is not."""
    own = [title]
    top = [line[:_LONGEST_ID_LINE_CHARS] for line in lines[:_TOP_LINES]]
    for paragraph in "\n".join(top).split("\n\n"):
        prose = is_body(plain(paragraph))
        rows = [row for row in paragraph.split("\n") if labelled(row) or not prose]
        own.extend(row for row in rows if not _QUOTING.search(row))
    return ids_in("\n".join(own))


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Return the paragraphs up to what ends an abstract: a heading, a rule, keywords, a field."""
    kept = list(takewhile(_goes_on, lines))
    return [part.strip() for part in "\n".join(kept).split("\n\n") if part.strip()]


def _goes_on(line: str) -> bool:
    """Say whether an abstract may go on with a line."""
    signs = ("#", "---", "***", "```", "%%", "<!--")
    return not is_stop(line) and not line.lstrip().startswith(signs) and labelled(line) is None


def _is_more_title(line: str) -> bool:
    return bool(line.strip()) and labelled(line) is None


def _prose(lines: Sequence[str]) -> str:
    """Return the first paragraph that reads like an abstract, "" for none."""
    for paragraph in "\n".join(lines).split("\n\n"):
        rows = [row for row in paragraph.strip().split("\n") if labelled(row) is None]
        words = "\n".join(rows)[: MAX_ABSTRACT_CHARS + 1]
        if words[:1] not in {"#", "|", "`"} and is_body(plain(words)) and is_scholarly(words):
            return words
    return ""


def _labels(lines: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the fields that lines give ("Authors: ..."), the first of each name.

    A title or an abstract goes on in the lines below it.
    """
    fields: dict[str, tuple[str, ...]] = {}
    for at, line in enumerate(lines):
        field = labelled(line)
        if field is None or field[0] in fields:
            continue
        name, words = field
        if name in _LONG:
            more = takewhile(_goes_on if name == "abstract" else _is_more_title, lines[at + 1 :])
            words = "\n".join([words, *more]).strip()
        if words:
            fields[name] = (plain(words[: MAX_ABSTRACT_CHARS + 1]),)
    return fields


def _from_lines(draft: Draft, above: Sequence[str]) -> Draft:
    """Add what lines between title and abstract tell where no field did: names and ids."""
    ids = _ids(above[0], above[1:])
    names = (authors_in(plain(line)) for line in above[1:])
    known = (draft.given_id, *draft.other_ids) if draft.given_id else ids
    return replace(
        draft,
        authors=draft.authors or next((each for each in names if each), ()),
        given_id=known[0] if known else None,
        other_ids=tuple(known[1:]),
    )
