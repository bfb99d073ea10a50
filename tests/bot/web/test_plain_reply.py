"""Replies as one text: sources there and back, and nothing that a client would fetch."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.types import GENERAL_LABEL
from bot.web.plain_reply import inert, reply_text, split_reply
from tests.fakes.spann import ANSWER, FIRST, REFUSAL, SLASHED, SPANN, make_answer
from vectorstore.records import Paper


def test_sources_are_numbered_after_the_answer() -> None:
    """An answer is followed by its sources, each with number, title, id and address."""
    assert reply_text(ANSWER) == (
        "SPANN is 2 times faster than DiskANN. [1] “It reaches 90% recall.” [1]\n"
        "\n"
        "Sources:\n"
        "[1] SPANN: Highly-efficient Billion-scale Search | arxiv:2111.08566"
        " | https://arxiv.org/abs/2111.08566"
    )


def test_a_refusal_lists_papers_nearby_without_numbers() -> None:
    """A refusal says why and lists the nearest papers, which are not sources."""
    assert reply_text(REFUSAL) == (
        "The library holds no paper on this. Searched 2 abstracts in the library.\n"
        "\n"
        "The nearest papers in the library:\n"
        "- SPANN: Highly-efficient Billion-scale Search | arxiv:2111.08566"
        " | https://arxiv.org/abs/2111.08566"
    )


def test_general_knowledge_stands_last_under_its_label() -> None:
    """Behind the refusal, never among sources, and nothing in it is alive."""
    text = reply_text(replace(REFUSAL, general="See [this](https://evil.example)."))
    assert text.startswith(reply_text(REFUSAL))
    assert text.endswith(f"\n\n{GENERAL_LABEL}:\nSee [this] (https://evil.example).")


def test_a_title_stays_on_its_line() -> None:
    """Line breaks of a title do not start a line of the list."""
    refusal = REFUSAL.refusal
    assert refusal is not None
    text = reply_text(replace(REFUSAL, refusal=replace(refusal, nearest=(SLASHED,))))
    assert text.endswith("\n- A DOI with slashes | doi:10.1000/a/b(1)")


@given(
    titles=st.lists(st.text(min_size=1), min_size=1, max_size=4),
    name=st.sampled_from(["arxiv:2111.08566", "doi:10.1000/a/b(1)", "title:0123456789ab"]),
    url=st.sampled_from([None, "https://example.org/x?y=arxiv:1|2"]),
)
def test_sources_are_read_back(titles: list[str], name: str, url: str | None) -> None:
    """Whatever the titles are, the ids of a reply's sources are found again, in order."""
    papers = tuple(Paper(f"{name}{n}", title, "", url=url) for n, title in enumerate(titles))
    answer = replace(ANSWER, papers=papers)
    text, ids = split_reply(reply_text(answer))
    assert text == ANSWER.text
    assert ids == tuple(paper.id for paper in papers)


def test_a_text_without_sources_is_all_answer() -> None:
    """A reply that some other program wrote has no sources."""
    assert split_reply("[1] An answer | arxiv:1") == ("[1] An answer | arxiv:1", ())


def test_markup_of_a_paper_is_not_alive() -> None:
    """An image, a link or a tag in a paper's words is shown, not fetched."""
    hostile = "![x](http://e.org/a.png) <img src=x> ![a][b] </s>"
    claim = replace(FIRST, text=hostile)
    text = reply_text(make_answer(claim))
    assert "](" not in text
    assert "][" not in text
    assert "<img" not in text
    assert "</s" not in text


def test_plain_words_are_left_alone() -> None:
    """Comparisons and single markers are not markup."""
    text = "p < 0.05 and x <0.1 [1], see (2) in SPANN [2] (2021)."
    assert inert(text) == text


@given(st.text(alphabet="a[]()<>/! ", max_size=30), st.text(alphabet="a[]()<>/! ", max_size=30))
def test_a_reply_grows_only_at_its_end(head: str, tail: str) -> None:
    """What has been streamed is the beginning of what comes: claims end in a marker and a space."""
    assert inert(f"{head} [1] {tail}").startswith(inert(f"{head} [1]"))


def test_spann_is_inert_already() -> None:
    """An ordinary paper's words pass unchanged."""
    assert inert(SPANN.abstract) == SPANN.abstract
