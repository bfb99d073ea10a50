"""The id of a paper is the same from every source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.identity import address_of, identify


@pytest.mark.parametrize(
    "given_id",
    [
        "arxiv:2409.13740",
        "arXiv:2409.13740v2",
        "2409.13740",
        "2409.13740v12",
        "https://arxiv.org/abs/2409.13740v1",
        "http://export.arxiv.org/pdf/2409.13740.pdf",
        "https://huggingface.co/papers/2409.13740",
        "10.48550/arXiv.2409.13740",
        "https://doi.org/10.48550/arXiv.2409.13740",
    ],
)
def test_every_form_of_an_arxiv_number_is_one_id(given_id: str) -> None:
    """Prefix, version and address make no difference."""
    assert identify("Any Title", given_id) == "arxiv:2409.13740"


def test_what_no_store_takes_is_no_id() -> None:
    """JSON can carry half a sign in a DOI; the paper then goes by its title."""
    assert identify("Any Title", "10.1145/abc\ud800") == identify("Any Title")


def test_old_arxiv_numbers_keep_their_archive() -> None:
    """Numbers before 2007 name their archive."""
    assert identify("Any Title", "hep-th/9901001v3") == "arxiv:hep-th/9901001"
    assert identify("Any Title", "math.GT/0309136") == "arxiv:math/0309136"


@pytest.mark.parametrize(
    "given_id", ["10.1145/ABC.1", "doi:10.1145/abc.1", "https://doi.org/10.1145/Abc.1"]
)
def test_a_doi_is_lower_case(given_id: str) -> None:
    """DOIs do not differ by case."""
    assert identify("Any Title", given_id) == "doi:10.1145/abc.1"


def test_an_address_identifies_where_the_id_does_not() -> None:
    """A running number says nothing, the arXiv address beside it does."""
    assert identify("Any Title", "4983", "https://arxiv.org/abs/2409.13740") == "arxiv:2409.13740"


def test_a_title_identifies_by_its_words() -> None:
    """Case, punctuation and compatibility forms of a title do not matter; the hash is fixed."""
    assert identify("Pointer Networks", None) == "title:0f1b28e2cc7b"
    assert identify("POINTER -- networks!", "W123") == "title:0f1b28e2cc7b"


def test_titles_without_words_stay_apart() -> None:
    """Papers named by signs alone are not merged into one."""
    assert identify("???", None) != identify("!!!", None)


@given(st.text(min_size=1))
def test_any_title_has_an_id(title: str) -> None:
    """No title makes identification fail or depend on anything but the title."""
    assert identify(title, None) == identify(title, None, None)


def test_ids_with_a_home_have_an_address() -> None:
    """An arXiv number or a DOI can be opened, a hash of a title cannot."""
    assert address_of("arxiv:2409.13740") == "https://arxiv.org/abs/2409.13740"
    assert address_of("doi:10.1145/abc.1") == "https://doi.org/10.1145/abc.1"
    assert address_of("title:0123456789ab") is None
