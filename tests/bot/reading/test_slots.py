"""Which slot a statement fills, and what is said of an abstract's silences and terms."""

from dataclasses import replace

import pytest

from bot.reading.choose import Told, choose, texts
from bot.reading.glossary import glossary
from bot.reading.grades import joint_grade, load_of, reading_grade
from bot.reading.silences import ONLY_THE_ABSTRACT, silences
from bot.reading.simplify import Statement, simplify
from bot.reading.slots import assign_slots
from tests.fakes.evidence import paper_of
from vectorstore.chunk import split_sentences

PAPER = paper_of(
    "SPANN: Vector Search",
    "Vector search is an old problem.",
    "This paper introduces SPANN, an index for disks.",
    "SPANN uses a balanced tree (BT).",
    "Experiments show that it is fast.",
    "The code is at https://github.com/microsoft/SPTAG.",
)
SENTENCES = split_sentences(PAPER.abstract)


def test_statements_find_their_slots() -> None:
    """What was known before and where the code is have none."""
    statements = simplify(SENTENCES, PAPER.title, plainly=True)
    slots = assign_slots(statements, PAPER.title, [0.5] * len(statements))
    assert slots == (None, "did", "did", "how", "found", None)


def test_every_statement_knows_its_sentence() -> None:
    """A sentence left as it is counts as the paper's own."""
    statements = simplify(SENTENCES, PAPER.title, plainly=True)
    assert [its.n for its in statements] == [1, 2, 2, 3, 4, 5]
    assert [its.verbatim for its in statements] == [True, False, False, False, True, True]


def _statement(text: str, alone: str | None) -> Statement:
    return Statement(text, alone, 1, verbatim=False)


def test_what_leans_is_chosen_with_its_support() -> None:
    """Or not at all."""
    statements = [_statement("Lists are long.", "Lists are long."), _statement("They fit.", None)]
    told = [Told(None, None, 0.0), Told("did", None, 1.0)]
    assert choose(statements, told, {"did": 1}, []) == {"did": (0, 1)}
    assert texts(statements, (1,)) is None


def test_the_easier_statement_is_chosen_where_a_grade_is_wanted() -> None:
    """Without a wish, the more telling one."""
    hard = "Hierarchical representations systematically outperform conventional architectures."
    statements = [_statement(hard, hard), _statement("It is a fast one.", "It is a fast one.")]
    told = [Told("did", None, 5.0), Told("did", None, 0.1)]
    assert choose(statements, told, {"did": 1}, [8.0]) == {"did": (1,)}
    assert choose(statements, told, {"did": 1}, []) == {"did": (0,)}


def test_a_hard_text_has_a_higher_grade() -> None:
    """The grade rises with long words; that of the parts is that of the whole; no text has none."""
    easy, hard = "The cat sat here. The dog ran home.", "Hypernetworks parametrise architectures."
    assert reading_grade(hard) > reading_grade(easy)
    assert reading_grade("") == joint_grade([]) == 0
    whole = joint_grade([load_of(easy), load_of(hard)])
    assert whole == pytest.approx(reading_grade(f"{easy} {hard}"), abs=0.06)


def test_silences_are_told_from_the_words() -> None:
    """Never of what a word of the abstract may answer; never none."""
    bare = paper_of("A", "A model finds paths.")
    assert silences(bare) == (
        "The abstract does not give any figures.",
        "The abstract does not compare the work with other work.",
        "The abstract does not mention the data that was used.",
        "The abstract does not mention limits of the work.",
        "The abstract does not say where to find the code.",
    )
    full = "It is 2 times faster than A on public data, but only there; code is available."
    assert silences(replace(bare, abstract=full)) == (ONLY_THE_ABSTRACT,)


def test_terms_are_those_the_abstract_explains() -> None:
    """An acronym beside its words, a name followed by what it is."""
    terms = {term.term: term.meaning for term in glossary(PAPER, SENTENCES)}
    assert terms == {"SPANN": "an index for disks", "BT": "balanced tree"}
