"""How many cores a native library may keep busy here.

Hyperthreads share the arithmetic units that decoding needs, and a container may grant fewer cores
than the machine shows; threads beyond either only wait for each other (25 tokens/s instead of 115
with one of two cores taken, see DESIGN).
"""

import os
from pathlib import Path

_CPUS = Path("/sys/devices/system/cpu")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """Return the number of physical cores this process may use, at least 1."""
    if not hasattr(os, "sched_getaffinity"):  # macOS, Windows
        return os.cpu_count() or 1
    allowed = os.sched_getaffinity(0)
    cores = {_siblings(cpu) for cpu in allowed}
    return max(1, min(len(cores), _granted(len(allowed))))


def _siblings(cpu: int) -> str:
    """Name the physical core of a logical one; without the kernel's word, each is its own."""
    try:
        return (_CPUS / f"cpu{cpu}" / "topology" / "thread_siblings_list").read_text()
    except OSError:
        return str(cpu)


def _granted(otherwise: int) -> int:
    """Return the whole cores a container's quota allows ("200000 100000" is two)."""
    try:
        quota, period = _QUOTA.read_text().split()
    except (OSError, ValueError):
        return otherwise
    if not quota.isdigit():  # "max"
        return otherwise
    return int(quota) // int(period)
