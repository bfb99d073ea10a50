"""The files in a folder and the folders in it, in the order of their names. Opens none of them."""

from collections.abc import Iterator
from pathlib import Path

from vectorstore.errors import SourceUnreadable
from vectorstore.records import Rejection
from vectorstore.sources.files import place_of


def files_in(folder: Path) -> Iterator[Path | Rejection]:
    """Yield every file below a folder; a folder that may not be entered is a rejection.

    What is hidden (a name that begins with a dot) is left out, and so is a folder that was
    entered before: links may go in circles. Raises SourceUnreadable when there is no file at all.
    """
    found = False
    entered: set[tuple[int, int]] = set()
    waiting = [folder]  # a stack, and no recursion: folders may be nested without end
    while waiting:
        path = waiting.pop()
        try:
            if not path.is_dir():
                found = True
                yield path
                continue
            status = path.stat()
            if (status.st_dev, status.st_ino) in entered:
                continue
            entered.add((status.st_dev, status.st_ino))
            names = sorted(entry.name for entry in path.iterdir() if entry.name[0] != ".")
        except OSError as error:
            found = True
            reason = f"{place_of(path)} cannot be entered: {error.strerror}."
            yield Rejection(place_of(path), "", reason)
            continue
        waiting.extend(path / name for name in reversed(names))
    if not found:
        raise SourceUnreadable(
            f"{place_of(folder)} is a folder without files.", remedy="Name another folder."
        )
