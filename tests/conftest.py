"""Fixtures shared by the whole suite: the real default models, fetched once.

`PAPERBOT_TEST_MODELS` names a folder of models; without it, `.home/models` of this checkout is
used, the folder that `make run` fills.
"""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from bot.models.fetch import ensure
from bot.models.registry import find

_ROOT = Path(__file__).parents[1]

# on a shared machine an example may wait for a core longer than the 200 ms Hypothesis allows
settings.register_profile("paperbot", deadline=None)
settings.load_profile("paperbot")


@pytest.fixture(scope="session")
def models_folder() -> Path:
    """Return the folder of models; what is missing there is fetched by the fixtures below."""
    return Path(os.environ.get("PAPERBOT_TEST_MODELS") or _ROOT / ".home" / "models")


@pytest.fixture(scope="session")
def chat_model_path(models_folder: Path) -> Path:
    """Return the default chat model's file, verified."""
    return ensure(find("smollm2-135m"), models_folder, fetch=True).main


@pytest.fixture(scope="session")
def minilm_folder(models_folder: Path) -> Path:
    """Return the folder of the default embedder's files, verified."""
    return ensure(find("minilm"), models_folder, fetch=True).main.parent
