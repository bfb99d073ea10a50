"""Opens the library for a command.

Chroma, llama.cpp and onnxruntime take 0.9 s to import: that is done when a command runs, so that
`--help` and a mistyped flag are answered in 0.4 s, and Ctrl-C meanwhile ends like any other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from bot.assistant import Assistant


@contextmanager
def opened(settings: Settings) -> Iterator["Assistant"]:
    """Open an assistant, and close it at the end of the block."""
    from bot.wiring import open_assistant

    with open_assistant(settings=settings) as assistant:
        yield assistant


def settings_of(home: Path | None, model: str | None = None) -> Settings:
    """Return the settings that these flags leave. Raises SettingsInvalid."""
    return load_settings({"home": home, "model": model})
