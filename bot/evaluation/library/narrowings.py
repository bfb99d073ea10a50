"""Filters to measure searches with, wide and narrow of each kind, made from a library's papers."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vectorstore.records import Filters, Paper

_NARROW_SHARE = 0.01
_YEAR = 4  # signs of a date that tell a year


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Filters and what they are called in a report."""

    name: str
    filters: Filters


def narrowings(papers: Iterable[Paper]) -> tuple[Narrowing, ...]:
    """Return filters of each kind, and several at once; none of a kind that the papers lack.

    Wide ones pass about half of the papers or the most that one value does, narrow ones about a
    hundredth.
    """
    dates: Counter[str] = Counter()
    categories: Counter[str] = Counter()
    surnames: Counter[str] = Counter()
    authors: Counter[str] = Counter()
    for paper in papers:
        if paper.date and paper.date[:_YEAR].isdigit():
            dates[paper.date] += 1
        categories.update(set(paper.categories))
        surnames.update({name.split()[-1] for name in paper.authors if name.split()})
        authors.update(set(paper.authors))
    return tuple(_each_kind(dates, categories, surnames, authors))


def _each_kind(
    dates: Counter[str], categories: Counter[str], surnames: Counter[str], authors: Counter[str]
) -> Iterator[Narrowing]:
    wide, narrow = Filters(), Filters()
    if dates:
        wide = replace(wide, after=_quantile(dates, 0.5))
        narrow = replace(narrow, after=_quantile(dates, 1 - _NARROW_SHARE))
        yield Narrowing("date, wide", Filters(after=wide.after))
        yield Narrowing("date, narrow", Filters(after=narrow.after))
    if categories:
        wide = replace(wide, category=_most(categories))
        narrow = replace(narrow, category=_rare(categories))
        yield Narrowing("category, wide", Filters(category=wide.category))
        yield Narrowing("category, narrow", Filters(category=narrow.category))
    if surnames:
        wide = replace(wide, author=_most(surnames))
        yield Narrowing("author, wide", Filters(author=wide.author))
        yield Narrowing("author, narrow", Filters(author=_most(authors)))
    if dates and categories:
        both = replace(wide, author=None)
        yield Narrowing("date and category, wide", both)
        yield Narrowing("date and category, narrow", replace(narrow, after=wide.after))
    if dates and categories and surnames:
        yield Narrowing("all three, wide", wide)


def _quantile(counts: Counter[str], share: float) -> str:
    """Return the value below which this share of all lies."""
    left = share * counts.total()
    for value in sorted(counts):
        left -= counts[value]
        if left <= 0:
            return value
    return max(counts)


def _most(counts: Counter[str]) -> str:
    return max(counts, key=lambda value: (counts[value], value))


def _rare(counts: Counter[str]) -> str:
    """Return the value whose count is nearest to the narrow share of the commonest one's."""
    wanted = 2 * _NARROW_SHARE * counts[_most(counts)]
    return min(counts, key=lambda value: (abs(counts[value] - wanted), value))


def all_papers(page: Callable[[int, int], Sequence[Paper]], size: int = 1_000) -> Iterator[Paper]:
    """Yield every paper of a library, given what returns a page of it by offset and limit."""
    offset = 0
    while papers := page(offset, size):
        yield from papers
        offset += len(papers)
