"""arXiv ids are taken apart as feeds, snapshots and readers write them."""

import pytest

from vectorstore.sources.arxiv_ids import ArxivId, first_month, parse_arxiv_id


@pytest.mark.parametrize(
    ("text", "arxiv_id"),
    [
        ("2409.13740", ArxivId("2409.13740")),
        ("oai:arXiv.org:2409.13740v2", ArxivId("2409.13740", 2)),
        ("http://arxiv.org/abs/math/0309136v11", ArxivId("math/0309136", 11)),
        ("math.GT/0309136", ArxivId("math/0309136")),
        ("https://arxiv.org/pdf/0704.0001v2.pdf", ArxivId("0704.0001", 2)),
        ("http://arxiv.org/api/errors#incorrect_id_format_for_x", None),
        ("", None),
    ],
)
def test_number_and_version_are_told_apart(text: str, arxiv_id: ArxivId | None) -> None:
    """A subject class in an old number is no part of its name."""
    assert parse_arxiv_id(text) == arxiv_id
    if arxiv_id is not None:
        assert parse_arxiv_id(str(arxiv_id)) == arxiv_id


@pytest.mark.parametrize(
    ("number", "month"),
    [
        ("2409.13740", "2024-09"),
        ("0704.0001", "2007-04"),
        ("math/0309136", "2003-09"),
        ("hep-th/9108001", "1991-08"),
        ("2413.00001", None),
        ("2400.00001", None),
    ],
)
def test_a_number_tells_its_month(number: str, month: str | None) -> None:
    """Of both centuries; there is no thirteenth month."""
    assert first_month(number) == month
