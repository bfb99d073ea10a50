"""Lists, counts and the newest papers on a topic, computed over every paper that says it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.overview.finding import (
    PAGE_PAPERS,
    Finding,
    cite,
    either,
    listed_text,
    quote,
)
from bot.answering.overview.period import is_dated, month_of
from bot.answering.overview.request import ListRequest
from bot.answering.overview.topic import either_of, parts_of, phrase_of
from bot.answering.refusal import NEAREST_PAPERS, refuse
from bot.types import Listed, Listing, Refusal
from vectorstore.library import Library
from vectorstore.mentions import Mention, Term
from vectorstore.records import Filters

_LEAST_UNSURE = 2
_ALL = "All papers of the library."
_SAME_WORD = "in any number, hyphenation and spelling"


@dataclass(frozen=True, slots=True)
class Matching:
    """The papers a request is about, and the terms they were found by."""

    terms: tuple[Term, ...]
    mentions: tuple[Mention, ...]


def list_papers(library: Library, request: ListRequest) -> Finding | None:
    """Return the list with its count, a refusal where no paper is on it.

    None where the request may be about a single paper after all.
    """
    if request == ListRequest(request.kind) and request.kind != "newest":
        return _whole_library(library)
    matching = match(library, request)
    if not request.firm and len(matching.mentions) < _LEAST_UNSURE:
        return None
    of = library.count()
    computed = _counted(request, matching, of)
    if not matching.mentions:
        return Finding(refusal=_refusal(library, request, computed))
    mentions, note = matching.mentions, None
    if request.kind == "newest":
        mentions, note = _newest_first(mentions)
    return finding_of(computed, listing_of(request, matching, mentions, of, note))


def match(library: Library, request: ListRequest) -> Matching:
    """Return the papers that say the topic, in its short or its long form.

    Either will do of "A or B". Where no paper says "A and B" or "A for B" as it stands, those that
    say both are returned.
    """
    when = request.period
    filters = replace(request.filters, after=when.after, before=when.before)
    tried: tuple[Term, ...] = ()
    for terms in _readings(library, request.topic):
        tried = tried or terms
        mentions = library.mentions(terms, filters)
        if when.month:
            mentions = tuple(each for each in mentions if month_of(each.paper.date) == when.month)
        if mentions:
            return Matching(terms, mentions)
    return Matching(tried, ())


def listing_of(
    request: ListRequest, matching: Matching, mentions: Sequence[Mention], of: int, note: str | None
) -> Listing:
    """Return mentions as a list that quotes a sentence of each paper."""
    items = tuple(
        Listed(
            each.paper,
            cite(each.paper, each.sentence) if each.sentence else None,
            said=each.in_abstract and bool(matching.terms),
        )
        for each in mentions
    )
    return Listing(_rule(request, matching.terms), len(items), of, items, note)


def finding_of(computed: str, listing: Listing) -> Finding:
    """Return a list as a part of an answer."""
    page = listing.items[:PAGE_PAPERS]
    return Finding(
        computed=computed,
        text=listed_text(computed, listing),
        claims=tuple(quote(item.citation) for item in page if item.citation),
        listing=listing,
    )


def _whole_library(library: Library) -> Finding:
    """Return how many papers there are, and the first page of them: all would be a long reply."""
    of = library.count()
    if not of:
        return Finding(refusal=Refusal("The library holds no papers.", ()))
    firsts = [
        (paper, next(iter(library.sentences(paper.id)), None))
        for paper in library.papers(0, PAGE_PAPERS)
    ]
    mentions = [Mention(*first, in_title=False, in_abstract=False) for first in firsts]
    computed = f"The library holds {_papers(of)}."
    listing = listing_of(ListRequest("list"), Matching((), ()), mentions, of, None)
    return finding_of(computed, replace(listing, total=of))


def _readings(library: Library, topic: str) -> list[tuple[Term, ...]]:
    phrase = phrase_of(topic)
    if not phrase:
        return [()]
    options, parts = either_of(phrase), parts_of(phrase)
    if len(options) > 1:
        terms = map(library.term, options)
        wordings = dict.fromkeys(wording for term in terms for wording in term.wordings)
        return [(Term(tuple(wordings)),)]
    whole: tuple[Term, ...] = (library.term(phrase),)
    return [whole, tuple(map(library.term, parts))] if len(parts) > 1 else [whole]


def _counted(request: ListRequest, matching: Matching, of: int) -> str:
    """Return how many papers there are of what was asked for, as a sentence."""
    count = len(matching.mentions)
    conditions = _conditions(request, matching.terms, one=count <= 1)
    if not conditions:
        return f"The library holds {_papers(of)}."
    return f"{count or 'None'} of the {_papers(of)} in the library {' and '.join(conditions)}."


def _conditions(request: ListRequest, terms: Sequence[Term], *, one: bool) -> list[str]:
    filters, when = request.filters, request.period
    be, s = ("is", "s") if one else ("are", "")
    conditions = [f"mention{s} {_all_of(terms)}"] if terms else []
    if filters.author:
        conditions.append(f"name{s} “{filters.author}” among the authors")
    if filters.category:
        conditions.append(f"{be} in {filters.category}")
    if when.words:
        conditions.append(f"{be} dated {when.words}")
    return conditions


def _rule(request: ListRequest, terms: Sequence[Term]) -> str:
    says = f"whose title or abstract says {_all_of(terms)}, {_SAME_WORD}" if terms else ""
    rest = _conditions(request, (), one=False)
    narrowing = f"that {' and '.join(rest)}" if rest else ""
    return f"Papers {', and '.join(filter(None, [says, narrowing]))}." if says or rest else _ALL


def _all_of(terms: Sequence[Term]) -> str:
    several = any(len(term.wordings) > 1 for term in terms)
    return (", and " if several else " and ").join(either(term.wordings) for term in terms)


def _newest_first(mentions: Sequence[Mention]) -> tuple[tuple[Mention, ...], str | None]:
    """Return mentions by date, and what a reader must know of that order.

    Papers whose date has no year cannot be placed among the others: they come last, as added.
    """
    dated = [each for each in mentions if is_dated(each.paper.date)]
    dated.sort(key=lambda each: each.paper.date or "", reverse=True)
    undated = [each for each in mentions if not is_dated(each.paper.date)]
    if not undated:
        return tuple(dated), "The newest come first."
    dates = {each.paper.date for each in undated}
    if dated:
        note = f"The newest come first; {len(undated)} without a year come last."
    elif dates == {None}:
        note = "Their records hold no dates, so which is newest is not known."
    elif len(dates) == 1:
        note = f"All are dated {dates.pop()}, so which is newest is not known."
    else:
        note = "Their dates have no year, so which is newest is not known."
    return (*dated, *undated), note


def _refusal(library: Library, request: ListRequest, computed: str) -> Refusal:
    reason = computed
    if request.filters.author and not _any_author(library):
        reason += " Its records name no authors."
    query = " ".join(filter(None, [phrase_of(request.topic), request.filters.author]))
    hits = library.search(query, NEAREST_PAPERS, Filters()) if query else ()
    return refuse(reason, hits, papers=library.count())


def _any_author(library: Library) -> bool:
    step = 500
    for offset in range(0, library.count(), step):
        if any(paper.authors for paper in library.papers(offset, step)):
            return True
    return False


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count:,} papers"
