"""What becomes of a paper that is already known when a source names it again. Pure."""

import hashlib
import json
from dataclasses import replace

from vectorstore.records import Paper


def content_hash(paper: Paper) -> str:
    """Return a hash of everything a source says about a paper."""
    content = json.dumps(
        [
            paper.title,
            paper.abstract,
            paper.authors,
            paper.date,
            paper.url,
            paper.categories,
            paper.links,
            paper.source,
        ]
    )
    return hashlib.sha256(content.encode()).hexdigest()


def merge(known: Paper, told: Paper) -> Paper:
    """Return what is known once `told` has been heard: the newer words, nothing lost.

    A source that is silent on authors (a saved page) does not erase what a better one said, and a
    date without a year does not replace one with.
    """
    keep_date = told.date is None or (_has_year(known.date) and not _has_year(told.date))
    merged = replace(
        told,
        authors=told.authors or known.authors,
        date=known.date if keep_date else told.date,
        url=told.url or known.url,
        categories=told.categories or known.categories,
    )
    return known if replace(merged, source=known.source) == known else merged


def _has_year(date: str | None) -> bool:
    return date is not None and date[:4].isdigit()
