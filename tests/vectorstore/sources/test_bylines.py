"""Names and ids around an abstract are told from what else stands there."""

import pytest

from vectorstore.sources.bylines import authors_in, ids_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Byron, Karl Weiß and José García", ("Ada Byron", "Karl Weiß", "José García")),
        ("by Ada Byron & Ludwig van Beethoven", ("Ada Byron", "Ludwig van Beethoven")),
        ("Ada K. Byron1,2*, Jean-Luc O’Hara3†", ("Ada K. Byron", "Jean-Luc O’Hara")),
        ("Ada Byron\tKarl Weiß", ("Ada Byron", "Karl Weiß")),
        ("Ada Byron1[0000-0002-1825-0097], and Karl Weiß2", ("Ada Byron", "Karl Weiß")),
        ("University of Somewhere, Department of Maps", ()),
        ("{ada,karl}@some.edu", ()),
        ("We present a method that finds routes", ()),
        ("Reading, Writing", ()),
        ("", ()),
    ],
)
def test_names_are_told_from_institutions_and_sentences(line: str, names: tuple[str, ...]) -> None:
    """Marks of affiliation are taken off; one line that is not all names gives none."""
    assert authors_in(line) == names


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("arXiv:2409.13740v2 [cs.CL]", ("2409.13740v2",)),
        ("[PDF](https://arxiv.org/pdf/2409.13740)", ("2409.13740",)),
        ("https://doi.org/10.1145/3626772.3657957.", ("10.1145/3626772.3657957",)),
        ("DOI: 10.1/x, arXiv: math/0309136", ()),
        ("doi 10.1000/x; arxiv math/0309136", ("math/0309136", "10.1000/x")),
        ("version 2409.13740 of 10.1145", ()),
    ],
)
def test_ids_are_found_where_they_are_named_as_such(text: str, ids: tuple[str, ...]) -> None:
    """A bare number is no id."""
    if ids:
        assert ids_in(text) == ids
    else:
        assert not set(ids_in(text)) & {"10.1145", "2409.13740"}
