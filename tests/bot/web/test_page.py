"""The page in a real browser.

The first test is the whole flow and asks nothing of the script but an answer with a source: its
`page` may as well stand on a real assistant.
"""

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fakes.patience import wait_until
from tests.fakes.scripted_assistant import ScriptedAssistant

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    """Type a question and send it with Enter."""
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def test_a_reader_asks_reads_and_checks(page: Page) -> None:
    """Ask, see the steps, open a source at the cited sentence, have a paper summarised."""
    expect(page).to_have_title("paperbot")
    ask(page, "What is STU-Net?")
    expect(page.locator(".exchange.live .step")).to_be_visible()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator("#transcript .claim").first).to_be_visible(timeout=120_000)
    page.locator("#transcript .marker").first.click()
    expect(page.locator("#transcript .source[open] mark.pointed").first).to_be_visible()
    page.locator("#shelf button.level").first.click()
    expect(page.locator("#opened .figures")).to_contain_text("Reading grade", timeout=120_000)
    expect(page.locator("#opened mark").first).to_be_visible()


def test_claims_come_one_by_one(page: Page) -> None:
    """The first claim stands while the second is still being written."""
    ask(page, "What is STU-Net?")
    alone = "document.querySelectorAll('.exchange.live .claim').length === 1"
    page.wait_for_function(alone, polling="raf")
    expect(page.locator("#transcript .claim")).to_have_count(2)
    expect(page.get_by_text("In the paper’s words")).to_be_visible()


def test_what_was_removed_can_be_read(page: Page) -> None:
    """The removed statement opens with its reason; its markup is only text."""
    ask(page, "What is STU-Net?")
    page.locator("#transcript").get_by_text("1 statement removed by the checker").click()
    expect(page.get_by_text("9 is nowhere.")).to_be_visible()
    assert page.locator("#transcript img").count() == 0


def test_a_question_the_library_cannot_answer(page: Page) -> None:
    """A refusal names the nearest papers, which open in the library."""
    ask(page, "What is the capital of France?")
    expect(page.get_by_text("Nearest papers, not sources")).to_be_visible()
    page.locator(".nearest button").first.click()
    expect(page.locator("#opened h2")).to_contain_text("STU-Net")


def test_stop_stops(page: Page, scripted: ScriptedAssistant) -> None:
    """Stop ends the assistant's generator and keeps what was shown."""
    ask(page, "Does it end?")
    expect(page.locator(".exchange.live .claim")).to_have_count(2)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.locator("#transcript .claim")).to_have_count(2)
    assert scripted.closed[-1] == "Does it end?"


def test_an_error_keeps_the_question(page: Page) -> None:
    """The error has its remedy, and the question is back in the box."""
    ask(page, "Does it break?")
    expect(page.get_by_text("Decoding stopped.")).to_be_visible()
    expect(page.get_by_label("Your question")).to_have_value("Does it break?")


def test_an_empty_question_gets_a_notice(page: Page, scripted: ScriptedAssistant) -> None:
    """Nothing is sent, and the questions to start with stay."""
    before = len(scripted.asked)
    page.get_by_role("button", name="Ask", exact=True).last.click()
    expect(page.get_by_text("Type a question first.")).to_be_visible()
    expect(page.locator(".examples")).to_be_visible()
    assert len(scripted.asked) == before


def test_shift_and_enter_starts_a_line(page: Page, scripted: ScriptedAssistant) -> None:
    """A question may have several lines."""
    box = page.get_by_label("Your question")
    box.fill("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two?")
    expect(box).to_have_value("One\ntwo?")
    page.keyboard.press("Enter")
    expect(page.locator(".refusal")).to_be_visible()
    assert scripted.asked[-1][0] == "One\ntwo?"


def test_a_pinned_paper_narrows_the_question(page: Page, scripted: ScriptedAssistant) -> None:
    """The chip says what is asked about, goes with the question, and can be let go."""
    page.get_by_role("button", name="Oldest").click()
    page.get_by_role("button", name="Ask about STU-Net").click()
    expect(page.locator(".pins li")).to_contain_text("STU-Net")
    ask(page, "What is STU-Net?")
    expect(page.locator("#transcript .about")).to_contain_text("STU-Net")
    assert scripted.asked[-1][2] == ("title:stu-net",)
    page.get_by_role("button", name="Stop asking about STU-Net").click()
    expect(page.locator(".pins li")).to_have_count(0)


def test_pins_are_reached_by_keyboard_and_end_with_the_conversation(
    page: Page, scripted: ScriptedAssistant
) -> None:
    """Two papers, one let go with the Enter key; hostile titles are text; a new start has none."""
    page.get_by_role("button", name="Oldest").click()
    page.get_by_role("button", name="Ask about STU-Net").press("Enter")
    page.get_by_label("Find papers").fill("img src")
    page.keyboard.press("Enter")
    expect(page.locator("#shelf .papers li")).to_have_count(1)
    page.locator("#shelf [data-event=pin]").press("Enter")
    expect(page.locator(".pins li")).to_have_count(2)
    page.get_by_role("button", name="Stop asking about STU-Net").press("Enter")
    expect(page.locator(".pins li")).to_have_count(1)
    ask(page, "What is STU-Net?")
    expect(page.locator("#transcript .about")).to_contain_text("<img src=http://evil.example/x")
    assert scripted.asked[-1][2] == ("evil",)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".pins li")).to_have_count(0)


def test_a_nearest_paper_can_be_pinned(page: Page) -> None:
    """From a refusal it is one press to ask about what is there."""
    ask(page, "What is the capital of France?")
    page.locator(".nearest [data-event=pin]").first.click()
    expect(page.locator(".pins li")).to_contain_text("STU-Net")


def test_what_was_understood_can_be_edited(page: Page, scripted: ScriptedAssistant) -> None:
    """The line opens a box; Enter asks what stands there, as it stands, in place of the answer."""
    ask(page, "And it?")
    line = page.locator("#transcript details.understood summary")
    expect(line).to_contain_text("Understood as: What is STU-Net?")
    line.press("Enter")
    box = page.get_by_label("The question as it is understood")
    box.fill("What is STU-Net?\n<b>now</b>")
    box.press("Enter")
    expect(page.locator("#transcript .question")).to_have_text("What is STU-Net?\n<b>now</b>")
    expect(page.locator("#transcript .understood")).to_have_count(0)
    assert scripted.asked[-1][0] == "What is STU-Net?\n<b>now</b>"
    assert scripted.wished[-1] == (True, False)


def test_a_question_understood_as_asked_has_no_such_line(page: Page) -> None:
    """Nothing was changed, so nothing is to be said."""
    ask(page, "What is STU-Net?")
    expect(page.locator("#transcript .claim")).to_have_count(2)
    expect(page.locator(".understood")).to_have_count(0)


def test_general_knowledge_is_off_and_stands_apart(page: Page, scripted: ScriptedAssistant) -> None:
    """The switch has a label; what comes of it stands below the refusal, under its warning."""
    switch = page.get_by_label("Use general knowledge")
    expect(switch).not_to_be_checked()
    switch.press("Space")
    ask(page, "Where is Paris?")
    expect(page.locator("#transcript .refusal + .general h3")).to_have_text(
        "Not from your library: the model's own knowledge, unchecked"
    )
    expect(page.locator(".general p")).to_have_text("In <img src=http://evil.example/z> France.")
    expect(page.locator("#transcript :is(.claim, .source, .marker, img)")).to_have_count(0)
    assert scripted.wished[-1] == (False, True)


def test_asking_again_and_anew(page: Page, scripted: ScriptedAssistant) -> None:
    """An example is one press, so are asking again and starting anew."""
    page.get_by_role("button", name="What is STU-Net?").click()
    expect(page.locator("#transcript .source")).to_have_count(1)
    before = len(scripted.asked)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".exchange.live")).to_have_count(1)
    expect(page.locator(".exchange.live")).to_have_count(0)
    expect(page.locator("#transcript .exchange")).to_have_count(1)
    assert len(scripted.asked) == before + 1
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".examples")).to_be_visible()


def test_the_library_is_leafed_through_and_searched(page: Page) -> None:
    """Pages turn, words find, and hostile titles stay text."""
    page.get_by_role("button", name="Next →").click()
    expect(page.locator("#shelf .count")).to_contain_text("26–50 of 62")
    page.get_by_label("Find papers").fill("img src")
    page.keyboard.press("Enter")
    expect(page.locator("#shelf .papers li")).to_have_count(1)
    expect(page.locator("#shelf")).to_contain_text("<img src=http://evil.example/x")
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("#shelf .count")).to_contain_text("1–25 of 62")


def test_an_opened_source_stays_open(page: Page) -> None:
    """A further question does not shut what its reader had opened."""
    ask(page, "What is STU-Net?")
    page.locator("#transcript .source summary").click()
    expect(page.locator("#transcript .source[open]")).to_have_count(1)
    ask(page, "What is the capital of France?")
    expect(page.locator(".refusal")).to_be_visible()
    expect(page.locator("#transcript .source[open]")).to_have_count(1)


def test_a_phone_shows_one_pane_at_a_time(page: Page) -> None:
    """At 390 pixels nothing is wider than the screen, and the library is one press away."""
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#library-pane")).to_be_hidden()
    page.get_by_role("button", name="Library").click()
    expect(page.locator("#library-pane")).to_be_visible()
    expect(page.locator("#chat-pane")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_page_follows_the_system_into_the_dark(page: Page) -> None:
    """A dark system gets a dark page."""
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(250, 249, 246)"
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(23, 25, 27)")


def test_readers_do_not_wait_for_each_other(page: Page, page_url: str) -> None:
    """While one reader's answer runs, another asks and is answered."""
    ask(page, "Does it end?")
    expect(page.locator(".exchange.live .claim")).to_have_count(2)
    browser = page.context.browser
    assert browser is not None
    other = browser.new_page()
    other.goto(page_url)
    other.wait_for_selector("#shelf .papers li")
    ask(other, "What is STU-Net?")
    expect(other.locator("#transcript .claim")).to_have_count(2)
    other.close()
    expect(page.locator(".exchange.live")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()


def test_leaving_the_page_stops_the_model(
    browser: Browser, page_url: str, scripted: ScriptedAssistant
) -> None:
    """A tab that is closed in the middle of an answer closes the assistant's generator."""
    before = len(scripted.closed)
    leaving = browser.new_page()
    leaving.goto(page_url)
    leaving.wait_for_selector("#shelf .papers li")
    ask(leaving, "Does it end?")
    expect(leaving.locator(".exchange.live .claim")).to_have_count(2)
    leaving.close()
    # Left alone, this script runs for another twelve seconds.
    wait_until(lambda: len(scripted.closed) > before, timeout_s=6)
    assert scripted.closed[before:] == ["Does it end?"]


def test_the_browser_is_told_to_ask_no_other_host(page: Page, page_url: str) -> None:
    """Even markup that slipped through could fetch nothing: the policy forbids it."""
    answer = httpx.get(page_url)
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["referrer-policy"] == "no-referrer"
    refused = page.evaluate("fetch('http://127.0.0.2:9/').then(() => false, () => true)")
    assert refused
    icon = httpx.get(f"{page_url}favicon.ico")
    assert "#2f5d62" in icon.text
