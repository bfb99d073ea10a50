"""Reference summaries as SciTLDR has them: a paper's abstract with one or more short summaries."""

from itertools import islice
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bot.evaluation.evidence.json_lines import read_objects

_FORM = "Each line is {id, title, source, targets}: an abstract, and its summaries."


class Reference(BaseModel):
    """A paper, its abstract as `source`, and the summaries that people wrote of it."""

    model_config = ConfigDict(frozen=True)

    id: Annotated[str, Field(min_length=1)]
    title: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    targets: Annotated[tuple[str, ...], Field(min_length=1)]


def read_references(path: Path, most: int | None) -> tuple[Reference, ...]:
    """Return the first `most` references of a file, all for None. Raises InputUnreadable."""
    found = read_objects(path, Reference.model_validate_json, _FORM)
    return tuple(item for _, item in islice(found, most))
