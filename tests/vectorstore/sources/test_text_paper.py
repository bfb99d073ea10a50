"""Notes and texts on papers come in as papers; other prose stays out."""

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.draft import Draft
from vectorstore.sources.text_paper import looks_like_text_paper, read_text_paper

WORDS = (
    "Finding the paper that answers a question is slow when a collection is large. We present a "
    "method that reads only 3.5% of the abstracts and is 2.4 times faster than a scan."
)
NOTE = f"""---
title: "Routes Through Graphs: Reading Less"
authors:
  - "[[Byron, Ada]]"
  - given: Karl
    family: Weiß
date: 2024-09-20
doi: 10.1145/3626772.3657957
arxiv: 2409.13740
journal: Journal of Maps
tags: [search, "#graphs"]
citekey: byron2024
---
## My thoughts
We should try this.

## Abstract
{WORDS}

It works.

## Introduction
Nobody reads everything.
"""
CALLOUT = f"""# Routes Through Graphs

Authors:: [[Ada Byron]], [[Karl Weiß]]
- **DOI**: https://doi.org/10.1145/3626772.3657957
Date: 20 Sep 2024

> [!abstract]
> {WORDS}

My thoughts: we should try this method.
"""
PLAIN = f"""Routes Through Graphs:
Reading Less

Ada Byron, Karl Weiß
University of Somewhere

ABSTRACT

{WORDS}

Keywords: search, graphs

1. Introduction

Nobody reads everything.
"""


def read(text: str) -> list[Draft]:
    """Return the drafts of a text, which must be recognised and hold nothing but drafts."""
    assert looks_like_text_paper(text)
    items = list(read_text_paper(text, "note.md"))
    drafts = [item for item in items if isinstance(item, Draft)]
    assert drafts == items
    return drafts


def test_a_note_with_fields_at_its_top_fills_every_field() -> None:
    """Lists, links and quoted tags are read as Obsidian has them; a number stays as it stands."""
    (draft,) = read(NOTE)
    assert draft == Draft(
        title="Routes Through Graphs: Reading Less",
        abstract=f"{WORDS}\nIt works.",
        source="text",
        place="note.md",
        where="line 1",
        given_id="2409.13740",
        other_ids=("10.1145/3626772.3657957",),
        authors=("Ada Byron", "Karl Weiß"),
        date="2024-09-20",
        categories=("search", "graphs"),
        venue="Journal of Maps",
    )


def test_a_note_with_fields_in_its_lines_is_read() -> None:
    """As Dataview has them; the abstract stands in a box."""
    (draft,) = read(CALLOUT)
    assert (draft.title, draft.abstract) == ("Routes Through Graphs", WORDS)
    assert draft.authors == ("Ada Byron", "Karl Weiß")
    assert (draft.given_id, draft.date) == ("10.1145/3626772.3657957", "2024-09-20")


def test_a_plain_text_of_one_paper_is_read() -> None:
    """A title over two lines, names, an institution, and the abstract up to its keywords."""
    (draft,) = read(PLAIN)
    assert (draft.title, draft.abstract) == ("Routes Through Graphs: Reading Less", WORDS)
    assert draft.authors == ("Ada Byron", "Karl Weiß")


@pytest.mark.parametrize(
    "text",
    [
        f"# A Paper on Maps\n\n## Abstract\n\n{WORDS}\n",
        f"A Paper on Maps\n===============\n\n**Abstract.** {WORDS}\n",
        f"A Paper on Maps\nby Ada Byron\n\nAbstract: {WORDS}\n",
        f"Title: A Paper\n  on Maps\nAuthors: Ada Byron\nAbstract: {WORDS}\n",
        f"---\ntitle: A Paper on Maps\nauthor: Ada Byron\n---\n\n{WORDS}\n",
        f"---\ntitle: A Paper on Maps\nabstract: >-\n  {WORDS}\n---\nWhat I think of it.\n",
        f"# [A Paper on Maps](https://arxiv.org/abs/2409.13740)\n\n{WORDS}\n",
    ],
)
def test_an_abstract_may_be_marked_in_many_ways(text: str) -> None:
    """A heading, bold words, a label, a field; or an id in the title, and prose under it."""
    (draft,) = read(text)
    assert " ".join(draft.title.split()) == "A Paper on Maps"
    assert draft.abstract == WORDS


def test_a_list_of_several_papers_is_read_with_their_lines() -> None:
    """Each under a heading of its own; what stands around them is passed over."""
    entries = [f"## Paper {n} on Maps\n\narXiv:2409.1374{n}\n\n{WORDS}\n" for n in range(3)]
    drafts = read("# Reading list\n\nWhat we read.\n\n" + "\n".join(entries))
    assert [draft.title for draft in drafts] == [f"Paper {n} on Maps" for n in range(3)]
    assert [draft.given_id for draft in drafts] == [f"2409.1374{n}" for n in range(3)]
    assert [draft.where for draft in drafts] == ["line 5", "line 11", "line 17"]


@pytest.mark.parametrize(
    "text",
    [
        "# A tool\n\nIt improves our data. We like it, and read arXiv:2409.13740 on it.\n",
        "# A tool\n\n```\n# Abstract\nThis is code, and the results of it are data for us.\n```\n",
        "---\ntitle: Monday\ndate: 2024-01-01\n---\n" + "We studied the results of a model. " * 20,
        "On Reading\n\n" + "We read a lot, and our results are many. " * 20 + "\n\nAbstract\n",
        "---\ntitle: [unclosed\n---\n\ntext\n",
        "---\n&a [*a, *a]\n---\n",
        "",
    ],
)
def test_prose_that_is_no_paper_is_refused(text: str) -> None:
    """A manual, a diary and an essay have headings and scholarly words too."""
    assert not looks_like_text_paper(text)
    with pytest.raises(SourceUnreadable, match="without a title and an abstract"):
        list(read_text_paper(text, "note.md"))
