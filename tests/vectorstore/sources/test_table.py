"""Tables come in as managers, databases and spreadsheets write them."""

import io
from collections.abc import Iterator

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.table import read_table


def read(text: str) -> Iterator[Draft | Rejection]:
    """Return what a table yields, its lines numbered as a file's are."""
    return read_table(enumerate(io.StringIO(text), start=1), "list.csv")


def only(text: str) -> Draft:
    """Return the one draft of a table."""
    (item,) = read(text)
    assert isinstance(item, Draft)
    return item


ZOTERO = """\
\ufeff"Key","Item Type","Publication Year","Author","Title","Publication Title","DOI","Url",\
"Abstract Note","Date","Manual Tags"
"ABC","journalArticle","2021","Müller, Renée; Doe, Jo","Trees","J. of Trees","10.1000/t",\
"https://t.example","They grow.","2021-11-05","a; b"
"""
SCOPUS = """\
"Authors","Author full names","Title","Year","Source title","DOI","Link","Abstract",\
"Author Keywords","Date"
"Müller R.; Doe J.","Müller, Renée (57001234567); Doe, Jo (57001234568)","Trees","2021",\
"J. of Trees","10.1000/t","https://t.example","They grow.","a; b","2021-11-05"
"""
WEB_OF_SCIENCE = """\
PT\tAU\tAF\tTI\tSO\tDE\tAB\tDI\tPY\tPD\tUT\tURL\tDATE
J\tMuller, R\tMüller, Renée; Doe, Jo\tTrees\tJ. of Trees\ta; b\tThey grow.\t10.1000/t\t2021\t\
NOV 5\tWOS:1\thttps://t.example\t2021-11-05
"""
SPREADSHEET = """\
title;summary;authors;doi;url;date;keywords;JOURNAL
Trees;They grow.;"['Renée Müller', 'Jo Doe']";10.1000/t;https://t.example;2021-11-05;\
"['a', 'b']";J. of Trees
"""


@pytest.mark.parametrize("text", [ZOTERO, SCOPUS, WEB_OF_SCIENCE, SPREADSHEET])
def test_columns_are_found_by_their_names(text: str) -> None:
    """Zotero, Scopus, Web of Science and a spreadsheet tell the same paper."""
    assert only(text) == Draft(
        title="Trees",
        abstract="They grow.",
        source="table",
        place="list.csv",
        where="line 2",
        given_id="doi:10.1000/t",
        authors=("Renée Müller", "Jo Doe"),
        date="2021-11-05",
        url="https://t.example",
        categories=("a", "b"),
        venue="J. of Trees",
    )


def test_quoted_line_breaks_belong_to_their_row() -> None:
    """The next row is still numbered by its line; blank lines and rows are passed over."""
    text = '\ntitle,abstract\n"A ""tree""","One\nTwo"\n\n,\nBare,\n'
    tree, bare = read(text)
    assert isinstance(tree, Draft)
    assert (tree.title, tree.abstract, tree.where) == ('A "tree"', "One\nTwo", "line 3")
    assert bare == Rejection("list.csv", "line 7", "no abstract for 'Bare'")


def test_a_quotation_that_never_ends_is_rejected_by_itself() -> None:
    """The reader goes on behind it."""
    text = 'title,abstract\nA,"' + "word word\n" * 20_000 + "B,Text.\n"
    items = list(read(text))
    assert any(isinstance(item, Rejection) and "cannot be read" in item.reason for item in items)
    assert items[0].where == "line 2"


def test_a_table_without_abstracts_is_refused() -> None:
    """The message names the columns there are."""
    with pytest.raises(SourceUnreadable, match="without abstract: its columns are 'Title', 'DOI'"):
        list(read("Title,DOI\nx,y\n"))


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Smith, J., Doe, A.", ("J. Smith", "A. Doe")),
        ("Smith J., Doe A.", ("Smith J.", "Doe A.")),
        ("Jo Doe, Al Roe and Bo Poe", ("Jo Doe", "Al Roe", "Bo Poe")),
        ("Doe, Jo", ("Jo Doe",)),
        ("Plato", ("Plato",)),
    ],
)
def test_names_are_told_apart(cell: str, names: tuple[str, ...]) -> None:
    """Whichever separator a table uses."""
    assert only(f'title,abstract,authors\nT,A.,"{cell}"\n').authors == names
