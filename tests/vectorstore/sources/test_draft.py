r"""Drafts become papers: mended, LaTeX rendered, identified, or refused with a reason."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vectorstore.latex import render_latex
from vectorstore.mending import mend_text
from vectorstore.sources.draft import MAX_ABSTRACT_CHARS, Draft, Unfit, digest, finish

DRAFT = Draft("A title", "An abstract.", "jsonl")
PIECES = st.sampled_from(
    [
        *r"\alpha \emph \url \href \cite \% \_ \$ \, \\ { } $ ^ ~ ` `` '' -- _ 2 times × -".split(),
        *"https : // x.org github.com \u200b \u202e \u00ad\n".split(" "),
        " ",
        "\n",
    ]
)


def test_latex_is_rendered_where_people_write_it() -> None:
    """In title, abstract, venue and names; tags and notes are the reader's own."""
    paper = finish(
        replace(
            DRAFT,
            title=r"On $O(n^2)$",
            abstract=r"At 4$\times$" + "\nthe speed,\n  --\n  in 10^{-3} s.",
            authors=(r"P. Erd\H{o}s",),
            venue=r"Proc.\ of {\L}{\'o}d\'z",
            tags=(r"$\times$",),
            notes=r"\alpha",
        )
    )
    assert paper.title == "On O(n²)"
    assert paper.abstract == "At 4× the speed, – in 10⁻³ s."
    assert paper.authors == ("P. Erdős",)
    assert paper.venue == "Proc. of Łódź"
    assert (paper.tags, paper.notes) == ((r"$\times$",), r"\alpha")


def test_a_draft_is_known_by_what_its_source_says() -> None:
    """Rendering changes no hash: a paper taken in before stays known."""
    raw = replace(DRAFT, title=r"On $O(n^2)$")
    assert digest(raw) != digest(replace(raw, title=finish(raw).title))


def test_a_text_too_long_is_refused_before_it_is_read() -> None:
    """Of a hostile source every paper would cost seconds."""
    with pytest.raises(Unfit, match="abstract is longer than 50,000 characters"):
        finish(replace(DRAFT, abstract=r"\frac" * MAX_ABSTRACT_CHARS))


def test_a_text_of_nothing_but_commands_is_empty() -> None:
    """Nothing of it would be shown."""
    with pytest.raises(Unfit, match="title is empty"):
        finish(replace(DRAFT, title=r"\vspace{1em} \label{a}"))


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=60))
@example("a\n  --\n  b")
@example("a\\ -- b")
@example(r"\\\\%alpha")
def test_a_finished_text_is_finished(text: str) -> None:
    """What a paper says stays as it is when its export is read again."""
    try:
        once = finish(replace(DRAFT, abstract=f"x {text}")).abstract
    except Unfit:
        return
    assert finish(replace(DRAFT, abstract=once)).abstract == once


@given(st.from_regex(r"[A-Za-z]{1,30}\.?(?:[ .-][A-Za-z]{1,30}\.?){0,5}", fullmatch=True))
def test_ordinary_words_have_nothing_to_mend(name: str) -> None:
    """A name of plain letters comes out as it is, by the long way too."""
    assert mend_text(render_latex(name)) == name
    paper = finish(Draft("A title of some words", "An abstract.", "jsonl", authors=(name,)))
    assert paper.authors == (name,)
