"""What becomes of a paper that is already known when a source names it again. Pure.

Whether two papers are one work, and what is known after both have been heard.
"""

import re
from dataclasses import replace

from vectorstore.filtering import fold
from vectorstore.identity import normalise_title
from vectorstore.records import Paper, Version

# Of two abstracts of one field .15 to .2 of the words are common, of two versions of one more
# than .6 (Jaccard).
_CLOSE = 0.5
_WORD = re.compile(r"\w+")


def same_work(one: Paper, other: Paper) -> bool:
    """Say whether two papers are one work: by arXiv number, by DOI, else by title and more.

    Two arXiv numbers, or two DOIs, are two works. Else the normalised titles must agree, and the
    first authors or, where these differ or are not known, the words of the abstracts.
    """
    known = _same_by_id(one, other)
    if known is not None:
        return known
    if normalise_title(one.title) != normalise_title(other.title):
        return False
    if one.authors and other.authors and _name(one.authors[0]) == _name(other.authors[0]):
        return True
    return _close(one.abstract, other.abstract)


def known_apart(one: Paper, other: Paper) -> bool:
    """Say whether two papers cannot be one work: another arXiv number, else another DOI."""
    return _same_by_id(one, other) is False


def may_be_same(one: Paper, other: Paper) -> bool:
    """Say whether nothing tells two papers of one title apart: no author, no id on either side."""
    named = one.authors and other.authors
    return not named and not _ids(one, "arxiv:", "doi:") and not _ids(other, "arxiv:", "doi:")


def merge(known: Paper, told: Paper) -> Paper:
    """Return what is known once `told` has been heard: the newer words, nothing lost.

    A source that is silent on authors (a saved page) does not erase what a better one said, a
    date without a year or a day does not replace one with it, and words of an older version
    replace none.
    Tags and notes of the reader are kept, and told ones added.
    """
    older = is_older(told, than=known)
    first, second = (known, told) if older else (told, known)
    keep_date = told.date is None or _says_more(known.date, told.date)
    paper_id, *also = _best_first(known.id, *known.also, told.id, *told.also)
    merged = replace(
        first,
        id=paper_id,
        also=tuple(also),
        authors=_fuller(first.authors, second.authors),
        date=known.date if keep_date or older else told.date,
        url=first.url or second.url,
        categories=first.categories or second.categories,
        version=max(known.version or 0, told.version or 0) or None,
        venue=first.venue or second.venue,
        tags=tuple(dict.fromkeys((*known.tags, *told.tags))),
        notes=_joined(known.notes, told.notes),
    )
    return known if replace(merged, source=known.source) == known else merged


def is_older(told: Paper, *, than: Paper) -> bool:
    """Say whether a paper is told in an earlier version than the known one."""
    return bool(told.version and than.version and told.version < than.version)


def outdated(known: Paper, told: Paper, at: str) -> Version | None:
    """Return the words that `merge` leaves behind, None where both say the same."""
    if (known.title, known.abstract) == (told.title, told.abstract):
        return None
    left = told if is_older(told, than=known) else known
    return Version(left.version, left.title, left.abstract, left.date, replaced_at=at)


def _same_by_id(one: Paper, other: Paper) -> bool | None:
    for scheme in ("arxiv:", "doi:"):
        ids, others = _ids(one, scheme), _ids(other, scheme)
        if ids and others:
            return not ids.isdisjoint(others)
    return None


def _ids(paper: Paper, *schemes: str) -> set[str]:
    return {known for known in (paper.id, *paper.also) if known.startswith(schemes)}


def _best_first(*ids: str) -> list[str]:
    order = ("arxiv", "doi", "title")
    return sorted(dict.fromkeys(ids), key=lambda known: order.index(known.partition(":")[0]))


def _fuller(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return the authors told first, but the others where these are the same ones and more.

    "Bee, A." does not take the place of "Ann Bee, Cy Dee".
    """
    names, others = [_name(author) for author in first], [_name(author) for author in second]
    same = others[: len(names)] == names
    return second if same and len("".join(second)) > len("".join(first)) else first


def _name(author: str) -> tuple[str, str]:
    """Return family name and first initial, of "Qi Chen" as of "Chen, Q."."""
    family, comma, given = fold(author).partition(",")
    if not comma:
        given, _, family = fold(author).rpartition(" ")
    return family.strip(), given.strip()[:1]


def _close(one: str, other: str) -> bool:
    words, others = (set(_WORD.findall(text.lower())) for text in (one, other))
    return len(words & others) >= _CLOSE * len(words | others)


def _joined(notes: str, told: str) -> str:
    if told in notes:
        return notes
    return f"{notes}\n\n{told}" if notes else told


def _says_more(known: str | None, told: str) -> bool:
    """Say whether a date has a year where another has none, or the day of its month."""
    if known is None or not known[:4].isdigit():
        return False
    return not told[:4].isdigit() or known.startswith(told)
