"""`paperbot compare` on the starter library: a table of quotes, as text and as JSON."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.ended import Ended

pytestmark = pytest.mark.model
SPANN = "title:769e3e9bf7ce"
ULTRAGCN = "title:d4f3cb37f691"
Paperbot = Callable[..., Ended]


def test_papers_are_compared_in_what_was_asked(paperbot: Paperbot, cli_home: Path) -> None:
    """Each cell is a sentence of its paper, or null."""
    ended = paperbot(
        *("compare", SPANN, ULTRAGCN, "--on", "speed", "--on", "memory"),
        *("--home", cli_home, "--json"),
    )
    assert ended.status == 0
    table = ended.object["table"]
    assert [row["aspect"] for row in table["rows"]] == ["speed", "memory"]
    speed, memory = (row["cells"] for row in table["rows"])
    assert "2 times faster than DiskANN" in speed[0]["quote"]
    assert "10x faster than LightGCN" in speed[1]["quote"]
    assert memory[1] is None
    assert ended.object["tokens"]["completion"] == 0


def test_a_table_is_printed(paperbot: Paperbot, cli_home: Path) -> None:
    """The usual rows, where none are asked for."""
    ended = paperbot("compare", SPANN, ULTRAGCN, "--home", cli_home)
    assert ended.status == 0
    assert "Results" in ended.out
    assert "side by side" in ended.out


def test_one_paper_is_not_compared(paperbot: Paperbot, cli_home: Path) -> None:
    """Nor with itself; an unknown one is an error."""
    assert paperbot("compare", SPANN, SPANN, "--home", cli_home).status == 2
    assert paperbot("compare", SPANN, "title:none", "--home", cli_home).status == 1
