"""What was measured of a model file and its copy, kept beside the copy.

A note is of one original on one processor with one build of llama.cpp: all that is in its name, so
that a folder moved, or shared by several machines, is measured again where it must be. It is
written twice: empty before the measurement, with figures after it. One found empty is the trace of
a process that died measuring, which may be why it died.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.models.llama_library import llama_cpp
from bot.models.requantise.throughput import Throughput

_PROCESSORS = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class ThroughputNote:
    """What the original and its copy reached; the copy's size and sha256 where it was kept.

    `attempts` counts the measurements begun, the present one among them.
    """

    original_type: str
    measured_on: Mapping[str, str]
    attempts: int = 1
    before: Throughput | None = None
    after: Throughput | None = None
    size_bytes: int | None = None
    sha256: str | None = None


_FORM = TypeAdapter(ThroughputNote)


def this_machine(threads: int) -> Mapping[str, str]:
    """Name everything on which a throughput depends besides the file.

    The kernels of the build are among it: the same version built by another compiler, or without
    AMX, has another throughput.
    """
    return {
        "library": f"llama-cpp-python {version('llama-cpp-python')}",
        "kernels": llama_cpp.llama_print_system_info().decode("utf-8", "replace"),
        "processor": _processor(),
        "threads": str(threads),
    }


def note_name(stem: str, measured_on: Mapping[str, str]) -> str:
    """Return the file name of the note on the copy named `stem`, on one machine."""
    text = json.dumps(dict(measured_on), sort_keys=True)
    return f"{stem}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"


def read_note(path: Path) -> ThroughputNote | None:
    """Return the note, or None where there is none that can be read."""
    try:
        return _FORM.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def write_note(path: Path, note: ThroughputNote) -> None:
    """Put the note in its place, whole. Raises OSError."""
    part = path.with_suffix(".json.part")
    part.write_text(json.dumps(asdict(note), indent=1), "utf-8")
    part.replace(path)


def _processor() -> str:
    """Name the processor as Linux does; elsewhere as Python can."""
    try:
        for line in _PROCESSORS.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
