"""Opens the library for a command.

Chroma, llama.cpp and onnxruntime take 0.9 s to import: that is done when a command runs, so that
`--help` and a mistyped flag are answered in 0.4 s, and Ctrl-C meanwhile ends like any other.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, load_settings
from vectorstore.errors import LibraryMissing

if TYPE_CHECKING:
    from bot.assistant import Assistant
    from vectorstore.catalogue import Catalogue


@contextmanager
def opened(settings: Settings) -> Iterator["Assistant"]:
    """Open an assistant, and close it at the end of the block."""
    from bot.wiring import open_assistant

    with open_assistant(settings=settings) as assistant:
        yield assistant


@contextmanager
def catalogue_of(home: Path | None) -> Iterator["Catalogue"]:
    """Open the papers of a library without its indexes and models, also while others use it."""
    from vectorstore.catalogue import Catalogue

    with closing(Catalogue(library_folder(settings_of(home)) / "catalogue.sqlite3")) as catalogue:
        yield catalogue


def library_folder(settings: Settings) -> Path:
    """Return the home of a library that is there. Raises LibraryMissing."""
    if not (settings.home / "catalogue.sqlite3").exists():
        raise LibraryMissing(
            f"There is no library in {settings.home}.",
            remedy="Add papers with `paperbot add`, or name another folder with --home.",
        )
    return settings.home


def settings_of(home: Path | None, model: str | None = None) -> Settings:
    """Return the settings that these flags leave. Raises SettingsInvalid."""
    return load_settings({"home": home, "model": model})
