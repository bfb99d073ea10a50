"""What a measurement was taken on: a figure without its machine says nothing."""

import datetime as dt
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version

import psutil

from bot.models.cores import usable_cores
from bot.models.gpu import find_offload
from bot.models.requantise.note import this_machine

_PACKAGES = ("paperbot", "onnxruntime", "numpy")


def machine_facts(arguments: Sequence[str], threads: int) -> Mapping[str, str]:
    """Return facts by name; `arguments` is the command line that asked for the measurement."""
    return {
        **this_machine(threads),
        "cores": str(usable_cores()),
        "memory": f"{psutil.virtual_memory().total / 1e9:.1f} GB",
        "offload": find_offload().verdict,
        "system": platform.platform(),
        "python": platform.python_version(),
        "packages": ", ".join(f"{name} {version(name)}" for name in _PACKAGES),
        "date": dt.datetime.now(dt.timezone.utc).isoformat(timespec="seconds"),
        "command": " ".join(arguments),
    }
