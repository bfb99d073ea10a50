"""BibTeX comes in as reference managers, archives and people write it."""

import contextlib
import time

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.bibtex import looks_like_bibtex, read_bibtex
from vectorstore.sources.draft import Draft

ANTHOLOGY = r"""@inproceedings{mueller-etal-2019-tree,
    title = "{T}ree{BERT}: Pre-training on {ASTs}",
    author = "M{\"u}ller, Ren{\'e}  and
      {van der} Berg, Jan and King, Jr., Martin and Ludwig van Beethoven and others",
    booktitle = "Proceedings of " # acl,
    month = jun,
    year = "2019",
    url = "https://aclanthology.org/N19-9999/",
    doi = "10.18653/v1/N19-9999",
    abstract = "We gain 10\% with \emph{trees} in $\mathcal{O}(n)$. See {'}here{'}."
}
@string{acl = "the Society for Trees"}
"""


def only(text: str) -> Draft:
    """Return the one draft of a text."""
    (item,) = read_bibtex(text, "list.bib")
    assert isinstance(item, Draft)
    return item


def test_an_entry_of_an_anthology_comes_in_whole() -> None:
    """Macros, joined values, names in every order, accents and ids are understood."""
    draft = only(ANTHOLOGY)
    assert draft.title == "TreeBERT: Pre-training on ASTs"
    assert draft.abstract == r"We gain 10\% with \emph{trees} in $\mathcal{O}(n)$. See 'here'."
    assert draft.authors == (
        r"Ren{\'e} M{\"u}ller",
        "Jan van der Berg",
        "Martin King Jr.",
        "Ludwig van Beethoven",
    )
    assert draft.venue == "Proceedings of the Society for Trees"
    assert (draft.date, draft.given_id) == ("2019-06", "doi:10.18653/v1/n19-9999")
    assert draft.url == "https://aclanthology.org/N19-9999/"
    assert (draft.source, draft.place, draft.where) == ("bibtex", "list.bib", "line 1")


@pytest.mark.parametrize(
    ("fields", "given_id", "version"),
    [
        ("eprint={2111.08566v2}, archivePrefix={arXiv}", "arxiv:2111.08566", 2),
        ("eprint={2111.08566}, eprinttype={arxiv}", "arxiv:2111.08566", None),
        ("journal={arXiv preprint arXiv:2111.08566}", "arxiv:2111.08566", None),
        ("journal={CoRR}, volume={abs/2111.08566}, url={http://arxiv.org/abs/2111.08566}",
         "arxiv:2111.08566", None),
        (r"doi={10.1000/a\_b}", "doi:10.1000/a_b", None),
        ("eprint={12345}, eprinttype={pubmed}", None, None),
    ],
)  # fmt: skip
def test_ids_are_found_wherever_they_are_written(
    fields: str, given_id: str | None, version: int | None
) -> None:
    """arXiv, DBLP, Google Scholar and publishers each have their own field; arXiv is no venue."""
    draft = only(f"@article{{x, title={{T}}, abstract={{A.}}, {fields}}}")
    assert (draft.given_id, draft.version, draft.venue) == (given_id, version, None)


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 2021, month = nov, day = 5", "2021-11-05"),
        ('year = {2021}, month = "5~" # nov', "2021-11-05"),
        ("year = {2021}, month = {November}", "2021-11"),
        ("year = {2021}, month = 11", "2021-11"),
        ("date = {2021-11-05/2021-12-01}", "2021-11-05"),
        ("year = {in press}", None),
        ("year = {2021}, month = {13}", "2021"),
    ],
)
def test_dates_become_iso(fields: str, date: str | None) -> None:
    """Months by macro, name or number, days inside months, ranges."""
    assert only(f"@article{{x, title={{T}}, abstract={{A.}}, {fields}}}").date == date


def test_a_broken_entry_keeps_nobody_out() -> None:
    """It is rejected with its line, and so is one without abstract; the others come in."""
    text = (
        "@article{a, title={One}, abstract={A.}}\n"
        "@article{b, title={Never closed,\n abstract={B.}\n\n"
        "@misc{c, title={No abstract}}\n"
        "@article{a, title={Same key}, abstract={D.}, title={again}}\n"
    )
    items = list(read_bibtex(text, "list.bib"))
    assert [item.title for item in items if isinstance(item, Draft)] == ["One", "Same key"]
    broken, bare = (item for item in items if isinstance(item, Rejection))
    assert broken.where == "line 2"
    assert broken.reason.startswith("broken BibTeX")
    assert (bare.where, bare.reason) == ("line 5", "no abstract for 'No abstract'")


def test_a_chapter_takes_from_its_volume_what_it_lacks() -> None:
    """`crossref` gives venue and year, not the title."""
    text = (
        "@inproceedings{c, crossref={V}, title={T}, abstract={A.}}\n"
        "@proceedings{v, title={Volume}, year={2020}, abstract={B.}}\n"
    )
    draft, _ = read_bibtex(text, "list.bib")
    assert isinstance(draft, Draft)
    assert (draft.title, draft.venue, draft.date) == ("T", "Volume", "2020")


def test_words_of_another_kind_are_refused() -> None:
    """A text without an entry is an error, not an empty list."""
    with pytest.raises(SourceUnreadable, match="no BibTeX entry"):
        list(read_bibtex("% only a comment", "list.bib"))


@pytest.mark.parametrize(
    "text",
    [
        "@string{a = {" + "x" * 1000 + "}}"
        + "".join(f"@string{{a = a # a}}\n@string{{b{n} = a # a}}" for n in range(60))
        + "@article{x, title={T}, abstract= a # a # a # b3}",
        "@article{" * 20_000,
        "@article{x, title={" + "{" * 50_000,
        "@article{x, author={" + "a and " * 20_000 + "}, title={T}, abstract={A}}",
        "@a{x, abstract={" + "{" * 20_000 + "}" * 20_000 + "}, title={T}}",
        " " * 50_000 + "@" + " " * 50_000,
    ],
    ids=["macros", "openings", "depth", "authors", "braces", "spaces"],
)  # fmt: skip
def test_hostile_text_costs_no_time(text: str) -> None:
    """Macros that double each other, depth and repetition stay linear."""
    started = time.monotonic()
    looks_like_bibtex(text[:65_536])
    with contextlib.suppress(SourceUnreadable):
        list(read_bibtex(text, "list.bib"))
    assert time.monotonic() - started < 10
