"""Title, authors and abstract of a paper among the lines of its first pages, by size and order.

Pure: knows nothing of PDF. Lines come in the order in which the file draws them, which for what
TeX and word processors write is the order of reading, columns included.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vectorstore.identity import normalise_title
from vectorstore.sources.abstracts import find_mark, is_stop
from vectorstore.sources.bylines import authors_in, ids_in
from vectorstore.sources.draft import Unfit
from vectorstore.sources.prose import is_scholarly

# Sizes of one font come out equal to the hundredth; a footnote or heading differs by a point.
_SAME_SIZE_POINTS = 0.6
_LONGEST_ABSTRACT_CHARS = 6_000
_FEWEST_ABSTRACT_CHARS = 150
_FEWEST_PROSE_CHARS = 200  # without a heading
_LONGEST_TITLE_LINES = 5
_LONGEST_TITLE_CHARS = 300
_FEWEST_LETTERS = 5
_FEWEST_WORDS = 3
_BYLINES = 12
_LONGEST_BYLINE_CHARS = 200

# What arXiv prints up the margin of a first page: "arXiv:2409.13740v1  [cs.CL]  20 Sep 2024".
_STAMP = re.compile(
    r"arXiv:(?P<number>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>\d{1,3}))?\s+"
    r"\[(?P<category>[A-Za-z.-]{2,20})\]\s+"
    r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2}) (?P<year>\d{4})"
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Titles that programs write into a file of their own accord.
_NO_TITLE = re.compile(
    r".*\.(?:docx?|dvi|tex|pdf|indd|rtf|qxd|pptx?)|untitled.*|microsoft word.*"
    r"|(?:arxiv|doi|pii)\b.*",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"([\w'’-]{0,50})\u00ad(\w{0,50})")
_WORD = re.compile(r"[\w'’-]+")
# First parts of compounds that keep their hyphen, where the page does not write the word again.
_FIRST_PARTS = frozenset(
    "all cross data domain end ever few fine first full high human in large long low many multi "
    "non of on one open out post pre problem real second self semi short single so state sub task "
    "the third three to two un well zero".split()
)
# Above a title: the name of a journal or conference, a licence, a page number.
_HEADER = re.compile(
    r"published (?:as|in)\b|under review|preprint\b|proceedings\b|accepted\b|journal of\b|arxiv:"
    r"|https?:|doi\b|vol\.|issn\b|research article|original (?:article|paper)|©|\d+$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, the size of most of its signs in points, and whether it runs as text does.

    A hyphen that broke a word at the end of a printed line is a soft hyphen.
    """

    text: str
    size: float
    upright: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What the first page says of its paper."""

    title: str = ""
    abstract: str = ""
    authors: tuple[str, ...] = ()
    given_id: str | None = None
    other_ids: tuple[str, ...] = ()
    date: str | None = None
    categories: tuple[str, ...] = ()
    version: int | None = None


def paper_in(pages: Sequence[Sequence[Line]], own_title: str) -> Found:
    """Return the paper that the first or, behind a cover, the second page begins.

    `own_title` is what the file calls itself, taken where the page says it too. Raises Unfit.
    """
    words = frozenset(word for page in pages for line in page for word in _WORD.findall(line.text))
    notes = _notes(pages[0] if pages else ())
    reason = Unfit("it has no page")
    for number, page in enumerate(pages):
        lines = [line for line in page if line.upright and not _STAMP.search(line.text)]
        try:
            start, end = _title(lines)
            authors = _authors(lines[end:])
            # Prose without a heading may be anything; on a page that names authors it is not.
            known = number == 0 and bool(authors or notes.given_id)
            abstract = _abstract(lines[end:], words, headed=not known)
        except Unfit as unfit:
            reason = reason if number else unfit
            continue
        printed = _joined([line.text for line in lines[start:end]], words)
        title = _own_or(own_title, printed, lines)
        return replace(notes, title=title, abstract=abstract, authors=authors)
    raise reason


def _notes(page: Sequence[Line]) -> Found:
    """Return what the margin and the foot of a first page tell: ids, category, version, date."""
    lines = [line.text for line in page]
    stamp = next((match for line in lines if (match := _STAMP.search(line))), None)
    dois = [found for line in lines for found in ids_in(line) if found.startswith("10.")]
    if stamp is None:
        return Found(given_id=dois[0] if dois else None)
    month = _MONTHS.index(stamp["month"]) + 1 if stamp["month"] in _MONTHS else None
    return Found(
        given_id=stamp["number"],
        other_ids=tuple(dois[:1]),
        date=f"{stamp['year']}-{month:02}-{int(stamp['day']):02}" if month else stamp["year"],
        categories=(stamp["category"],),
        version=int(stamp["version"]) if stamp["version"] else None,
    )


def _title(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first and last line (exclusive) of the biggest words in the upper part."""
    mark = find_mark([line.text for line in lines])
    upper = lines[: mark.heading] if mark and mark.heading else lines[: max(20, len(lines) // 3)]
    candidates = [
        at
        for at, line in enumerate(upper)
        if sum(sign.isalpha() for sign in line.text) >= _FEWEST_LETTERS
        and not _HEADER.match(line.text)
    ]
    if not candidates:
        raise Unfit("no title was found on its first page")
    biggest = max(lines[at].size for at in candidates)
    start = next(at for at in candidates if lines[at].size > biggest - _SAME_SIZE_POINTS)
    end = start + 1
    if biggest > min(line.size for line in upper) + _SAME_SIZE_POINTS:
        while end < len(upper) and abs(lines[end].size - lines[start].size) < _SAME_SIZE_POINTS:
            end += 1
    length = sum(len(line.text) for line in lines[start:end])
    if end - start > _LONGEST_TITLE_LINES or length > _LONGEST_TITLE_CHARS:
        raise Unfit("no title was found on its first page")
    return start, end


def _own_or(own_title: str, printed: str, lines: Sequence[Line]) -> str:
    """Return the title a file gives itself where its page says the same words, else the printed."""
    words = normalise_title(own_title)
    if len(words.split()) < _FEWEST_WORDS or _NO_TITLE.fullmatch(own_title.strip()):
        return printed
    said = normalise_title(" ".join(line.text for line in lines[:40]))
    return " ".join(own_title.split()) if words in said else printed


def _authors(below: Sequence[Line]) -> tuple[str, ...]:
    """Return the names under the title, all in one size; what else stands there is passed over."""
    names: dict[str, None] = {}
    size: float | None = None
    for line in below[:_BYLINES]:
        if find_mark([line.text]) or is_stop(line.text) or len(line.text) > _LONGEST_BYLINE_CHARS:
            break
        found = authors_in(line.text)
        if found and (size is None or abs(line.size - size) < _SAME_SIZE_POINTS):
            size = line.size
            names.update(dict.fromkeys(found))
    return tuple(names)


def _abstract(below: Sequence[Line], words: frozenset[str], *, headed: bool) -> str:
    """Return the text under the heading "Abstract", else the first prose under the title."""
    mark = find_mark([line.text for line in below])
    if mark is not None:
        inline = [mark.inline] if mark.inline else []
        like = below[mark.heading if inline else mark.start : mark.start + 1]
        found = _run(below[mark.start :], like[0].size) if like else []
        abstract = _joined([*inline, *found], words)
    else:
        abstract = "" if headed else _first_prose(below, words)
    if len(abstract) < _FEWEST_ABSTRACT_CHARS or not is_scholarly(abstract):
        raise Unfit("no abstract was found on its first page")
    return abstract


def _first_prose(lines: Sequence[Line], words: frozenset[str]) -> str:
    """Return the first run of lines in one size that is long enough for an abstract."""
    at = 0
    while at < len(lines) and not is_stop(lines[at].text):
        run = _run(lines[at:], lines[at].size)
        text = _joined(run, words)
        if len(text) >= _FEWEST_PROSE_CHARS and is_scholarly(text):
            return text
        at += len(run)
    return ""


def _run(lines: Sequence[Line], size: float) -> list[str]:
    """Return the lines from the first on that keep a size, up to what ends an abstract."""
    kept: list[str] = []
    length = 0
    for line in lines:
        if is_stop(line.text) or abs(line.size - size) > _SAME_SIZE_POINTS:
            break
        kept.append(line.text)
        length += len(line.text)
        if length > _LONGEST_ABSTRACT_CHARS:
            break
    return kept


def _joined(lines: Sequence[str], words: frozenset[str]) -> str:
    """Return lines as running text; words broken at their ends are made whole."""
    text = " ".join(" ".join(lines).split()).replace("\u00ad ", "\u00ad")
    return _BROKEN.sub(lambda broken: _whole(broken[1], broken[2], words), text)


def _whole(before: str, after: str, words: frozenset[str]) -> str:
    """Join a broken word, with its hyphen where it is a compound that stands so elsewhere."""
    joined, compound = before + after, f"{before}-{after}"
    if joined in words:
        return joined
    last = before.rpartition("-")[2].lower()
    keeps = compound in words or last in _FIRST_PARTS or not after[:1].islower() or len(last) == 1
    return compound if keeps else joined
