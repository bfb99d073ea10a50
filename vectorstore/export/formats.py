"""The formats papers can be taken out in, by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

from vectorstore.errors import LibraryError
from vectorstore.export.bibtex import write_bibtex
from vectorstore.export.csl_json import write_csl_json
from vectorstore.export.jsonl import write_jsonl
from vectorstore.export.markdown import write_markdown
from vectorstore.export.ris import write_ris
from vectorstore.records import Record


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name, how its files end, and what writes it (records, out) and counts."""

    name: str
    suffix: str
    write: Callable[[Iterable[Record], TextIO], int]


EXPORT_FORMATS = (
    ExportFormat("jsonl", ".jsonl", write_jsonl),
    ExportFormat("bibtex", ".bib", write_bibtex),
    ExportFormat("ris", ".ris", write_ris),
    ExportFormat("csl-json", ".json", write_csl_json),
    ExportFormat("markdown", ".md", write_markdown),
)


def export_format(name: str) -> ExportFormat:
    """Return the format of a name. Raises LibraryError."""
    for known in EXPORT_FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in EXPORT_FORMATS)
    raise LibraryError(
        f"There is no export format {name[:40]!r}.", remedy=f"Choose one of {names}."
    )
