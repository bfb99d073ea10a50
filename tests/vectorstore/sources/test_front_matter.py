"""Fields at the top of a note are read as text, under the names that programs give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.sources.draft import Draft
from vectorstore.sources.front_matter import filled, labelled, split_matter


def test_values_stay_as_they_are_written() -> None:
    """A number that YAML would round, a date it would turn, a list in one line."""
    note = split_matter("---\narXiv ID: 2409.13740\ndate: 2024-09-01\ntags: [a, b]\n---\nBody\n")
    assert note.fields == {"arxivid": ("2409.13740",), "date": ("2024-09-01",), "tags": ("a", "b")}
    assert (note.body, note.skipped) == ("Body\n", 5)


@pytest.mark.parametrize(
    "text",
    [
        "no fields",
        "---\ntitle: [unclosed\n---\nBody",
        "---\n- a list\n---\nBody",
        "---\n" + "[" * 5_000 + "\n---\n",
        "---\nx: &a [*a]\n---\n",
        "---\n!!python/object/apply:os.getcwd []\n---\n",
    ],
)
def test_what_is_no_mapping_is_left_where_it_is(text: str) -> None:
    """Damaged, endless or dangerous YAML is only text."""
    assert split_matter(text).body == text


def test_the_first_name_that_has_a_value_counts() -> None:
    """And an id counts wherever it stands."""
    fields = {
        "author": ("Byron, Ada; Weiß, Karl",),
        "year": ("2024",),
        "url": ("https://arxiv.org/abs/2409.13740v2",),
        "doi": ("https://doi.org/10.1145/1.2",),
        "keywords": ("maps, #graphs",),
    }
    assert filled(Draft("T", "A", "text"), fields) == Draft(
        title="T",
        abstract="A",
        source="text",
        given_id="10.1145/1.2",
        other_ids=("2409.13740v2",),
        authors=("Ada Byron", "Karl Weiß"),
        date="2024",
        url="https://arxiv.org/abs/2409.13740v2",
        categories=("maps", "graphs"),
    )


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Authors: A, B", ("authors", "A, B")),
        ("- **DOI**: 10.1/x", ("doi", "10.1/x")),
        ("Keywords:: maps", ("keywords", "maps")),
        ("Title:", ("title", "")),
        ("Remarks: fine", None),
        ("We say: fine", None),
    ],
)
def test_a_line_may_be_a_field(line: str, field: tuple[str, str] | None) -> None:
    """Where its label is a known one."""
    assert labelled(line) == field


@given(st.text(max_size=300))
def test_no_yaml_breaks_anything(matter: str) -> None:
    """Any text between the dashes gives fields or is left."""
    note = split_matter(f"---\n{matter}\n---\n")
    assert all(isinstance(text, str) for texts in note.fields.values() for text in texts)
