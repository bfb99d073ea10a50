"""Answers are kept while there is room, and only those whose server can say "unchanged"."""

from pathlib import Path

from vectorstore.sources.network.cache import AnswerCache

TAGGED = {"etag": '"one"'}


def test_the_oldest_answers_make_room(tmp_path: Path) -> None:
    """Of twenty answers of 7 MB the last fourteen fit in 100 MB; a larger one is never kept."""
    cache = AnswerCache(tmp_path)
    for number in range(20):
        cache.keep(f"https://papers.example/{number}", None, TAGGED, bytes(7_000_000))
    cache.keep("https://papers.example/large", None, TAGGED, bytes(9_000_000))
    kept = [cache.find(f"https://papers.example/{number}", None) for number in range(20)]
    assert [answer is not None for answer in kept] == [False] * 6 + [True] * 14
    assert cache.find("https://papers.example/large", None) is None


def test_one_address_has_an_answer_for_each_type(tmp_path: Path) -> None:
    """doi.org answers with a page or with data, by what it is asked for."""
    cache = AnswerCache(tmp_path)
    cache.keep("https://doi.example/10.1/x", "text/html", TAGGED, b"page")
    assert cache.find("https://doi.example/10.1/x", "application/json") is None
    page = cache.find("https://doi.example/10.1/x", "text/html")
    assert page is not None
    assert (page.data, page.conditions) == (b"page", {"If-None-Match": '"one"'})
