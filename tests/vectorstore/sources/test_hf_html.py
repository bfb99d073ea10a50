"""Saved pages of Hugging Face Papers give their papers whole, or say what to do instead."""

import html
import json
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft, finished
from vectorstore.sources.hf_html import looks_like_hf_html, read_hf_html

HEAD = "<!doctype html>\n<html><head><title>Daily Papers - Hugging Face</title></head><body>"
ARCHIVE = """From: <Saved by Blink>
Snapshot-Content-Location: https://huggingface.co/papers/2503.00001
MIME-Version: 1.0
Content-Type: multipart/related;
\tboundary="x1"

--x1
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

"""


def paper(number: int, **fields: object) -> dict[str, object]:
    """Return a paper as a page holds it."""
    return {
        "id": f"2503.0000{number}",
        "authors": [{"name": "Ada Lovelace", "hidden": False}],
        "publishedAt": "2025-03-07T08:36:05.000Z",
        "title": f"Engine {number}",
        "summary": f'We build engine {number} & <b>say</b> it\'s "new" — 数.',
        **fields,
    }


def page(*elements: object) -> str:
    """Return a page with one element of the site's script for each of `elements`."""
    scripted = "".join(
        f'<div class="SVELTE_HYDRATER contents" data-target="X" '
        f'data-props="{html.escape(json.dumps(props, ensure_ascii=False))}"></div>'
        for props in elements
    )
    return f"{HEAD}<main>{scripted}<h1>On the screen</h1></main></body></html>"


def drafts(text: str) -> list[Draft]:
    """Return the drafts that come in."""
    return [item for item in read_hf_html(text, "page.html") if isinstance(item, Draft)]


def test_a_list_of_papers_comes_in_whole() -> None:
    """The page of a day, in its order; quotes, marks and signs are those of the authors."""
    listed = {"dailyPapers": [{"paper": paper(1)}, {"paper": paper(2)}], "periodType": "day"}
    text = page({"isLoggedIn": False}, listed, {"footer": {}})
    assert looks_like_hf_html(text)
    first, second = drafts(text)
    assert (first.title, second.title) == ("Engine 1", "Engine 2")
    assert first.abstract == 'We build engine 1 & <b>say</b> it\'s "new" — 数.'
    assert first.source == "hf-papers-html"
    assert (first.place, first.where) == ("page.html", "entry 1")


def test_the_page_of_one_paper_gives_that_paper() -> None:
    """Small parts of the page that know only its number, and comments, are passed over."""
    text = page(
        {"paper": {"id": "2503.00001", "upvotes": 3}},
        {"paper": paper(1), "comments": [{"data": {"latest": {"raw": "Nice."}}}]},
    )
    (draft,) = drafts(text)
    assert draft.given_id == "2503.00001"


def test_a_list_goes_before_a_paper_alone() -> None:
    """A list that also shows one paper in full is a list."""
    listed = {"dailyPapers": [{"paper": paper(1)}, {"paper": paper(2)}]}
    assert len(drafts(page({"paper": paper(3)}, listed))) == 2


def test_a_web_archive_is_opened() -> None:
    """Chrome's single file holds the page as a mail does."""
    encoded = quopri.encodestring(page({"paper": paper(1)}).encode()).decode()
    text = f"{ARCHIVE}{encoded}\n--x1--\n"
    assert looks_like_hf_html(text)
    (draft,) = drafts(text)
    assert draft.abstract.endswith("— 数.")


def test_an_empty_day_yields_nothing() -> None:
    """A page that lists no papers is no error."""
    assert drafts(page({"dailyPapers": []})) == []


def test_an_entry_without_its_abstract_is_rejected_in_its_place() -> None:
    """The others still come in."""
    listed = {"dailyPapers": [{"paper": paper(1, summary="")}, {"paper": paper(2)}]}
    first, second = read_hf_html(page(listed), "page.html")
    assert isinstance(first, Rejection)
    assert first.where == "entry 1"
    assert isinstance(second, Draft)


@pytest.mark.parametrize(
    "text",
    [
        page(),
        page({"paper": {"id": "2503.00001"}}),
        page({"dailyPapers": [{"paper": paper(1)}]})[:400],
        page({"models": []}).replace("<h1>", '<div data-props="{&quot;paper&quot;: ">'),
        f"{ARCHIVE}\n--x1--\n",
    ],
)
def test_a_page_without_its_data_says_what_to_do(text: str) -> None:
    """Saved as text only, cut off, another page of the hub, an archive without a page."""
    assert looks_like_hf_html(text) == ("SVELTE" in text or "huggingface.co/papers" in text)
    with pytest.raises(SourceUnreadable, match=r"Save https://huggingface\.co/papers"):
        drafts(text)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<html><body>A page of another site</body></html>",
        "See https://huggingface.co/papers for more.",
        '<?xml version="1.0"?><feed>https://huggingface.co/papers</feed>',
        '{"SVELTE_HYDRATER": 1}',
    ],
)
def test_other_texts_are_not_claimed(head: str) -> None:
    """Pages of other sites, prose with a link and feeds are left to others."""
    assert not looks_like_hf_html(head)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["paper", "dailyPapers", "id", "title", "summary", "authors", "name"]),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_no_data_raises_anything_but_its_refusal(value: object) -> None:
    """Whatever the page carries, it is read, rejected or refused."""
    try:
        list(finished(read_hf_html(page(value), "page.html")))
    except SourceUnreadable:
        return


@pytest.mark.parametrize(
    "props", ["[" * 100_000, '{"paper": ' * 50_000, '{"paper": ' + "9" * 9_000]
)
def test_hostile_data_is_refused(props: str) -> None:
    """Brackets without end and figures without end are no papers."""
    text = f"{HEAD}<div data-props='{props}\"dailyPapers\"'></div>"
    with pytest.raises(SourceUnreadable):
        drafts(text)
