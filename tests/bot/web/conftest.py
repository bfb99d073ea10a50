"""The page on a real server, and a real browser to look at it with."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bot.assistant import Assistant
from bot.errors import GenerationFailed
from bot.settings import load_settings
from bot.types import Refusal, Removed, Searching
from bot.web.api import build_api
from bot.web.curation import Curator
from bot.web.page import mount_page
from bot.wiring import open_assistant
from tests.fakes.answers import answer_of, cite, claim, recalling, steps_of
from tests.fakes.scripted_assistant import ScriptedAssistant
from tests.fakes.serving import serving
from vectorstore.records import Paper

# Chromium by itself asks its maker's servers for updates, field trials and the like.
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
STU_NET = Paper(
    id="title:stu-net",
    title="STU-Net: Scalable Medical Image Segmentation",
    abstract="Most models are small. STU-Net has up to 1.4 billion parameters. It transfers well.",
    date="Mar 11",
    links=("https://github.com/Ziyan-Huang/STU-Net",),
)
FETCHED = Paper(id="arxiv:2409.13740", title="A fetched paper", abstract="It was fetched.")
SHELF = (
    STU_NET,
    *(
        Paper(id=f"p{n}", title=f"Paper {n:03}", abstract="One is here. Two is here.")
        for n in range(60)
    ),
    Paper(id="evil", title="<img src=http://evil.example/x onerror=alert(1)>", abstract="A. B."),
)
ANSWER = answer_of(
    "What is STU-Net?",
    claims=[
        claim("STU-Net has up to 1.4 billion parameters.", "supported", cite(STU_NET, 2)),
        claim("It transfers well.", "quoted", cite(STU_NET, 3)),
    ],
    removed=[Removed("It has 9 billion <img src=http://evil.example/y>.", "9 is nowhere.")],
)


@pytest.fixture(scope="session")
def scripted() -> ScriptedAssistant:
    """Return the scripted assistant behind the page."""
    broken = GenerationFailed("Decoding stopped.", remedy="Ask again.")
    refusal = Refusal("No paper in the library speaks of this.", SHELF[:3])
    refused = answer_of("Where is Paris?", refusal=refusal)
    return ScriptedAssistant(
        script=steps_of(answer_of("What else?", refusal=refusal)),
        shelf=SHELF,
        scripts={
            "What is STU-Net?": steps_of(ANSWER),
            "And it?": steps_of(ANSWER, understood="What is STU-Net?"),
            "Where is Paris?": recalling(refused, "In <img src=http://evil.example/z> France."),
            "Does it break?": (Searching("Does it break?"), broken),
            "Does it end?": (*steps_of(ANSWER)[:-1], *[Searching("Does it end?")] * 600),
        },
        network={"arxiv:2409.13740": [FETCHED]},
        pause_s=0.02,
    )


@pytest.fixture(scope="session")
def page_url(scripted: ScriptedAssistant) -> Iterator[str]:
    """Serve the page of the scripted assistant while tests run."""
    with serving(whole_page(scripted)) as url:
        yield url


@pytest.fixture(scope="session")
def real_page_url(starter_home: Path, models_folder: Path) -> Iterator[str]:
    """Serve page and HTTP interface of the real assistant over the starter library."""
    settings = load_settings({"home": starter_home, "models_folder": models_folder})
    with (
        open_assistant(settings=settings) as assistant,
        serving(whole_page(assistant)) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the system's chromium."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine: install Debian's chromium package")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, page_url: str) -> Iterator[Page]:
    """Open the scripted assistant's page."""
    with watched(browser, page_url) as opened:
        yield opened


@pytest.fixture
def real_page(browser: Browser, real_page_url: str) -> Iterator[Page]:
    """Open the real assistant's page."""
    with watched(browser, real_page_url) as opened:
        yield opened


@pytest.fixture
def read_only_page(browser: Browser) -> Iterator[Page]:
    """Open the page of a library that nobody may change."""
    with (
        serving(whole_page(ScriptedAssistant(), read_only=True)) as url,
        watched(browser, url) as opened,
    ):
        yield opened


def whole_page(assistant: Assistant | ScriptedAssistant, *, read_only: bool = False) -> FastAPI:
    """Return page and HTTP interface of an assistant, joined as a server joins them."""
    curator = Curator(assistant, read_only=read_only)
    return mount_page(build_api(assistant, curator=curator), assistant, curator=curator)


@contextmanager
def watched(browser: Browser, url: str) -> Iterator[Page]:
    """Open a page; afterwards, nothing may have been asked of any other host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    asked: list[str] = []
    faults: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    opened.on("request", note)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(url)
    opened.wait_for_selector("#shelf .papers li")
    yield opened
    context.close()
    assert asked
    assert [each for each in asked if not each.startswith((url, "data:", "blob:"))] == []
    assert faults == []
