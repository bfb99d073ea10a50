"""`paperbot bench`: measure the engine's speed, and make models to measure with."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import progress_bars, terminal
from bot.commands.ending import write
from bot.commands.opening import settings_of
from bot.commands.options import AsJson, Home, Model, parts_of

if TYPE_CHECKING:
    from bot.evaluation.model_shapes import Shape
    from bot.evaluation.weight_types import FileType

bench = typer.Typer(help="Measure speed, and make models to measure with.")

_STARTER = Path(__file__).parents[2] / "samples" / "hf-papers-page.txt"


@bench.command("engine")
def measure(
    *,
    model: Model = None,
    readers: Annotated[str, typer.Option(help="How many ask at once, in turn.")] = "1,4,8,16",
    prompt_tokens: Annotated[
        int, typer.Option(min=1, max=16_384, help="Tokens read for each reader.")
    ] = 128,
    new_tokens: Annotated[
        int, typer.Option(min=2, max=16_384, help="Tokens written for each reader.")
    ] = 96,
    peer: Annotated[str | None, typer.Option(help="Address of a llama-server.")] = None,
    ceiling: Annotated[Path | None, typer.Option(help="Path of llama-batched-bench.")] = None,
    repeats: Annotated[
        int, typer.Option(min=1, max=100, help="Times a load is measured; the median counts.")
    ] = 3,
    only: Annotated[
        str | None,
        typer.Option(help="Parts: load, prefix, speculation, fairness, add; all if not given."),
    ] = None,
    papers: Annotated[Path, typer.Option(help="A file of papers to make prompts of.")] = _STARTER,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Measure how fast readers are served: a table each, one JSON object as the last line."""
    from bot.evaluation.engine_benchmark import PARTS, EngineTask, measure_engine
    from bot.evaluation.load import LoadTask
    from bot.evaluation.section import rounded

    task = EngineTask(
        load=LoadTask(_counts(readers), prompt_tokens, new_tokens, repeats),
        parts=parts_of(only, PARTS),
        papers=papers,
        peer=peer,
        ceiling=ceiling,
        arguments=sys.argv,
    )
    report: dict[str, object] = {"benchmark": "engine"}
    for section in measure_engine(settings_of(home, model), task, _tell):
        report[section.name] = rounded(section.values)
        if not as_json:
            terminal.show_table(section.title, section.columns, section.rows)
    write(report)


@bench.command("library")
def measure_store(
    papers: Annotated[Path, typer.Argument(help="A file of papers, the more the better.")],
    *,
    only: Annotated[
        str | None,
        typer.Option(help="Parts: embedding, reading, growth, search; all if not given."),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(help="A folder to keep the filled library in; the next run goes on with it."),
    ] = None,
    queries: Annotated[
        int, typer.Option(min=1, max=10_000, help="Searches under each filter.")
    ] = 200,
    as_json: AsJson = False,
) -> None:
    """Measure how fast a library is filled and searched, never touching the one at home."""
    from bot.evaluation.library.benchmark import PARTS, LibraryTask, measure_library
    from bot.evaluation.section import rounded

    task = LibraryTask(
        papers=papers,
        parts=parts_of(only, PARTS),
        keep=keep,
        queries=queries,
        arguments=sys.argv,
    )
    report: dict[str, object] = {"benchmark": "library"}
    for section in measure_library(settings_of(None), task, _tell):
        report[section.name] = rounded(section.values)
        if not as_json:
            terminal.show_table(section.title, section.columns, section.rows)
    write(report)


@bench.command("make-model")
def make_model(
    *,
    arch: Annotated[str, typer.Option(help="The architecture: llama or qwen3.")],
    size: Annotated[str, typer.Option(help="The size, such as 135M or 8B.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    type_name: Annotated[
        str, typer.Option("--type", help="F16, Q8_0, Q4_0, Q4_1 or Q4_K_M.")
    ] = "Q4_K_M",
    vocabulary: Annotated[
        Path | None, typer.Option(help="A GGUF file to take the vocabulary of.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a model of random weights, as fast as a real one of its architecture and size."""
    from bot.evaluation.model_writer import Plan, write_model
    from bot.evaluation.token_table import borrow_table, make_table

    shape, file_type = _shape(arch, size), _file_type(type_name)
    table = borrow_table(vocabulary) if vocabulary else make_table(shape.vocabulary)
    with progress_bars.counting("tensors") as progress:
        size_bytes = write_model(out, Plan(shape, file_type, table), progress)
    if as_json:
        write({"path": str(out), "shape": shape.name, "type": file_type, "size_bytes": size_bytes})
    else:
        terminal.say(f"{out} has the shape of {shape.name}, {size_bytes / 1e6:,.0f} MB of noise.")


def _tell(message: str) -> None:
    typer.echo(message, err=True)


def _counts(text: str) -> tuple[int, ...]:
    """Return numbers of readers given as 1,4,8. Raises typer.BadParameter."""
    parts = text.split(",")
    if not all(part.strip().isdecimal() and 1 <= int(part) <= 256 for part in parts):  # noqa: PLR2004 -- llama.cpp's most sequences
        raise typer.BadParameter(
            "give numbers from 1 to 256 with commas between", param_hint="--readers"
        )
    return tuple(dict.fromkeys(int(part) for part in parts))


def _shape(arch: str, size: str) -> "Shape":
    from bot.evaluation.model_shapes import SHAPES

    for (its_arch, its_size), shape in SHAPES.items():
        if (its_arch, its_size) == (arch.lower(), size.upper()):
            return shape
    known = ", ".join(" ".join(key) for key in SHAPES)
    raise typer.BadParameter(f"{arch} {size} is not known; there are {known}", param_hint="--size")


def _file_type(name: str) -> "FileType":
    from bot.evaluation.weight_types import FILE_TYPES

    for known in FILE_TYPES:
        if known == name.upper():
            return known
    raise typer.BadParameter(
        f"{name} is not known; there are {', '.join(FILE_TYPES)}", param_hint="--type"
    )
