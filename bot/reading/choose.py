"""Choose which statements make a summary: the most telling that together are easy enough to read.

For every slot its best statements are tried, alone and together; of all joint choices below the
wanted grade the most telling wins, and where none is below it the easiest. Knows no model.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

from bot.reading.grades import Load, joint_grade, load_of
from bot.reading.simplify import Statement
from bot.types import SlotName

SLOTS: tuple[SlotName, ...] = ("did", "how", "found")
_TRIED_MOST = 8
# Of the ways to fill a slot, the most telling and the easiest: 24 cubed joint choices take 40 ms.
_TELLING_MOST, _EASY_MOST = 18, 6
# What one school grade above this costs against a cosine of nearness.
_EASY_GRADE, _PER_GRADE = 11.0, 0.03

# What a statement costs in a slot that is not its own.
_BORROWED = 0.3
# A single statement may bring the one it leans on.
_WITH_LED_MOST = 2
# If one slot must stay empty, how it was done is missed least; of two slots, the first and last.
_WEIGHTS = (2, 1, 2)

Picked: TypeAlias = Mapping[SlotName, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Told:
    """Where a statement belongs, None for nowhere, where else it may stand, how telling it is."""

    slot: SlotName | None
    otherwise: SlotName | None
    score: float


@dataclass(frozen=True, slots=True)
class _Choice:
    """Statements of one slot, by index in their order, how telling they are and what they cost."""

    indices: tuple[int, ...]
    score: float
    loads: tuple[Load, ...]


def choose(
    statements: Sequence[Statement],
    told: Sequence[Told],
    most: Mapping[SlotName, int],
    grades_below: Sequence[float],
) -> Picked:
    """Return the indices of the statements for each slot of `most`, none where it has none.

    As many of `grades_below` are kept to as can be.
    """
    options = [
        _choices(statements, _best(statements, told, slot), told, slot, most[slot])
        for slot in SLOTS
        if slot in most
    ]
    names = [slot for slot in SLOTS if slot in most]
    best = max(
        (joint for joint in product(*options) if _disjoint(joint)),
        key=lambda joint: _worth(joint, grades_below),
        default=(),
    )
    return {name: choice.indices for name, choice in zip(names, best, strict=False)}


def texts(statements: Sequence[Statement], indices: Sequence[int]) -> list[str] | None:
    """Return statements as they read one after another; None where one lacks what it leans on."""
    read: list[str] = []
    for index in indices:
        text = statements[index].text if index - 1 in indices else statements[index].alone
        if text is None:
            return None
        read.append(text)
    return read


def _best(statements: Sequence[Statement], told: Sequence[Told], slot: SlotName) -> list[int]:
    """Return the best statements of a slot, and of those that may stand in it, in order."""
    members = [n for n, its in enumerate(told) if slot in {its.slot, its.otherwise}]
    best = sorted(members, key=lambda n: -_worth_of(statements[n], told[n], slot))
    return sorted(best[:_TRIED_MOST])


def _leant_on(statements: Sequence[Statement], index: int) -> Iterator[int]:
    """Yield the statements before one that it cannot be read without."""
    while index and statements[index].alone is None:
        index -= 1
        yield index


def _worth_of(statement: Statement, told: Told, slot: SlotName) -> float:
    """Return how telling a statement is in a slot, less what its reading costs."""
    grade = joint_grade([load_of(statement.text)])
    return told.score - _BORROWED * (told.slot != slot) - _PER_GRADE * max(grade - _EASY_GRADE, 0)


def _choices(
    statements: Sequence[Statement],
    members: Sequence[int],
    told: Sequence[Told],
    slot: SlotName,
    most: int,
) -> list[_Choice]:
    """Return the ways to fill a slot, the empty one last: two slots may need one statement."""
    worths = {n: _worth_of(statements[n], told[n], slot) for n in members}
    found = list(_fillings(statements, worths, most))
    telling = sorted(found, key=lambda choice: -choice.score)
    easy = sorted(telling[_TELLING_MOST:], key=lambda choice: joint_grade(choice.loads))
    return [*telling[:_TELLING_MOST], *easy[:_EASY_MOST], _Choice((), 0.0, ())]


def _fillings(
    statements: Sequence[Statement], worths: Mapping[int, float], most: int
) -> Iterator[_Choice]:
    """Yield sets of statements, each with what it leans on, that are at most so many."""
    for size in range(1, most + 1):
        for chosen in combinations(worths, size):
            led = {before for index in chosen for before in _leant_on(statements, index)}
            indices = tuple(sorted({*chosen, *led}))
            read = texts(statements, indices)
            if read is not None and len(indices) <= max(most, _WITH_LED_MOST):
                score = sum(worths[index] for index in chosen)
                yield _Choice(indices, score, tuple(map(load_of, read)))


def _disjoint(joint: Sequence[_Choice]) -> bool:
    indices = [index for choice in joint for index in choice.indices]
    return len(indices) == len(set(indices))


def _worth(joint: Sequence[_Choice], grades_below: Sequence[float]) -> tuple[int, int, float]:
    """Return what a joint choice is worth: wishes for its grade met, slots filled, how telling.

    One that says neither what was done nor what was found meets none; among those too hard for the
    strictest wish, the easiest counts as the most telling.
    """
    filled = sum(weight for weight, choice in zip(_WEIGHTS, joint, strict=False) if choice.indices)
    grade = joint_grade(load for choice in joint for load in choice.loads)
    met = sum(grade < below for below in grades_below) if filled >= min(_WEIGHTS[::2]) else -1
    if met < len(grades_below):
        return met, filled, -grade
    return met, filled, sum(choice.score for choice in joint)
