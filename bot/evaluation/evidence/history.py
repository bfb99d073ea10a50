"""Evaluations remembered: one JSON object a line in a file of the home, the newest last."""

import json
from collections.abc import Mapping
from pathlib import Path

from bot.errors import InputUnreadable
from bot.evaluation.evidence.json_lines import read_lines

FILE = "evaluations.jsonl"


def remember(home: Path, report: Mapping[str, object]) -> None:
    """Append a report to the home's history. Raises OSError."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(report, ensure_ascii=False) + "\n")


def read_history(home: Path) -> tuple[dict[str, object], ...]:
    """Return the reports of earlier evaluations, none where there were none.

    A last line cut off in writing is passed over. Raises InputUnreadable for any other bad line.
    """
    path = home / FILE
    if not path.exists():
        return ()
    reports: list[dict[str, object]] = []
    lines = list(read_lines(path))
    for place, (number, line) in enumerate(lines, start=1):
        try:
            value = json.loads(line)
        except ValueError as error:
            if place == len(lines):
                break
            raise _damaged(path, number) from error
        if not isinstance(value, dict):
            raise _damaged(path, number)
        reports.append(value)
    return tuple(reports)


def _damaged(path: Path, number: int) -> InputUnreadable:
    return InputUnreadable(
        f"Line {number} of {path} is no evaluation.", remedy="Remove that line, or the file."
    )
