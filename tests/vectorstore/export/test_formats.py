"""What other programs find in an export."""

import io
import json
import re

import pytest

from vectorstore.errors import LibraryError
from vectorstore.export.formats import EXPORT_FORMATS, export_format
from vectorstore.records import Paper, Record

PAPER = Paper(
    id="arxiv:2111.08566",
    title="SPANN: 100% {fast} search",
    abstract="We _show_ <b>it</b>.",
    authors=("Qi Chen", "Ludwig van Beethoven", "ATLAS Collaboration"),
    date="2021-11-05",
    url="https://arxiv.org/abs/2111.08566",
    categories=("cs.DB",),
    also=("doi:10.1000/t",),
    venue="Proceedings of Trees",
    tags=("to read",),
    notes="One.\n# Two",
)


def written(name: str, *papers: Paper) -> str:
    """Return the text of an export."""
    out = io.StringIO()
    export_format(name).write([Record(paper, "2026-01-02") for paper in papers], out)
    return out.getvalue()


def test_bibtex_has_the_fields_latex_wants() -> None:
    """Signs are escaped, names in order, the month a macro."""
    text = written("bibtex", PAPER)
    for line in (
        "@inproceedings{chen2021spann,",
        r"  title = {SPANN: 100\% \{fast\} search},",
        "  author = {Chen, Qi and van Beethoven, Ludwig and {ATLAS Collaboration}},",
        "  year = {2021},\n  month = nov,\n  day = {5},",
        "  booktitle = {Proceedings of Trees},",
        "  eprint = {2111.08566},\n  archiveprefix = {arXiv},",
        "  doi = {10.1000/t},",
        "  keywords = {cs.DB, to read},",
        "  annote = {One. \\# Two},",
    ):
        assert line in text


def test_ris_has_a_value_a_line() -> None:
    """Each tag as the format has it."""
    lines = written("ris", PAPER).splitlines()
    assert lines[:2] == ["TY  - CONF", "ID  - chen2021spann"]
    for line in ("AU  - van Beethoven, Ludwig", "DA  - 2021/11/05/", "DO  - 10.1000/t",
                 "KW  - to read", "N1  - One. # Two", "T2  - Proceedings of Trees"):  # fmt: skip
        assert line in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_csl_json_is_one_list_of_items() -> None:
    """With parts of names and dates; an empty export is an empty list."""
    (item,) = json.loads(written("csl-json", PAPER))
    assert item["author"][1] == {"family": "van Beethoven", "given": "Ludwig"}
    assert item["author"][2] == {"literal": "ATLAS Collaboration"}
    assert item["issued"] == {"date-parts": [[2021, 11, 5]]}
    assert (item["type"], item["DOI"]) == ("paper-conference", "10.1000/t")
    assert json.loads(written("csl-json")) == []


def test_jsonl_has_the_names_that_additions_take() -> None:
    """And the reader's own words beside them."""
    fields = json.loads(written("jsonl", PAPER))
    assert (fields["id"], fields["tags"], fields["notes"]) == (
        "arxiv:2111.08566",
        ["to read"],
        "One.\n# Two",
    )


def test_nothing_of_a_paper_is_markdown_or_html() -> None:
    """Hostile words stay words: no heading, no link, no tag but our own."""
    hostile = Paper(
        id="title:0123456789ab",
        title="](javascript:alert(1)) <img src=x>",
        abstract="# Heading --> <script>alert(1)</script> ![x](http://evil) `code` $x$",
        url="javascript:alert(1)",
        tags=("--> <b>",),
        notes="> quote\n```\n</blockquote>",
    )
    text = written("markdown", hostile)
    tags = re.findall(r"<.{14}", text)
    assert tags == ["<!-- paperbot r", "<!-- paperbot {"]
    assert re.findall(r"^#.*", text, re.MULTILINE)[0] == "# Reading list"
    assert len(re.findall(r"^#", text, re.MULTILINE)) == 2
    assert not re.search(r"(?<!\\)[`\[\]$]", text.partition("<!-- paperbot {")[0])


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl-json"])
def test_citation_keys_are_unique(name: str) -> None:
    """Two papers of one stem, and one of nothing a key can be made of."""
    bare = Paper(id="title:0123456789ab", title="三", abstract="A.")
    text = written(name, PAPER, PAPER, PAPER, bare)
    for key in ("chen2021spann", "chen2021spann-2", "chen2021spann-3", "paper"):
        assert len(re.findall(rf'[{{" ]{key}[,"\n]', text)) == 1


def test_an_unknown_format_is_refused() -> None:
    """The message names those there are."""
    with pytest.raises(LibraryError, match="Choose one of jsonl, bibtex, ris, csl-json, markdown"):
        export_format("docx")
    assert len({known.suffix for known in EXPORT_FORMATS}) == len(EXPORT_FORMATS)
