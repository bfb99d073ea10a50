"""`llama-batched-bench`, llama.cpp's own measure of its kernels: run, and its table read.

It decodes the same number of tokens without sampling, scheduling or text: a ceiling.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.errors import PeerUnusable

_COLUMNS = 10
_CELLS = 256  # a sequence's memory is a multiple of this
_TIMEOUT_S = 3600
_SAID_CHARACTERS = 300


@dataclass(frozen=True, slots=True)
class Ceiling:
    """One row of its table: `readers` sequences at once, tokens a second of all together.

    `tokens_per_s` counts prompts too ("S t/s"), `decoding_per_s` is what follows them ("S_TG").
    """

    readers: int
    reading_per_s: float
    decoding_per_s: float
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class CeilingTask:
    """What is run: the model file, the threads, and the load."""

    model: Path
    threads: int
    gpu_layers: int
    prompt_tokens: int
    new_tokens: int
    readers: Sequence[int]


def run_ceiling(binary: Path, task: CeilingTask) -> tuple[Ceiling, ...]:
    """Run the program and return its rows. Raises PeerUnusable."""
    try:
        done = subprocess.run(  # noqa: S603 -- the program that the user named, no shell
            _command(binary, task),
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _unusable(binary, str(error)) from error
    rows = parse_table(done.stdout) or parse_table(done.stderr)  # which one, releases differ in
    if done.returncode != 0 or not rows:
        said = done.stderr.strip()[-_SAID_CHARACTERS:] or "it printed no table"
        raise _unusable(binary, said)
    return rows


def parse_table(text: str) -> tuple[Ceiling, ...]:
    """Return the rows of the table in a text; other lines are passed over."""
    return tuple(row for line in text.splitlines() if (row := _row(line)) is not None)


def median_ceiling(rows: Sequence[Ceiling]) -> Ceiling:
    """Return each rate's median over rows of the same number of readers."""
    return Ceiling(
        readers=rows[0].readers,
        reading_per_s=median(row.reading_per_s for row in rows),
        decoding_per_s=median(row.decoding_per_s for row in rows),
        tokens_per_s=median(row.tokens_per_s for row in rows),
    )


def _row(line: str) -> Ceiling | None:
    """Read a line `| PP | TG | B | N_KV | T_PP | S_PP | T_TG | S_TG | T | S |`."""
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return None
    cells = line.strip("|").split("|")
    if len(cells) != _COLUMNS:
        return None
    try:
        numbers = [float(cell) for cell in cells]
    except ValueError:  # the head, and the line below it
        return None
    return Ceiling(
        readers=int(numbers[2]),
        reading_per_s=numbers[5],
        decoding_per_s=numbers[7],
        tokens_per_s=numbers[9],
    )


def _command(binary: Path, task: CeilingTask) -> list[str]:
    each = -(-(task.prompt_tokens + task.new_tokens) // _CELLS) * _CELLS
    options = {
        "-m": task.model,
        "-t": task.threads,
        "-tb": task.threads,
        "-ngl": task.gpu_layers if task.gpu_layers >= 0 else "all",
        "-c": each * max(task.readers),
        "-npp": task.prompt_tokens,
        "-ntg": task.new_tokens,
        "-npl": ",".join(map(str, task.readers)),
        "-fa": "auto" if task.gpu_layers else "off",
    }
    return [str(binary), *(str(part) for option in options.items() for part in option)]


def _unusable(binary: Path, why: str) -> PeerUnusable:
    return PeerUnusable(
        f"{binary} did not measure the ceiling: {why}.",
        remedy="Give the path of llama-batched-bench, built from the source of llama-cpp-python.",
    )
