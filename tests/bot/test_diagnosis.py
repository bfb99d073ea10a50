"""What `paperbot doctor` says of a sound set-up, a missing one, and one in use."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.diagnosis import diagnose
from bot.models.llama_library import llama_cpp
from bot.settings import load_settings
from tests.fakes.ended import Ended
from vectorstore.ownership import own

Paperbot = Callable[..., Ended]

pytestmark = pytest.mark.skipif(
    llama_cpp.llama_supports_gpu_offload(), reason="with a GPU, what `doctor` finds differs"
)
FACTS = (
    *("python", "versions", "home", "models", "threads", "kernels", "offload"),
    *("model", "readers", "memory", "vocabulary", "embedder", "selector", "weights", "papers"),
)


@pytest.mark.model
def test_a_sound_library_is_told_in_facts(paperbot: Paperbot, cli_home: Path) -> None:
    """Everything that an answer depends on, in reading order; status 0."""
    ended = paperbot("doctor", "--home", cli_home, "--json")
    diagnosis = ended.object
    assert set(diagnosis) == {"ok", "facts", "faults"}
    assert tuple(diagnosis["facts"]) == FACTS
    facts = diagnosis["facts"]
    assert facts["model"].startswith("smollm2-135m Q")
    assert facts["readers"].endswith("each with a context of 4096 tokens")
    assert facts["memory"].endswith("(23,040 bytes each)")
    assert facts["vocabulary"] == "tokens counted by tiktoken"
    assert facts["papers"].endswith("(0 not indexed yet)")
    assert (ended.status, diagnosis["ok"], diagnosis["faults"], ended.err) == (0, True, [], "")


@pytest.mark.model
def test_looking_makes_no_library(paperbot: Paperbot, tmp_path: Path, minilm_folder: Path) -> None:
    """A home that is not there is no fault, and is not there afterwards either."""
    del minilm_folder  # only so that it has been fetched
    ended = paperbot("doctor", "--home", tmp_path / "none")
    assert ended.status == 0
    assert "there is no library yet" in ended.out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
def test_a_library_in_use_is_no_fault(paperbot: Paperbot, tmp_path: Path) -> None:
    """While the page runs, the rest is told all the same, and by whom the home is held."""
    with own(tmp_path):
        ended = paperbot("doctor", "--home", tmp_path)
    assert ended.status == 0
    assert "in use by process" in ended.out
    assert "Everything works." in ended.out


def test_missing_weights_are_a_fault_with_a_remedy(tmp_path: Path) -> None:
    """What does not need them is told all the same."""
    folder = tmp_path / "models"
    diagnosis = diagnose(load_settings({"home": tmp_path, "models_folder": folder}))
    assert set(diagnosis.facts) == set(FACTS[:7])
    (fault,) = diagnosis.faults
    assert "paperbot models fetch" in fault
    assert not folder.exists()
