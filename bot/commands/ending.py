"""How a command ends: its one JSON object, or what went wrong said in one message; a status.

Knows no command. Statuses: 0 done (a refusal is an answer), 1 failed, 2 wrong usage, 3 some
inputs rejected, 130 interrupted (128 + SIGINT, as shells have it).
"""

import errno
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import typer

from bot import terminal
from bot.contract import error_to_json
from bot.errors import Interrupted, SystemRefused, Unexpected, UsageWrong
from vectorstore.errors import ReportedError

FAILED = 1
SOME_REJECTED = 3
INTERRUPTED = 130


def write(values: Mapping[str, object]) -> None:
    """Write one JSON object and a line end to stdout, in UTF-8 whatever the locale is."""
    typer.echo(json.dumps(values, ensure_ascii=False).encode("utf-8", "replace"))


def run_reported(command: Callable[[], object], *, as_json: bool) -> int:
    """Run a Typer command (`standalone_mode=False`) and return its status; tell every failure."""
    try:
        returned = command()
    except typer.TyperException as error:
        _tell(_usage(error), as_json=as_json)
        return error.exit_code
    except ReportedError as error:
        _tell(error, as_json=as_json)
        return FAILED
    except OSError as error:
        if error.errno != errno.EPIPE:  # the reader of `paperbot … | head` has enough
            _tell(_system(error), as_json=as_json)
        _drop_output()
        return FAILED
    except Exception as error:  # noqa: BLE001 -- the surface: a fault of ours is told like any other
        _tell(_unexpected(error), as_json=as_json)
        return FAILED
    if returned == INTERRUPTED:
        _tell(_interrupted(), as_json=as_json)
    return returned if isinstance(returned, int) else 0


def _tell(error: ReportedError, *, as_json: bool) -> None:
    with suppress(OSError):  # stdout itself may be what failed
        if as_json:
            write(error_to_json(error))
    terminal.complain(error)


def _usage(error: typer.TyperException) -> UsageWrong:
    # Typer keeps its UsageError, which knows the command, private.
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "paperbot"
    message = error.format_message().replace("Value error, ", "")  # pydantic's, under Typer
    stop = "" if message.endswith((".", "?")) else "."
    return UsageWrong(f"{message}{stop}", remedy=f"See `{command} --help`.")


def _system(error: OSError) -> SystemRefused:
    what = f"{error.filename}: " if error.filename else ""
    return SystemRefused(
        f"The system refused: {what}{error.strerror or error}.",
        remedy="Check the disk's space, and where the output goes.",
    )


def _unexpected(error: Exception) -> Unexpected:
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Unexpected(
        f"Something went wrong inside paperbot: {type(error).__name__}: {error} "
        f"({Path(place.filename).name}, line {place.lineno}).",
        remedy="Please report it, with this line and the command.",
    )


def _interrupted() -> Interrupted:
    return Interrupted("Interrupted.", remedy="What was added is kept; run the command again.")


def _drop_output() -> None:
    """Send what is still unwritten nowhere, or Python would complain of it at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
