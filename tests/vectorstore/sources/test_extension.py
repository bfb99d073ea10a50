"""What an export carries besides its format's fields survives, and gives way to edits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.records import Paper, Record
from vectorstore.sources.draft import Draft
from vectorstore.sources.extension import extension_text, read_extension, restored

PAPER = Paper(
    id="title:0123456789ab",
    title="Trees",
    abstract="They grow.",
    authors=("Renée Müller", "Jo Doe"),
    date="2021-11-05",
    url="https://t.example/a_b",
    categories=("cs.CL",),
    source="hf-papers-page",
    venue="J. of Trees",
    tags=("to read",),
    notes="A thought.",
)
RECORD = Record(PAPER, added_at="2026-01-02", as_given=("T", "A"))
# What a format brings back that nobody edited: less exact, in another order, in one list.
TOLD = Draft(
    title="Trees",
    abstract="They grow.",
    source="ris",
    authors=("Müller Renée", "doe, jo"),
    date="2021",
    url="https://t.example/a%5Fb",
    categories=("to read", "cs.CL"),
    venue="J. of  trees",
    notes="A\nthought.",
)


def back(draft: Draft) -> Draft:
    """Return a draft with the extension of the record above."""
    told = read_extension(extension_text(RECORD))
    assert told is not None
    return restored(draft, told)


def test_a_change_of_form_is_no_edit() -> None:
    """Order of names, a coarser date, case and separators: the exact values come back."""
    draft = back(TOLD)
    assert (draft.authors, draft.date, draft.url) == (PAPER.authors, PAPER.date, PAPER.url)
    assert (draft.categories, draft.tags) == (PAPER.categories, PAPER.tags)
    assert (draft.venue, draft.notes, draft.source) == (PAPER.venue, PAPER.notes, PAPER.source)
    assert (draft.given_id, draft.as_given) == (PAPER.id, ("T", "A"))


def test_what_another_program_dropped_comes_back() -> None:
    """A field that is missing was no edit."""
    bare = Draft(title="Trees", abstract="They grow.", source="ris")
    assert back(bare) == back(TOLD)


@pytest.mark.parametrize(
    "edited",
    [
        replace(TOLD, authors=("Renée Müller",)),
        replace(TOLD, date="2022"),
        replace(TOLD, url="https://other.example"),
        replace(TOLD, venue="Journal of Woods"),
        replace(TOLD, notes="Another thought."),
    ],
)
def test_an_edit_is_kept(edited: Draft) -> None:
    """The standard field wins where it says something else."""
    draft = back(edited)
    changed = {name for name in ("authors", "date", "url", "venue", "notes")
               if getattr(edited, name) != getattr(TOLD, name)}  # fmt: skip
    for name in changed:
        assert getattr(draft, name) == getattr(edited, name)


def test_a_keyword_added_elsewhere_is_a_tag() -> None:
    """And one taken away is gone."""
    draft = back(replace(TOLD, categories=("cs.CL", "new")))
    assert (draft.categories, draft.tags) == (("cs.CL",), ("new",))


def test_an_id_added_elsewhere_is_a_further_one() -> None:
    """The paper stays the same work."""
    draft = back(replace(TOLD, given_id="doi:10.1000/t"))
    assert (draft.given_id, draft.other_ids) == (PAPER.id, ("doi:10.1000/t",))


def test_the_words_before_rendering_go_when_words_were_edited() -> None:
    """They would no longer be what the title and the abstract come from."""
    assert back(replace(TOLD, title="Woods")).as_given is None


@given(words=st.text(st.sampled_from('{}\\"@<>-%&#$a\n\x85\u2028é'), max_size=40))
def test_no_format_finds_its_signs_in_it(words: str) -> None:
    """Braces are balanced, and the strings hold no sign that ends a field or a comment."""
    record = replace(RECORD, paper=replace(PAPER, notes=words))
    text = extension_text(record)
    told = read_extension(text)
    assert told is not None
    assert told.get("notes", "") == words
    assert text.count("{") == text.count("}") == 1
    assert not any(sign in text for sign in ("--", "@", "<", ">", "\n", '\\"', "\\\\", "\u2028"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"layout":99}', "[" * 100_000])
def test_a_damaged_extension_is_none(text: str) -> None:
    """The paper then comes in by its standard fields."""
    assert read_extension(text) is None


def test_hostile_values_of_other_kinds_are_passed_over() -> None:
    """Nothing but text and numbers is taken."""
    told = read_extension(
        '{"layout":1,"id":[1],"also":{},"authors":"x","version":"2","origins":[1,{"place":2}],'
        '"older":{"a":1},"as_given":["\\ud800"],"tags":[null,"a\\ud800"],"notes":7}'
    )
    assert told is not None
    draft = restored(Draft(title="T", abstract="A.", source="ris"), told)
    assert (draft.given_id, draft.authors, draft.version, draft.older) == (None, (), None, ())
    assert (draft.tags, draft.notes, draft.as_given) == (("a?",), "", None)
    assert [origin.place for origin in draft.origins] == [""]


@pytest.mark.parametrize("version", ["1000", "0", "-1", f"1{'0' * 30}"])
def test_a_version_that_arxiv_cannot_have_is_none(version: str) -> None:
    """SQLite would not take the last one."""
    told = read_extension(f'{{"layout":1,"version":{version},"older":[{{"number":{version}}}]}}')
    assert told is not None
    draft = restored(Draft(title="T", abstract="A.", source="ris"), told)
    assert (draft.version, draft.older[0].number) == (None, None)
