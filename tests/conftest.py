"""Fixtures shared by the whole suite: the real default models, and a library made with them.

The models are those of `make run`: in `$PAPERBOT_MODELS_FOLDER`, else the user's cache folder,
fetched once where they are missing.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from bot.models.fetch import ensure
from bot.models.registry import find
from bot.settings import default_models_folder, load_settings
from bot.wiring import open_assistant

_ROOT = Path(__file__).parents[1]

# on a shared machine an example may wait for a core longer than the 200 ms Hypothesis allows
settings.register_profile("paperbot", deadline=None)
settings.load_profile("paperbot")


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """Return the folder of models; what is missing there is fetched by the fixtures below."""
    return Path(os.environ.get("PAPERBOT_MODELS_FOLDER") or default_models_folder())


@pytest.fixture(scope="session")
def chat_model_path(models_folder: Path) -> Path:
    """Return the default chat model's file, verified."""
    return ensure(find("smollm2-135m"), models_folder, fetch=True).main


@pytest.fixture(scope="session")
def minilm_folder(models_folder: Path) -> Path:
    """Return the folder of the default embedder's files, verified."""
    return ensure(find("minilm"), models_folder, fetch=True).main.parent


@pytest.fixture(scope="session")
def starter_page() -> Path:
    """Return the starter library's source: a saved page of 66 papers."""
    return _ROOT / "samples" / "hf-papers-page.txt"


@pytest.fixture(scope="session")
def starter_library(
    tmp_path_factory: pytest.TempPathFactory,
    models_folder: Path,
    chat_model_path: Path,
    minilm_folder: Path,
    starter_page: Path,
) -> Path:
    """Return a closed home with the starter library, made once: copy it, never open it."""
    del chat_model_path, minilm_folder  # only so that they have been fetched
    home = tmp_path_factory.mktemp("library") / "home"
    with open_assistant(
        settings=load_settings({"home": home, "models_folder": models_folder})
    ) as assistant:
        assert assistant.add(starter_page).added == 66
    return home


@pytest.fixture(scope="session")
def starter_home(starter_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with the starter library for whoever holds it open all through."""
    return Path(shutil.copytree(starter_library, tmp_path_factory.mktemp("held") / "home"))
