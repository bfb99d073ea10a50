"""Filters as SQL over the catalogue's tables. Values only ever travel as parameters."""

import unicodedata

from vectorstore.records import Filters


def where_clause(filters: Filters) -> tuple[str, list[str]]:
    """Return a condition on `papers` and its parameters.

    Dates compare by their common length, so that 2024-09 includes 2024-09-20, and a paper dated
    2024 may be of any day in it; a date without a year ("Mar 11") passes no date filter. An author
    matches by any part of the name, whatever its case and accents; a category by itself ("cs.CL")
    or by its archive ("cs").
    """
    conditions: list[str] = []
    values: list[str] = []
    if filters.after:
        conditions.append(f"{_DATED} AND date >= substr(?, 1, length(date))")
        values.append(filters.after)
    if filters.before:
        conditions.append(f"{_DATED} AND substr(date, 1, length(?)) <= ?")
        values.extend((filters.before, filters.before))
    if filters.author:
        conditions.append(r"names LIKE ? ESCAPE '\'")
        values.append(f"%{_escape_like(fold(filters.author))}%")
    if filters.category:
        conditions.append(
            "EXISTS (SELECT 1 FROM json_each(categories)"
            r" WHERE lower(value) = ? OR lower(value) LIKE ? ESCAPE '\')"
        )
        category = filters.category.strip().lower()
        values.extend((category, f"{_escape_like(category)}.%"))
    if filters.source:
        conditions.append("source = ?")
        values.append(filters.source)
    return " AND ".join(conditions) or "1", values


def fold(name: str) -> str:
    """Return a name without case, accents and needless space, for comparing."""
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(name.casefold().split())


_DATED = "date GLOB '[0-9][0-9][0-9][0-9]*'"


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
