"""The formats of bibliographies are told apart by content, each claiming its own files alone."""

import json
from collections.abc import Callable

import pytest

from vectorstore.sources.bibtex import looks_like_bibtex
from vectorstore.sources.csl_json import looks_like_csl_json
from vectorstore.sources.json_list import looks_like_json_list
from vectorstore.sources.paperbot_markdown import SIGN, looks_like_paperbot_markdown
from vectorstore.sources.ris import looks_like_ris
from vectorstore.sources.table import looks_like_table

CHECKS: dict[str, Callable[[str], bool]] = {
    "bibtex": looks_like_bibtex,
    "ris": looks_like_ris,
    "csl-json": looks_like_csl_json,
    "json": looks_like_json_list,
    "table": looks_like_table,
    "paperbot-markdown": looks_like_paperbot_markdown,
}
PAPER = {"title": "Trees", "abstract": "They grow, @article{x, y={z}}", "authors": ["A. B"]}
CSL = {"type": "article-journal", "title": "T", "abstract": "A.", "issued": {}, "DOI": "10.1000/t"}
ENTRY = "@article{tree,\n  title = {Trees},\n  abstract = {They grow.}\n}\n"
SAMPLES = [
    ("bibtex", ENTRY),
    ("bibtex", f"\ufeff% Encoding: UTF-8\n\n@comment{{x}}\n{ENTRY}"),
    ("bibtex", '@string{acl = "Society"}\n\n@InProceedings (x , title = "T")'),
    ("ris", "TY  - JOUR\nTI  - T\nAB  - A.\nER  - \n"),
    ("ris", "\n1. \nTY  - CONF\r\nTI  - T\r\n"),
    ("csl-json", json.dumps([CSL])),
    ("csl-json", json.dumps({"items": [CSL]}, indent=2)),
    ("csl-json", json.dumps(CSL)),
    ("json", json.dumps([PAPER, PAPER])),
    ("json", json.dumps({"papers": [PAPER]})),
    ("json", json.dumps({"papers": [PAPER]}, indent=1)),
    ("json", json.dumps(PAPER, indent=2)),
    ("json", json.dumps([{**PAPER, "abstract": "word " * 20_000}])[:65_536]),
    ("table", "title,abstract\nTrees,They grow.\n"),
    ("table", '\ufeff"Key";"Title";"Abstract Note"\n'),
    ("table", "PT\tAU\tTI\tAB\nJ\tx\ty\tz\n"),
    ("table", "Authors,Title,Year,DOI\nx,y,2021,z\n"),
    ("paperbot-markdown", f"{SIGN}\n# Reading list\n"),
    (None, f"{json.dumps(PAPER)}\n{json.dumps(PAPER)}\n"),
    (None, json.dumps(PAPER)),
    (None, f"# A tool\n\nCite it so:\n\n```bibtex\n{ENTRY}```\n"),
    (None, "Trees\n\nThey grow, and we show how. " * 20),
    (None, json.dumps([{"paper": {"title": "T", "summary": "S"}, "upvotes": 1}])),
    (None, '<?xml version="1.0"?><feed><title>T</title></feed>'),
    (None, "Title and abstract, as we know, differ.\n"),
    (None, ""),
    (None, "\x00\ud800"),
]


@pytest.mark.parametrize(("name", "head"), SAMPLES)
def test_each_format_claims_its_own_files_alone(name: str | None, head: str) -> None:
    """And none claims JSON lines, pages, prose or nothing."""
    assert [known for known, check in CHECKS.items() if check(head)] == ([name] if name else [])
