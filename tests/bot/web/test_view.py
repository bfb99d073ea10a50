"""What is shown: every state of a reply, and nothing of hostile text but its letters."""

from dataclasses import replace
from functools import reduce
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.types import ClaimState, Refusal, Removed
from bot.web import kept_view, view
from bot.web.curation import Addition
from bot.web.reply import Exchange, OpenPaper, Reply, fail, follow
from tests.fakes.answers import MODEL, answer_of, cite, claim, steps_of
from vectorstore.records import AddReport, Origin, Paper, Record, Rejection, Version

PAPER = Paper(
    id="arxiv:1",
    title="A Title",
    abstract="One is here. Two is here. Three is here.",
    date="Mar 11",
    url="https://arxiv.org/abs/1",
)
HOSTILE = st.text() | st.sampled_from(
    [
        "<img src=x onerror=alert(1)>",
        "</bdi></p><script>alert(1)</script>",
        '" onmouseover="alert(1)" x="',
        "![x](http://evil.example/x.png) [y](javascript:alert(1))",
        "{{ 7 * 7 }} ${alert(1)} {% raw %}",
        "<!-- -->&lt;b&gt;",
        "\ud800 \x00 \u202e",
    ]
)
TAGS = set(
    "article section h1 h2 h3 h4 p ul ol li div span bdi s b mark figure figcaption blockquote "
    "details summary button a pre code dl dt dd input textarea progress".split()
)
ATTRIBUTES = set(
    "id class type title href target rel role dir aria-label aria-hidden aria-pressed data-card "
    "data-marks data-event data-paper data-level data-question data-offset data-open data-order "
    "data-tag data-within data-writes name placeholder autocomplete maxlength rows open value "
    "max".split()
)


STATES: tuple[ClaimState, ...] = ("supported", "weak", "quoted")


class Page(HTMLParser):
    """Collects what a browser would make of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element and its attributes."""
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.text += data

    def handle_comment(self, data: str) -> None:
        """Keep a comment as an element that we never write."""
        self.tags.add(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        """Keep a declaration likewise."""
        self.tags.add(f"declaration {decl}")


def exchange_of(*claims: str) -> Exchange:
    """Return a finished exchange with one supported claim, one weak and one quoted."""
    shown = [
        claim(text, state, cite(PAPER, n))
        for n, (text, state) in enumerate(zip(claims, STATES, strict=False), start=1)
    ]
    answer = answer_of("What?", claims=shown, removed=[Removed("It flies.", "Nobody says so.")])
    return Exchange("What?", (), reduce(follow, steps_of(answer), Reply()))


@given(HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    """Whatever papers, models and readers say, only our own elements and attributes come out."""
    paper = replace(PAPER, id=text, title=text, abstract=text, date=text, authors=(text,), url=text)
    paper = replace(paper, venue=text, categories=(text,), also=(text,), tags=(text,), notes=text)
    origin, older = Origin(text, text, text, text), Version(2, text, text, text, text)
    record = Record(paper, text, (origin,), (older,))
    report = AddReport(added=1, rejected=(Rejection(text, text, text),))
    under_way = Addition(ticket=text, label=text)
    cited = replace(cite(PAPER, 1), paper=paper, end=len(text), quote=text)
    shown = [claim(text, state, cited) for state in STATES]
    removed = [Removed(text, text)]
    answered = reduce(
        follow, steps_of(answer_of(text, claims=shown, removed=removed)), Reply(reading=(paper,))
    )
    refused = answer_of(text, refusal=Refusal(text, (paper,)))
    shelf = view.Shelf((paper,), total=1, query=text)
    drawn = [
        view.show_exchange(Exchange(text, (paper,), answered), 0),
        view.show_exchange(Exchange(text, (paper,), replace(answered, step="Writing")), 0),
        view.show_exchange(Exchange(text, (), Reply(reading=(paper,))), 0),
        view.show_exchange(Exchange(text, (), reduce(follow, steps_of(refused), Reply())), 0),
        view.show_exchange(Exchange(text, (), fail(Reply(), text, text)), 0),
        view.show_paper(OpenPaper(paper, "tldr", answered)),
        kept_view.show_tags(paper, read_only=False),
        kept_view.show_notes(paper, read_only=False),
        kept_view.show_notes(paper, read_only=True),
        kept_view.show_record(record, read_only=False),
        kept_view.show_addition(under_way),
        kept_view.show_addition(replace(under_way, running=False, report=report)),
        kept_view.show_refused(text, text),
        view.show_pins([paper]),
        view.show_shelf(shelf),
        view.show_shelf(replace(shelf, near=True)),
        view.show_model(replace(MODEL, name=text), text),
        view.show_notice(text),
        view.show_failure(text, text),
        view.show_welcome(1, [text]),
    ]
    for html in drawn:
        page = Page(html)
        assert page.tags <= TAGS
        assert {name for name, _ in page.attributes} <= ATTRIBUTES
        for name, value in page.attributes:
            assert name != "href" or value.startswith(("http://", "https://"))
        html.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=("C", "Z"))))
def test_text_is_shown_letter_by_letter(text: str) -> None:
    """Escaping changes what the browser does with a text, never what it shows."""
    assert Page(view.show_notice(text)).text == text


def test_each_state_is_told_apart() -> None:
    """Weak and quoted claims are labelled, supported ones are plain."""
    html = view.show_exchange(exchange_of("Plainly.", "Perhaps.", "Two is here."), 0)
    assert html.count("weakly supported") == 1
    assert html.count("In the paper’s words") == 1
    assert "1 statement removed by the checker" in html


def test_cited_sentences_are_highlighted_in_the_whole_abstract() -> None:
    """The source card holds the whole abstract, with the cited sentence marked."""
    html = view.show_exchange(exchange_of("Plainly."), 4)
    assert '<mark id="exchange-4-1-s1">One is here.</mark>' in html
    assert "Three is here." in html
    assert 'data-marks="exchange-4-1-s1"' in html


def test_links_leave_nothing_behind() -> None:
    """A link opens apart, tells the other side nothing, and shows its host."""
    html = view.show_exchange(exchange_of("Plainly."), 0)
    assert 'href="https://arxiv.org/abs/1"' in html
    assert 'rel="noopener noreferrer nofollow"' in html
    assert ">arxiv.org<" in html


def test_a_refusal_says_its_papers_are_no_sources() -> None:
    """A refusal names the nearest papers and calls them what they are."""
    refused = answer_of("Why?", refusal=Refusal("Nothing on that.", (PAPER,)))
    html = view.show_exchange(Exchange("Why?", (), reduce(follow, steps_of(refused), Reply())), 0)
    assert "Nothing on that." in html
    assert "Nearest papers, not sources" in html
    assert "A Title" in html


def test_an_answer_under_way_shows_its_step() -> None:
    """While the model writes there is a live step, and the source cards wait."""
    reply = replace(exchange_of("Plainly.").reply, step="Checking 2 statements", answer=None)
    html = view.show_exchange(Exchange("What?", (), reply), 0)
    assert "Checking 2 statements…" in html
    assert '<details class="source"' not in html


def test_a_stopped_answer_says_so() -> None:
    """What was shown before a stop stays, and is said to be all."""
    reply = replace(exchange_of("Plainly.").reply, stopped=True, answer=None)
    assert "Stopped." in view.show_exchange(Exchange("What?", (), reply), 0)


def test_the_list_is_paged() -> None:
    """A middle page leads both ways, a search result nowhere."""
    papers = tuple(replace(PAPER, id=str(n)) for n in range(view.PAGE_SIZE))
    middle = view.show_shelf(view.Shelf(papers, total=1000, offset=50))
    assert "51–75 of 1000 papers" in middle
    assert 'data-offset="25"' in middle
    assert 'data-offset="75"' in middle
    found = view.show_shelf(view.Shelf(papers, total=1000, query="graph"))
    assert "Next" not in found
    assert "Show all" in found


def test_an_empty_library_says_how_to_fill_it() -> None:
    """Without papers the page says where to add some, or gives the command where it may not."""
    assert "Add papers in the library" in view.show_welcome(0, ())
    assert "paperbot add" in view.show_welcome(0, (), read_only=True)


def test_the_model_is_named_with_its_advice() -> None:
    """A small model is called small, and a better one offered; a large one is only named."""
    small = view.show_model(MODEL, "Try a larger one.")
    assert "tiny" in small
    assert "Q4_1" in small
    assert "a small model" in small
    assert "Try a larger one." in small
    assert "a small model" not in view.show_model(replace(MODEL, small=False), None)
