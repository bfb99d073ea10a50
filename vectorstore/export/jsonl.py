"""Papers as JSON lines: everything a record holds, one object a line, for scripts and back-ups."""

import json
from collections.abc import Iterable
from typing import TextIO

from vectorstore.records import Record
from vectorstore.sources.extension import NAME, Extension, extension
from vectorstore.sources.jsonl import OWN_FIELDS


def write_jsonl(records: Iterable[Record], out: TextIO) -> int:
    """Write records as JSON lines; return how many."""
    count = 0
    for record in records:
        out.write(json.dumps(_object(record), ensure_ascii=False) + "\n")
        count += 1
    return count


def _object(record: Record) -> Extension:
    paper = record.paper
    told: Extension = {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": paper.authors,
        "date": paper.date,
        "url": paper.url,
        "categories": paper.categories,
        "venue": paper.venue,
        "tags": paper.tags,
        "notes": paper.notes,
    }
    own = extension(record)
    told[NAME] = {key: value for key, value in own.items() if key not in OWN_FIELDS}
    return {key: value for key, value in told.items() if value not in (None, "", ())}
