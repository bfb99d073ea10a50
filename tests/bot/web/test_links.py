"""Addresses of papers: which are followed, and whose host is shown."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.links import paper_links, safe_link
from vectorstore.records import Paper


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "//example.org/x",
        "https://arxiv.org@evil.example/",
        "https://arxiv.org\\@evil.example/",
        "https://arxiv.org\\.evil.example/",
        "https://",
        "https://[::1",
        "https://exa mple.org/",
        "java\nscript:alert(1)",
        "",
    ],
)
def test_unsafe_addresses_make_no_link(url: str) -> None:
    """What is not plainly http(s) to one host is no link."""
    assert safe_link(url) is None


def test_a_link_names_its_host() -> None:
    """The label begins with the host, and a long path is cut."""
    link = safe_link("https://github.com/GraphPKU/" + "x" * 80)
    assert link is not None
    assert link.host == "github.com"
    assert link.label.startswith("github.com/GraphPKU/x")
    assert link.label.endswith("…")


def test_lookalike_letters_are_shown_as_punycode() -> None:
    """A host in another script does not pass for the one it imitates."""
    link = safe_link("https://аrxiv.org/")  # noqa: RUF001 - a Cyrillic letter, the point of the test
    assert link is not None
    assert link.host == "xn--rxiv-43d.org"


def test_a_paper_links_each_address_once_its_own_first() -> None:
    """The paper's own address comes first, and unsafe ones are left out."""
    paper = Paper(
        id="x",
        title="t",
        abstract="a",
        url="https://arxiv.org/abs/1",
        links=("https://github.com/a/b", "javascript:x", "https://arxiv.org/abs/1"),
    )
    assert [link.host for link in paper_links(paper)] == ["arxiv.org", "github.com"]


@given(st.text() | st.text().map("https://{}".format))
def test_any_link_is_http_to_its_shown_host(url: str) -> None:
    """Whatever the text, a link made of it goes by http(s) and carries its host in its label."""
    link = safe_link(url)
    if link is not None:
        assert urlsplit(link.url).scheme in {"http", "https"}
        assert link.label.startswith(link.host)
        assert link.host.isascii()
