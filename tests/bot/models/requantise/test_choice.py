"""Which weights are run: the copy where it is faster, the file itself whatever goes wrong."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import gguf
import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import GenerationFailed, ModelRefused
from bot.models.gguf_metadata import quantisation, read_metadata
from bot.models.llama_library import llama_cpp
from bot.models.requantise.choice import GAIN, Chosen, choose_weights, remembered_choice
from bot.models.requantise.copy import write_copy
from bot.models.requantise.throughput import Throughput
from tests.fakes.tiny_gguf import write_tiny_model

SLOW, FAST = Throughput(prefill=300.0, decode=110.0), Throughput(prefill=600.0, decode=100.0)


class Stopwatch:
    """Measures nothing: says what it was told to say of each type, and counts."""

    def __init__(self, figures: dict[str, Throughput]) -> None:
        self.figures = figures
        self.calls = 0

    def __call__(self, path: Path, threads: int) -> Throughput:
        """Return the throughput of the file's type; `threads` is as it was given."""
        assert threads == 2
        self.calls += 1
        return self.figures[quantisation(read_metadata(path))]


@pytest.fixture
def original(tmp_path: Path) -> Path:
    """Return a tiny model in Q4_1."""
    return write_tiny_model(tmp_path / "tiny.gguf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder for copies, not made yet."""
    return tmp_path / "copies"


@pytest.fixture
def faster() -> Stopwatch:
    """Return a measurement in which the copy wins."""
    return Stopwatch({"Q4_1": SLOW, "Q8_0": FAST})


def _choose(
    path: Path, folder: Path, measure: Callable[[Path, int], Throughput], *, afresh: bool = False
) -> Chosen:
    return choose_weights(path, folder=folder, threads=2, afresh=afresh, measure=measure)


def _note(folder: Path) -> Path:
    (note,) = folder.glob("*.json")
    return note


def test_a_faster_copy_is_made_and_used(original: Path, folder: Path, faster: Stopwatch) -> None:
    """It is a model of the new type, and the choice tells both figures."""
    chosen = _choose(original, folder, faster)
    assert chosen.path.parent == folder
    assert quantisation(read_metadata(chosen.path)) == "Q8_0"
    assert (chosen.original_type, chosen.type, chosen.requantised) == ("Q4_1", "Q8_0", True)
    assert (chosen.before, chosen.after) == (SLOW, FAST)
    assert "times as fast" in chosen.reason
    assert not list(folder.glob("*.part"))


def test_a_choice_is_remembered(original: Path, folder: Path, faster: Stopwatch) -> None:
    """It is measured once, wherever the original lies the next time."""
    chosen = _choose(original, folder, faster)
    calls = faster.calls
    moved = original.rename(original.with_name("moved.gguf"))
    assert _choose(moved, folder, faster) == chosen
    assert remembered_choice(moved, folder=folder, threads=2) == chosen
    assert faster.calls == calls


def test_nothing_is_remembered_of_another_file_or_machine(
    original: Path, folder: Path, faster: Stopwatch
) -> None:
    """Other weights and another number of threads have no figures yet."""
    other = write_tiny_model(original.with_name("other.gguf"), seed=1)
    assert remembered_choice(original, folder=folder, threads=2) is None
    _choose(original, folder, faster)
    assert remembered_choice(other, folder=folder, threads=2) is None
    assert remembered_choice(original, folder=folder, threads=3) is None


def test_a_copy_is_found_too_slow_twice(original: Path, folder: Path, faster: Stopwatch) -> None:
    """Once may have been a busy machine; after the second time it is not measured again."""
    even = Stopwatch({"Q4_1": SLOW, "Q8_0": SLOW})
    found = [_choose(original, folder, even) for _ in range(3)]
    assert even.calls == 12  # both files, three times, at two starts
    assert found[0] == found[1] == found[2] == remembered_choice(original, folder=folder, threads=2)
    assert not _choose(original, folder, faster).requantised


def test_a_second_measurement_can_still_win(
    original: Path, folder: Path, faster: Stopwatch
) -> None:
    """What a busy machine hid the first time is found at the next start."""
    assert not _choose(original, folder, Stopwatch({"Q4_1": SLOW, "Q8_0": SLOW})).requantised
    assert _choose(original, folder, faster).requantised


def test_asked_afresh_it_is_measured_again(original: Path, folder: Path, faster: Stopwatch) -> None:
    """What was found when the machine was busy need not stay."""
    even = Stopwatch({"Q4_1": SLOW, "Q8_0": SLOW})
    assert not _choose(original, folder, even).requantised
    assert _choose(original, folder, faster, afresh=True).requantised
    assert _choose(original, folder, even).requantised


@given(st.floats(1, 1e4), st.floats(1, 1e4), st.floats(1, 1e4), st.floats(1, 1e4))
def test_only_a_real_gain_is_worth_a_copy(
    tmp_path_factory: pytest.TempPathFactory, a: float, b: float, c: float, d: float
) -> None:
    """The copy is used, and kept, exactly where a typical answer gets faster by `GAIN`."""
    home = tmp_path_factory.mktemp("gain")
    before, after = Throughput(a, b), Throughput(c, d)
    measure = Stopwatch({"Q4_1": before, "Q8_0": after})
    chosen = _choose(write_tiny_model(home / "tiny.gguf"), home / "copies", measure)
    worth_it = before.answer_s / after.answer_s >= GAIN
    assert chosen.requantised == worth_it
    assert len(list((home / "copies").glob("*.gguf"))) == worth_it
    assert (chosen.before, chosen.after) == (before, after)


@pytest.mark.parametrize("damage", [b"", b"GGUF", b"no model"])
def test_a_damaged_copy_is_made_again(
    original: Path, folder: Path, faster: Stopwatch, damage: bytes
) -> None:
    """Cut short or overwritten, it is never opened."""
    chosen = _choose(original, folder, faster)
    whole = chosen.path.read_bytes()
    chosen.path.write_bytes(damage)
    assert remembered_choice(original, folder=folder, threads=2) is None
    assert _choose(original, folder, faster) == chosen
    assert chosen.path.read_bytes() == whole


def test_a_byte_changed_in_the_copy_is_noticed(
    original: Path, folder: Path, faster: Stopwatch
) -> None:
    """The size and the first letters are as they were: only the hash differs."""
    chosen = _choose(original, folder, faster)
    content = bytearray(chosen.path.read_bytes())
    content[-1] ^= 1
    chosen.path.write_bytes(content)
    assert remembered_choice(original, folder=folder, threads=2) is None


@pytest.mark.parametrize("text", ["", "{", "[]", '{"before": 1}'])
def test_a_damaged_note_is_no_note(
    original: Path, folder: Path, faster: Stopwatch, text: str
) -> None:
    """It is measured again."""
    chosen = _choose(original, folder, faster)
    _note(folder).write_text(text, "utf-8")
    assert _choose(original, folder, faster) == chosen


def test_a_folder_that_cannot_be_written_costs_only_the_copy(
    original: Path, faster: Stopwatch
) -> None:
    """The file itself is used, nothing is measured, and the reason names the folder."""
    in_a_file = original / "copies"  # a folder without permission would not stop root
    chosen = _choose(original, in_a_file, faster)
    assert (chosen.path, chosen.requantised, faster.calls) == (original, False, 0)
    assert str(in_a_file) in chosen.reason


def test_a_copy_that_cannot_run_is_not_used(original: Path, folder: Path) -> None:
    """What was written is removed, and the next start may try again."""

    def fail(path: Path, _threads: int) -> Throughput:
        if path != original:
            raise GenerationFailed("llama_decode returned 1.", remedy="")
        return SLOW

    chosen = _choose(original, folder, fail)
    assert (chosen.path, chosen.before) == (original, None)
    assert "llama_decode returned 1" in chosen.reason
    assert [path.name for path in folder.iterdir()] == [".lock"]


def _cut_off(note: Path, *, attempts: int) -> None:
    """Leave the note as a process does that dies while it measures."""
    empty = dict.fromkeys(("before", "after", "size_bytes", "sha256"))
    begun = {**empty, "attempts": attempts}
    note.write_text(json.dumps({**json.loads(note.read_text("utf-8")), **begun}), "utf-8")


def test_measuring_that_ends_the_process_twice_is_not_tried_again_unasked(
    original: Path, folder: Path, faster: Stopwatch
) -> None:
    """Else every start would end; once may have been an impatient user."""
    chosen = _choose(original, folder, faster)
    _cut_off(_note(folder), attempts=1)
    assert _choose(original, folder, faster) == chosen
    _cut_off(_note(folder), attempts=2)
    calls = faster.calls
    given_up = _choose(original, folder, faster)
    assert (given_up.path, faster.calls) == (original, calls)
    assert "paperbot models requantise" in given_up.reason
    assert _choose(original, folder, faster, afresh=True) == chosen


def test_two_at_once_measure_once(original: Path, folder: Path, faster: Stopwatch) -> None:
    """The second waits for the first and takes what it found."""
    found: list[Chosen] = []
    folder.mkdir()
    threads = [
        threading.Thread(target=lambda: found.append(_choose(original, folder, faster)))
        for _ in range(2)
    ]
    with FileLock(folder / ".lock"):  # both have seen that nothing is known
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    assert faster.calls == 6  # both files, three times


def test_a_type_with_a_fast_kernel_is_left_alone(tmp_path: Path, folder: Path) -> None:
    """Neither measured nor copied; not even the folder is made."""
    fast = write_tiny_model(tmp_path / "fast.gguf", gguf.LlamaFileType.MOSTLY_Q8_0)
    chosen = _choose(fast, folder, Stopwatch({}))
    assert (chosen.path, chosen.type, chosen.requantised) == (fast, "Q8_0", False)
    assert not folder.exists()


def test_full_precision_is_offered_a_copy_too(tmp_path: Path, folder: Path) -> None:
    """F32 loses next to nothing as Q8_0 and is four times as much to read."""
    full = write_tiny_model(tmp_path / "full.gguf", gguf.LlamaFileType.ALL_F32)
    assert _choose(full, folder, Stopwatch({"F32": SLOW, "Q8_0": FAST})).requantised


def test_what_is_no_model_is_refused(tmp_path: Path, folder: Path) -> None:
    """The same way in which opening it would be."""
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"no model")
    with pytest.raises(ModelRefused):
        _choose(broken, folder, Stopwatch({}))


def test_a_real_measurement(original: Path, folder: Path) -> None:
    """llama.cpp opens and runs both files; which is faster is not for a test to say."""
    chosen = choose_weights(original, folder=folder)
    assert chosen.before is not None
    assert chosen.after is not None
    assert chosen == remembered_choice(original, folder=folder)


def test_what_a_gpu_runs_is_left_alone(original: Path, folder: Path, faster: Stopwatch) -> None:
    """Asking for all layers changes nothing where this build has no GPU to put them on."""
    chosen = choose_weights(original, folder=folder, threads=2, gpu_layers=-1, measure=faster)
    assert chosen.requantised == (not llama_cpp.llama_supports_gpu_offload())


def test_a_copy_that_llama_cpp_cannot_write_is_refused(original: Path, tmp_path: Path) -> None:
    """The message names both files."""
    target = tmp_path / "nowhere" / "copy.gguf"
    with pytest.raises(ModelRefused, match=r"tiny\.gguf again as copy\.gguf"):
        write_copy(original, target, gguf.LlamaFileType.MOSTLY_Q8_0, threads=1)


@pytest.mark.parametrize(
    ("kind", "copy_type"),
    [(gguf.LlamaFileType.MOSTLY_Q4_1, "Q4_0"), (gguf.LlamaFileType.ALL_F32, "Q8_0")],
)
def test_only_q4_1_becomes_q4_0(
    kind: gguf.LlamaFileType, copy_type: str, tmp_path: Path, folder: Path
) -> None:
    """The fast copy is Q4_0 of what has hardly more bits, of anything else the faithful one."""
    path = write_tiny_model(tmp_path / "tiny.gguf", kind)
    measure = Stopwatch({"Q4_1": SLOW, "F32": SLOW, copy_type: FAST})
    chosen = choose_weights(path, folder=folder, threads=2, copy_type="Q4_0", measure=measure)
    assert chosen.type == copy_type
