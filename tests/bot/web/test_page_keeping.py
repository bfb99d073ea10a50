"""A person who fills a library from the page and keeps it: uploads, tags, notes, deletions."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PAPERS = (
    {"title": "Frogs in winter", "abstract": "Frogs sleep. They wake in May."},
    {"title": "A study of newts <b>", "abstract": "Newts swim.", "authors": ["A. Newton"]},
)
EVIL = "\u202e<img src=http://evil.example/x onerror=alert(1)>"
PATIENCE_MS = 60_000


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Return a file of two papers and a line that is none."""
    path = tmp_path / "papers.jsonl"
    lines = [*map(json.dumps, PAPERS), '{"title": "No abstract"}']
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def keep_papers(page: Page, papers: Path) -> None:
    """Upload two papers, tag and note one, see that kept, delete both."""
    count = page.locator("#shelf .count")
    before = count.inner_text()
    page.get_by_text("Add papers", exact=True).click()
    page.locator("input[type=file]").set_input_files(papers)
    report = page.locator("#addition .card")
    expect(report.locator("h3")).to_have_text("2 papers added.", timeout=PATIENCE_MS)
    expect(report).to_contain_text("papers.jsonl, line 3")
    expect(page.locator("#shelf .papers > li").first).to_contain_text("A study of newts <b>")
    page.get_by_role("button", name="Frogs in winter", exact=True).click()
    box = page.get_by_label("Add a tag")
    box.fill(f"to read, {EVIL}")
    box.press("Enter")
    expect(page.locator("#tags .chip")).to_have_count(2)
    expect(box).to_be_focused()
    page.get_by_label("Your notes on this paper").fill(f"Ask Mira.\n{EVIL}")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.get_by_role("button", name="← All papers").click()
    frogs = page.locator("#shelf .papers > li", has_text="Frogs in winter")
    expect(frogs.locator(".chip").first).to_have_text("to read")
    expect(frogs.locator(".noted")).to_contain_text("Ask Mira.")
    page.get_by_role("button", name="Papers tagged to read").click()
    expect(count).to_contain_text("1 paper tagged “to read”")
    page.get_by_role("button", name="Show all").click()
    expect(count).not_to_contain_text("tagged")
    page.reload()
    page.get_by_role("button", name="Frogs in winter", exact=True).click()
    expect(page.get_by_label("Your notes on this paper")).to_have_value(f"Ask Mira.\n{EVIL[1:]}")
    page.locator("#paper-origins summary").click()
    expect(page.locator("#record")).to_contain_text("papers.jsonl")
    assert page.locator("#library-pane img").count() == 0
    delete_the_open_paper(page)
    page.get_by_role("button", name="A study of newts", exact=False).first.click()
    delete_the_open_paper(page)
    expect(count).to_have_text(before)


def delete_the_open_paper(page: Page) -> None:
    """Delete the paper that is open, and be back at the list."""
    page.get_by_text("Delete this paper…").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator("#paper")).to_have_count(0)
    expect(page.locator("#list")).to_be_visible()


def test_papers_are_uploaded_kept_and_deleted(page: Page, papers: Path) -> None:
    """The whole flow; what was written stays, and is only ever text."""
    keep_papers(page, papers)


@pytest.mark.model
def test_a_real_library_is_kept_so_too(real_page: Page, papers: Path) -> None:
    """The same where papers are really embedded and indexed."""
    keep_papers(real_page, papers)


def test_an_id_is_typed(page: Page) -> None:
    """What names no papers is refused with what does, and can be put right where it stands."""
    page.get_by_text("Add papers", exact=True).click()
    box = page.get_by_label("Papers by id or link")
    box.fill("/etc/passwd")
    box.press("Enter")
    expect(page.locator("#addition")).to_contain_text("paths on the server are not read")
    expect(box).to_have_value("/etc/passwd")
    box.fill("2409.13740")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#addition h3")).to_have_text("1 paper added.")
    expect(box).to_have_value("")
    page.get_by_role("button", name="Hide this report").click()
    expect(page.locator("#addition .card")).to_have_count(0)
    page.get_by_role("button", name="A fetched paper", exact=True).click()
    delete_the_open_paper(page)


def test_a_deletion_takes_two_presses_apart(page: Page) -> None:
    """A double press on what unfolds the question does not answer it, nor does Enter twice."""
    page.get_by_role("button", name="Paper 059", exact=True).click()
    question = page.get_by_text("Delete this paper…")
    question.dblclick()
    expect(page.locator("#paper")).to_be_visible()
    question.press("Enter")
    question.press("Enter")
    page.get_by_role("button", name="← All papers").click()
    expect(page.get_by_role("button", name="Paper 059", exact=True)).to_be_visible()


def test_a_read_only_page_offers_nothing_to_change(read_only_page: Page) -> None:
    """Papers open as ever; there is no form, no box and no deletion."""
    read_only_page.locator("#shelf button.title").first.click()
    expect(read_only_page.locator("#record")).to_contain_text("Added")
    for absent in ("Add papers", "Delete this paper…", "Add a tag", "Notes"):
        expect(read_only_page.get_by_text(absent, exact=True)).to_have_count(0)


def test_gradios_own_doors_stay_shut(page_url: str) -> None:
    """It takes no upload, and no event from a form of another site."""
    uploaded = httpx.post(f"{page_url}gradio_api/upload", files={"files": ("a", b"some bytes")})
    assert uploaded.status_code == 413
    joined = httpx.post(
        f"{page_url}gradio_api/queue/join",
        content=b'{"data": [null], "fn_index": 0, "session_hash": "x"}',
        headers={"content-type": "text/plain"},
    )
    assert joined.status_code == 422
