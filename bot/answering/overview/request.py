"""What is asked of the whole library: values only."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from vectorstore.records import Filters

ListKind: TypeAlias = Literal["list", "count", "newest", "disagreement"]


@dataclass(frozen=True, slots=True)
class Period:
    """When papers must be from: ISO 8601 prefixes, both ends inclusive, or a month of any year.

    `words` is how it is told to a reader ("since 2023").
    """

    after: str | None = None
    before: str | None = None
    month: int | None = None
    words: str = ""


_EVERYTHING = Filters()
_ANY_TIME = Period()


@dataclass(frozen=True, slots=True)
class ListRequest:
    """Papers that say `topic` (all, where it is empty), narrowed by `filters` and `period`.

    One that is not `firm` asks for methods or datasets, not papers: it may be about a single one.
    """

    kind: ListKind
    topic: str = ""
    filters: Filters = _EVERYTHING
    period: Period = _ANY_TIME
    firm: bool = True
