"""How failures of every kind end a command."""

import errno
import json
from collections.abc import Callable

import pytest
import typer

from bot.commands.ending import run_reported, write
from bot.errors import QuestionRefused


def _raising(error: BaseException) -> Callable[[], object]:
    """Return a command that fails, run as Typer runs one."""
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fail() -> None:
        raise error

    return lambda: app(args=[], standalone_mode=False)


@pytest.mark.parametrize(
    ("error", "status", "kind", "words"),
    [
        (QuestionRefused("Empty.", remedy="Ask."), 1, "question-refused", "Empty."),
        (typer.BadParameter("no"), 2, "usage", "Invalid value: no."),
        (OSError(errno.ENOSPC, "No space left"), 1, "system", "refused: No space left."),
        (KeyError("x"), 1, "internal", "KeyError: 'x' (test_ending.py, line "),
        (KeyboardInterrupt(), 130, "interrupted", "Interrupted."),
    ],
)
def test_a_failure_is_one_object_one_message_and_a_status(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, kind: str, words: str
) -> None:
    """Expected or not: never a traceback."""
    assert run_reported(_raising(error), as_json=True) == status
    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert told["kind"] == kind
    assert words in told["message"]
    assert err == f"Error: {told['message']}\n{told['remedy']}\n"


def test_a_status_of_the_command_s_own_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """`typer.Exit` is no failure to tell."""
    assert run_reported(_raising(typer.Exit(3)), as_json=True) == 3
    assert run_reported(lambda: None, as_json=True) == 0
    assert capsys.readouterr() == ("", "")


def test_objects_are_written_in_utf_8(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Whatever the locale is, and though a path may hold bytes that are no text."""
    write({"a": "“Öl”", "b": "x\udcff"})
    out, _ = capsysbinary.readouterr()
    assert out == '{"a": "“Öl”", "b": "x?"}\n'.encode()
