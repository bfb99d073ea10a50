"""One part of a benchmark's report: a table for people, and the same as JSON values."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = object  # what json.dumps takes: numbers, strings, lists, mappings, None

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is its key in the report; a row of `rows` has a cell a column."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    values: Value


def rounded(value: Value) -> Value:
    """Return JSON values with every number to four digits: more would claim too much."""
    if isinstance(value, float):
        return _to_digits(value)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(item) for item in value]
    return value


def cell(value: float | None, unit: str = "") -> str:
    """Return a number as it stands in a table, "-" for none."""
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 3  # noqa: PLR2004 -- widths of cells
    return f"{value:,.{digits}f}{unit}"


def _to_digits(value: float) -> float | None:
    if not math.isfinite(value):
        return None
    return float(f"{value:.{_DIGITS}g}")
