"""RIS comes in as databases, managers and publishers write it."""

import time

import pytest

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.draft import Draft
from vectorstore.sources.ris import read_ris

ENTRY = """TY  - JOUR
AU  - Müller, Renée
AU  - King, Martin, Jr.
TI  - Growing <i>trees</i>
T2  - Journal of Trees
DA  - 2021/11/05/
PY  - 2021
DO  - 10.1000/TREE
UR  - https://trees.example/1
KW  - forests; woods
KW  - parsing
AB  - Trees grow.
They grow 10<sup>-5</sup> m a second.
ER  -
"""


def test_a_record_comes_in_whole() -> None:
    """Names are turned, marks taken out, broken lines joined."""
    (draft,) = read_ris(f"\ufeff{ENTRY}", "list.ris")
    assert draft == Draft(
        title="Growing trees",
        abstract="Trees grow.\nThey grow 10⁻⁵ m a second.",
        source="ris",
        place="list.ris",
        where="line 1",
        given_id="doi:10.1000/tree",
        authors=("Renée Müller", "Martin King Jr."),
        date="2021-11-05",
        url="https://trees.example/1",
        categories=("forests", "woods", "parsing"),
        venue="Journal of Trees",
    )


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Y1  - 2021///", "2021"),
        ("PY  - 2021/11//", "2021-11"),
        ("DA  - 2021 Nov 5", "2021-11-05"),
        ("DA  - soon", None),
    ],
)
def test_dates_become_iso(line: str, date: str | None) -> None:
    """Every way of leaving out month and day is understood."""
    (draft,) = read_ris(f"TY - JOUR\nT1 - T\nN2 - A.\n{line}\nER -", "list.ris")
    assert isinstance(draft, Draft)
    assert draft.date == date


def test_a_record_without_end_keeps_nobody_out() -> None:
    """It ends where the next begins; one without abstract is rejected with its line."""
    text = f"{ENTRY.replace('ER  -', '')}{ENTRY}TY  - JOUR\nTI  - Bare\nER  - \nstray\n"
    first, second, bare = read_ris(text, "list.ris")
    assert isinstance(first, Draft)
    assert isinstance(second, Draft)
    assert first.abstract == second.abstract
    assert bare == Rejection("list.ris", "line 29", "no abstract for 'Bare'")


def test_words_of_another_kind_are_refused() -> None:
    """A text without a record is an error, not an empty list."""
    with pytest.raises(SourceUnreadable, match="no RIS record"):
        list(read_ris("nothing here", "list.ris"))


def test_hostile_text_costs_no_time() -> None:
    """A record of 100,000 lines that go on with the one before stays linear."""
    started = time.monotonic()
    list(read_ris("TY  - JOUR\n" + "AB  - <a b='\nx\n" * 100_000, "list.ris"))
    assert time.monotonic() - started < 10
