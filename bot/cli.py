"""The command line: joins the commands, and ends every run with a message and a status.

With `--json`, stdout holds exactly one JSON object (one a line for `--batch`); progress and
messages go to stderr. What a command does is in its file in `bot.commands`.
"""

import io
import logging
import sys
from collections.abc import Sequence

import typer

from bot.commands.add import add
from bot.commands.ask import ask
from bot.commands.backup import backup
from bot.commands.bench import bench
from bot.commands.check import check
from bot.commands.compare import compare
from bot.commands.delete import delete
from bot.commands.doctor import doctor
from bot.commands.ending import run_reported
from bot.commands.eval import evaluate
from bot.commands.export import export
from bot.commands.models import models
from bot.commands.note import note
from bot.commands.reindex import reindex
from bot.commands.restore import restore
from bot.commands.search import search
from bot.commands.serve import serve
from bot.commands.summarise import summarise
from bot.commands.tag import tag

app = typer.Typer(
    name="paperbot",
    help="Ask questions about papers on your own machine; every claim is tied to a sentence.",
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (
    add,
    search,
    ask,
    summarise,
    compare,
    tag,
    note,
    delete,
    export,
    check,
    reindex,
    backup,
    restore,
    doctor,
    serve,
):
    app.command()(command)
app.command("eval")(evaluate)
app.add_typer(models, name="models")
app.add_typer(bench, name="bench")


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # an ASCII terminal must not stop an answer
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    # What llama.cpp logs as errors comes back as the message of ours.
    logging.getLogger("paperbot.llama_cpp").setLevel(logging.CRITICAL)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    given = list(arguments) or ["--help"]
    return run_reported(
        lambda: app(args=given, prog_name="paperbot", standalone_mode=False),
        as_json="--json" in given,
    )
