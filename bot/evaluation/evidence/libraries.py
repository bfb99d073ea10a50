"""Libraries made for one evaluation, in folders that are gone after it.

Made afresh every time (3 s for 66 papers): what an older version stored is not measured, and a
reader's own library is neither read nor in use meanwhile.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.assistant import Assistant
from bot.settings import Settings
from bot.wiring import open_assistant
from vectorstore.records import Paper


@contextmanager
def open_library_of(settings: Settings, source: Path) -> Iterator[Assistant]:
    """Open an assistant over the papers of a file, and nothing else.

    Raises any ReportedError of models and sources.
    """
    with TemporaryDirectory(prefix="paperbot-eval-") as folder:
        own = settings.model_copy(update={"home": Path(folder) / "home"})
        with open_assistant(settings=own) as assistant:
            assistant.add(source)
            yield assistant


@contextmanager
def open_library_with(
    settings: Settings, papers: Iterable[Mapping[str, str]]
) -> Iterator[Assistant]:
    """Open an assistant over papers given as `id`, `title` and `abstract`."""
    with TemporaryDirectory(prefix="paperbot-eval-") as folder:
        source = Path(folder) / "papers.jsonl"
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(paper) + "\n" for paper in papers)
        with open_library_of(settings, source) as assistant:
            yield assistant


def fields_of(paper: Paper, abstract: str) -> dict[str, str]:
    """Return a paper as `open_library_with` takes it, with another abstract."""
    return {"id": paper.id, "title": paper.title, "abstract": abstract}
