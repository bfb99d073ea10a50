"""A person at the page, a real model behind it, and nothing that leaves the machine."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.model]
# Another test run on the same two cores may slow the model down tenfold.
PATIENCE_MS = 120_000


def ask(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    box = page.get_by_label("Your question")
    box.fill(question)
    box.press("Enter")


def test_a_question_is_answered_with_a_source_that_opens(real_page: Page) -> None:
    """Ask, see a step, get a checked answer, click its marker, see the sentence marked."""
    ask(real_page, "How much faster is SPANN than DiskANN?")
    expect(real_page.locator(".exchange.live .step")).to_be_visible(timeout=PATIENCE_MS)
    answer = real_page.locator("#transcript .exchange").last
    expect(answer.locator(".claim").first).to_contain_text("2 times", timeout=PATIENCE_MS)
    expect(answer.locator(".claim", has_text="90% faster")).to_have_count(0)
    answer.locator(".marker").first.click()
    marked = real_page.locator("#transcript .source[open] mark.pointed").first
    expect(marked).to_contain_text("2 times faster than DiskANN")


def test_a_question_beside_the_library_is_refused(real_page: Page) -> None:
    """The refusal names three nearest papers and claims nothing."""
    ask(real_page, "What is the capital of France?")
    expect(real_page.get_by_text("Nearest papers, not sources")).to_be_visible(timeout=PATIENCE_MS)
    expect(real_page.locator(".nearest button.text:not(.pin)")).to_have_count(3)
    expect(real_page.locator("#transcript .claim")).to_have_count(0)


def test_one_click_summarises_a_paper(real_page: Page) -> None:
    """The summary shows its reading grade, and its sentences are marked in the abstract."""
    real_page.locator("#shelf button.level").first.click()
    figures = real_page.locator("#opened .figures")
    expect(figures).to_contain_text("Reading grade", timeout=PATIENCE_MS)
    expect(real_page.locator("#opened mark").first).to_be_visible()
