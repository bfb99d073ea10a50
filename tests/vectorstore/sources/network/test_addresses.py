"""What readers type is understood, and its name can be typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.errors import SourceUnreadable
from vectorstore.sources.network.addresses import (
    ArxivPapers,
    DailyPapers,
    Doi,
    is_network_source,
    parse_source,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2409.13740", "arxiv:2409.13740"),
        (" arXiv: 2409.13740v2 ", "arxiv:2409.13740v2"),
        ("arxiv:2409.13740,2409.13741v3, 2409.13740", "arxiv:2409.13740,2409.13741v3"),
        ("math/0309136", "arxiv:math/0309136"),
        ("math.GT/0309136v1", "arxiv:math/0309136v1"),
        ("https://arxiv.org/abs/2409.13740v1", "arxiv:2409.13740v1"),
        ("https://arxiv.org/pdf/2409.13740v1.pdf", "arxiv:2409.13740v1"),
        ("https://huggingface.co/papers/2409.13740", "arxiv:2409.13740"),
        ("10.48550/arXiv.2409.13740", "arxiv:2409.13740"),
        ("https://doi.org/10.48550/arXiv.2409.13740", "arxiv:2409.13740"),
        ("arxiv:cs.CL", "arxiv:cs.CL"),
        ("arxiv:hep-th", "arxiv:hep-th"),
        ("https://arxiv.org/list/cs.CL/new", "arxiv:cs.CL"),
        ("10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("https://doi.org/10.1016/S0140-6736(20)30183-5", "doi:10.1016/s0140-6736(20)30183-5"),
        ("doi:10.1145/3442188.3445922", "doi:10.1145/3442188.3445922"),
        ("hf:daily", "hf:daily"),
        ("HF:daily:2026-08-19", "hf:daily:2026-08-19"),
        ("https://huggingface.co/papers", "hf:daily"),
        ("https://huggingface.co/papers/date/2026-08-19", "hf:daily:2026-08-19"),
        ("https://papers.example/a.pdf", "https://papers.example/a.pdf"),
    ],
)
def test_each_form_is_understood(typed: str, name: str) -> None:
    """The name says what was understood, and stands for the same when typed."""
    assert is_network_source(typed)
    assert str(parse_source(typed)) == name
    assert parse_source(name) == parse_source(typed)


@pytest.mark.parametrize("typed", ["papers.json", "notes/2024010", "-", "a b", "10.5/x", ""])
def test_what_can_only_be_a_file_is_none(typed: str) -> None:
    """Also what looks a little like a number of a paper."""
    assert parse_source(typed) is None
    assert not is_network_source(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "arxiv:",
        "arxiv:cs.",
        "arxiv:nonsense",
        "doi:12",
        "hf:weekly",
        "hf:daily:today",
        "hf:daily:2026-02-31",
        "https://arxiv.org/list/none/new",
    ],
)
def test_a_malformed_name_is_refused_with_examples(typed: str) -> None:
    """It begins like a source, so it is taken for none of the files."""
    assert is_network_source(typed)
    with pytest.raises(SourceUnreadable, match=r"names no papers\. Such names look like"):
        parse_source(typed)


@given(st.dates())
def test_every_day_can_be_named(day: date) -> None:
    """The name of a day's papers is read as that day."""
    assert parse_source(str(DailyPapers(day))) == DailyPapers(day)


@given(st.text(max_size=80) | st.from_regex(r"(arxiv|doi|hf|https?):.{0,60}"))
def test_no_text_does_worse_than_being_refused(typed: str) -> None:
    """Whatever is typed is understood, no source, or refused; what is understood stays so."""
    try:
        named = parse_source(typed)
    except SourceUnreadable:
        return
    if isinstance(named, ArxivPapers | Doi | DailyPapers):
        assert parse_source(str(named)) == named
