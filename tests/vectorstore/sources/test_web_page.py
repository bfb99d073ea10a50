"""Attributes are read as a browser reads them, in time that grows with the page and no faster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.web_page import elements_with


def values(html: str) -> list[str]:
    """Return the values of `data-props`."""
    return [found["data-props"] for found in elements_with("data-props", html, "page.html")]


def test_attributes_come_in_order_with_entities_resolved() -> None:
    """Both quotes, entities and signs of other alphabets come through; once decoded is enough."""
    html = """<!doctype html><meta charset="latin1"><p class=x>
        <div data-target="A" data-props="{&quot;a&quot;: &#x27;é&#39;}"></div>
        <DIV DATA-PROPS='"&amp;lt;" 数'/><span data-props></span>"""
    assert values(html) == ["{\"a\": 'é'}", '"&lt;" 数', ""]
    assert elements_with("data-target", html, "page.html")[0]["data-props"] == "{\"a\": 'é'}"


def test_a_very_long_attribute_comes_whole() -> None:
    """Data of any length is data."""
    assert [len(value) for value in values(f'<div data-props="{"x" * 11_000_000}">')] == [
        11_000_000
    ]


def test_what_is_no_element_is_not_read() -> None:
    """Comments and scripts may talk of elements."""
    html = """<!-- <div data-props="1"> --><script>"<div data-props='2'>"</script>"""
    assert values(f"<html>{html}</html>") == []


@pytest.mark.parametrize("hostile", ["<div>", "<a b='", "<!--", "<![CDATA[", "</", "&#1", "<a "])
def test_hostile_pages_are_read_in_passing(hostile: str) -> None:
    """Each of these keeps some parser busy for minutes at this length."""
    values("<html>" + hostile * 100_000)


def test_a_page_in_another_encoding_is_refused_by_name() -> None:
    """Bytes that are no UTF-8 come as surrogates."""
    with pytest.raises(SourceUnreadable, match=r"page\.html is not text"):
        values('<div data-props="\udc80">')


def test_a_page_of_nothing_has_no_elements() -> None:
    """That is for the reader of the page to judge."""
    assert values("") == values(" \n") == []


@given(st.text() | st.text("<>/='\"&;#x!-div \0"))
def test_no_page_raises_anything_but_its_refusal(html: str) -> None:
    """Any text is read or refused."""
    try:
        values(html)
    except SourceUnreadable:
        return
