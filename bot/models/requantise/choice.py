"""Which weights to run on a CPU: the file as it is, or a copy in a quantisation with a fast kernel.

llama.cpp has kernels that read weights repacked for the processor, for some quantisations only. A
file in another one is written again, once, and both are measured here; the copy is used where a
typical answer gets `GAIN` times as fast. Q8_0 keeps what the file says, Q4_0 is faster and rewords
a little less well (docs/decisions.md, "A copy with a fast kernel"): a setting chooses. Nothing goes
wrong for want of a copy: whatever prevents it, the file itself is used.
"""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

from filelock import FileLock, Timeout
from gguf import LlamaFileType

from bot.errors import ModelError, WeightsDamaged
from bot.models.cores import usable_cores
from bot.models.fingerprint import weights_fingerprint
from bot.models.gguf_metadata import Metadata, quantisation, read_metadata
from bot.models.llama_library import llama_cpp
from bot.models.registry import ModelFile
from bot.models.requantise.copy import write_copy
from bot.models.requantise.note import (
    ThroughputNote,
    note_name,
    read_note,
    this_machine,
    write_note,
)
from bot.models.requantise.throughput import Throughput, measure_throughput
from bot.models.verify import remember, sha256_of, verify

CopyType: TypeAlias = Literal["Q8_0", "Q4_0"]
# With llamafile kernels the default model gains 1.33 on a quiet machine, without them 1.02 to 1.09,
# and a busy machine scatters by a tenth. Below this bar a copy is not worth its room on the disk.
GAIN = 1.1
_ROUNDS = 3
AUTOMATIC_BYTES = 1 << 30  # beyond it, copying and measuring would hold up a start for long

# Bits a weight of the types that have no repacked kernel and lose next to nothing as Q8_0 (8.5).
# The K and I types have kernels of their own, or are chosen to fit a memory that Q8_0 would not.
_BITS = {"Q4_1": 5.0, "Q5_0": 5.5, "Q5_1": 6.0, "F16": 16.0, "BF16": 16.0, "F32": 32.0}
_COPY_BITS: dict[CopyType, float] = {"Q8_0": 8.5, "Q4_0": 4.5}
_ATTEMPTS = 2  # a first start may be killed, or on a busy machine; the second is believed
_PATIENCE_S = 120.0  # for another process that makes the same copy

Measure: TypeAlias = Callable[[Path, int], Throughput]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file to open, why, and what was measured of the original and of the copy, if it was."""

    path: Path
    original_type: str
    type: str
    reason: str
    before: Throughput | None = None
    after: Throughput | None = None

    @property
    def requantised(self) -> bool:
        """Whether `path` is a copy."""
        return self.type != self.original_type


def copies_folder(models_folder: Path) -> Path:
    """Return where copies are kept: apart from the originals, so that all can be deleted at once.

    One folder for all, because a user's own file may lie where nothing of ours belongs.
    """
    return models_folder / "requantised"


def choose_weights(
    path: Path,
    *,
    folder: Path,
    threads: int | None = None,
    gpu_layers: int = 0,
    copy_type: CopyType | None = "Q8_0",
    afresh: bool = False,
    measure: Measure = measure_throughput,
) -> Chosen:
    """Return what to open for `path`; copies and figures are kept in `folder`.

    The first call for a file on a machine measures (some 8 s for the default model), later ones
    remember. `threads` None is one a physical core. `afresh` forgets, and copies files larger than
    `AUTOMATIC_BYTES` too. Raises ModelRefused for a file that is no GGUF.
    """
    if copy_type is None:
        return _as_it_is(path, "the setting requantise is off")
    if gpu_layers != 0 and llama_cpp.llama_supports_gpu_offload():
        return _as_it_is(path, "a GPU runs it")
    work = _Work(path, folder, threads or usable_cores(), _fitting(copy_type, path), measure)
    settled = None if afresh else work.settled()
    if settled is not None:
        return settled
    why_not = _why_not(path, read_metadata(path), afresh=afresh)
    if why_not:
        return _as_it_is(path, why_not)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=_PATIENCE_S):
            return work.done(afresh=afresh)
    except Timeout:
        reason = f"another process has been measuring for {_PATIENCE_S:.0f} s"
    except OSError as error:
        reason = f"no copy can be kept in {folder}: {error}"
    except ModelError as error:
        reason = f"no copy could be made: {error.message}"
    return _as_it_is(path, reason)


def remembered_choice(
    path: Path,
    *,
    folder: Path,
    threads: int | None = None,
    gpu_layers: int = 0,
    copy_type: CopyType | None = "Q8_0",
) -> Chosen | None:
    """Return what an earlier `choose_weights` found, without measuring; None where it has not."""
    if copy_type is None or (gpu_layers != 0 and llama_cpp.llama_supports_gpu_offload()):
        return None
    work = _Work(
        path,
        folder,
        threads or usable_cores(),
        _fitting(copy_type, path),
        measure_throughput,
    )
    return work.known(read_note(work.note))


def _fitting(wanted: CopyType, path: Path) -> CopyType:
    """Return the type of a file's copy: Q4_0 of Q4_1 alone, for any other loses more by it."""
    return wanted if quantisation(read_metadata(path)) == "Q4_1" else "Q8_0"


def _as_it_is(path: Path, reason: str) -> Chosen:
    kind = quantisation(read_metadata(path))
    return Chosen(path, kind, kind, reason)


def _why_not(path: Path, metadata: Metadata, *, afresh: bool) -> str | None:
    """Say why a file is left alone unmeasured, or None if it is not."""
    kind = quantisation(metadata)
    if kind not in _BITS:
        return f"{kind} is left as it is"
    if metadata.get("split.count", 0) not in {0, 1}:
        return "it is one of several parts"
    if path.stat().st_size > AUTOMATIC_BYTES and not afresh:
        return (
            f"larger than {AUTOMATIC_BYTES / 1e9:.1f} GB: `paperbot models requantise` measures it"
        )
    return None


class _Work:
    """The copy of one file on this machine, and the note on it."""

    def __init__(
        self, path: Path, folder: Path, threads: int, copy_type: CopyType, measure: Measure
    ) -> None:
        self._type: CopyType = copy_type
        self._original = path
        self._folder = folder
        self._threads = threads
        self._measure = measure
        self._machine = this_machine(threads)
        stem = f"{weights_fingerprint(path)[:12]}-{copy_type}"
        self._copy = folder / f"{stem}.gguf"
        self._part = folder / f"{stem}.part"
        self.note = folder / note_name(stem, self._machine)

    def settled(self) -> Chosen | None:
        """Return what the note says, or None where it must be measured, again perhaps.

        A copy found too slow is measured once more: the machine may have been busy.
        """
        note = read_note(self.note)
        known = self.known(note)
        if known is None or note is None:
            return None
        return known if known.requantised or note.attempts >= _ATTEMPTS else None

    def known(self, note: ThroughputNote | None) -> Chosen | None:
        """Return what the note says, or None: nothing yet, or of a copy that is not sound."""
        if note is None or note.before is None or note.after is None:
            return None
        gain = note.before.answer_s / note.after.answer_s
        if gain < GAIN:
            reason = f"{self._type} would be {gain:.2f} times as fast"
            kind, path = note.original_type, self._original
        elif self._sound(note):
            reason = f"{gain:.2f} times as fast as the file's own {note.original_type}"
            kind, path = self._type, self._copy
        else:
            return None
        return Chosen(path, note.original_type, kind, reason, note.before, note.after)

    def done(self, *, afresh: bool) -> Chosen:
        """Measure and note, unless another process just has. The caller holds the lock."""
        settled = None if afresh else self.settled()
        if settled is not None:
            return settled
        note = None if afresh else read_note(self.note)
        tried = note.attempts if note is not None and note.sha256 is None else 0
        if tried >= _ATTEMPTS:
            self._part.unlink(missing_ok=True)
            return _as_it_is(
                self._original,
                "measuring was cut off each time; `paperbot models requantise` tries again",
            )
        self._make(attempts=_ATTEMPTS if afresh else tried + 1)
        known = self.known(read_note(self.note))
        if known is None:
            raise OSError(errno.EIO, "the copy differs from what was written", str(self._copy))
        return known

    def _make(self, *, attempts: int) -> None:
        kind = quantisation(read_metadata(self._original))
        self._need_room(kind)
        with ExitStack() as undo:  # runs however the measurement ends, unless it dies
            write_note(self.note, ThroughputNote(kind, self._machine, attempts))
            undo.callback(self.note.unlink, missing_ok=True)
            undo.callback(self._part.unlink, missing_ok=True)
            write_copy(
                self._original, self._part, LlamaFileType[f"MOSTLY_{self._type}"], self._threads
            )
            before, after = self._compare()
            note = ThroughputNote(kind, self._machine, attempts, before, after)
            if before.answer_s / after.answer_s >= GAIN:
                note = self._land(note)
            else:
                self._part.unlink()
            write_note(self.note, note)
            undo.pop_all()

    def _compare(self) -> tuple[Throughput, Throughput]:
        """Measure both in turn, several times: other work on the machine comes and goes."""
        rounds = [
            (self._measure(self._original, self._threads), self._measure(self._part, self._threads))
            for _ in range(_ROUNDS)
        ]
        before, after = (_best(runs) for runs in zip(*rounds, strict=True))
        return before, after

    def _land(self, note: ThroughputNote) -> ThroughputNote:
        """Give the copy its name, and the note what its bytes must be."""
        with self._part.open("rb") as data:
            os.fsync(data.fileno())
        size_bytes, sha256 = self._part.stat().st_size, sha256_of(self._part)
        self._part.replace(self._copy)
        remember(ModelFile(self._copy.name, size_bytes, sha256, ()), self._copy)
        return replace(note, size_bytes=size_bytes, sha256=sha256)

    def _sound(self, note: ThroughputNote) -> bool:
        """Whether the copy has the bytes that were measured; hashed again only if it changed."""
        if note.sha256 is None:
            return False
        try:
            verify(ModelFile(self._copy.name, note.size_bytes, note.sha256, ()), self._copy)
        except (OSError, WeightsDamaged):
            return False
        return True

    def _need_room(self, kind: str) -> None:
        need_bytes = int(self._original.stat().st_size * _COPY_BITS[self._type] / _BITS[kind])
        if shutil.disk_usage(self._folder).free < need_bytes:
            why = f"{need_bytes / 1e6:,.0f} MB are needed"
            raise OSError(errno.ENOSPC, why, str(self._folder))


def _best(runs: tuple[Throughput, ...]) -> Throughput:
    return Throughput(
        prefill=max(run.prefill for run in runs), decode=max(run.decode for run in runs)
    )
