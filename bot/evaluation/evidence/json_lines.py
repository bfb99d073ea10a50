"""Files of JSON lines read strictly: an error names the file, the line and the first fault."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from bot.errors import InputUnreadable

Item = TypeVar("Item")


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines of a text file that are not blank. Raises InputUnreadable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputUnreadable(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path and permissions."
        ) from error
    except UnicodeDecodeError as error:
        raise InputUnreadable(f"{path} is not UTF-8 text.", remedy="Save it as UTF-8.") from error
    # Not splitlines(): JSON may hold U+2028 as it is.
    yield from ((n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip())


def read_objects(path: Path, parse: Callable[[str], Item], form: str) -> Iterator[tuple[int, Item]]:
    """Yield what each line holds, numbered; `parse` is pydantic's, `form` tells what is wanted.

    Raises InputUnreadable.
    """
    for number, line in read_lines(path):
        yield number, _parsed(path, number, line, parse, form)


def _parsed(path: Path, number: int, line: str, parse: Callable[[str], Item], form: str) -> Item:
    try:
        return parse(line)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in fault["loc"])
        said = f"{place}: {fault['msg']}" if place else fault["msg"]
        raise InputUnreadable(
            f"Line {number} of {path} cannot be used: {said}.", remedy=form
        ) from error
