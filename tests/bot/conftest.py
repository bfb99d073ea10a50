"""The command line in this process: what it printed, and how it ended."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import run
from tests.fakes.ended import Ended


@pytest.fixture
def paperbot(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, models_folder: Path
) -> Callable[..., Ended]:
    """Return a function that runs one command line with the suite's models."""
    monkeypatch.setenv("PAPERBOT_MODELS_FOLDER", str(models_folder))
    monkeypatch.delenv("PAPERBOT_HOME", raising=False)

    def call(*arguments: str | Path) -> Ended:
        capsys.readouterr()  # what came before is not of this command
        status = run([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def cli_home(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the starter library that commands open and close in turn."""
    return Path(shutil.copytree(starter_library, tmp_path_factory.mktemp("cli") / "home"))
