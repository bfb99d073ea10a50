"""A file as text: opened, its encoding found, every failure said plainly. Knows no format.

Bytes that are not UTF-8 come through as lone surrogates, so that a reader of lines can reject one
line and keep the rest.
"""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from vectorstore.errors import SourceUnreadable

_HEAD_BYTES = 65_536
_FORMATS = (
    "Give a text file: a saved Hugging Face Papers page, or JSON lines with title and abstract."
)


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open `path` for reading as text. Raises SourceUnreadable, also for errors while reading."""
    encoding = "utf-8"
    if "\0" in str(path):
        raise SourceUnreadable(f"{path!r} is no path.", remedy="Check the path.")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise SourceUnreadable(f"{path} is not an ordinary file.", remedy=_FORMATS)
        with path.open("rb") as raw:
            head = raw.read(_HEAD_BYTES)
            encoding = _encoding(path, head)
            raw.seek(0)
            with io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape") as text:
                yield text
    except FileNotFoundError:
        raise SourceUnreadable(f"{path} does not exist.", remedy="Check the path.") from None
    except IsADirectoryError:
        raise SourceUnreadable(
            f"{path} is a folder.", remedy="Name the files in it, one by one."
        ) from None
    except PermissionError:
        raise SourceUnreadable(
            f"{path} may not be read by this user.", remedy="Change its permissions."
        ) from None
    except UnicodeError:
        raise SourceUnreadable(f"{path} is not text in {encoding}.", remedy=_FORMATS) from None
    except OSError as error:
        raise SourceUnreadable(
            f"{path} cannot be read: {error.strerror}.", remedy="Check the path and the disk."
        ) from error


def numbered_lines(stream: TextIO, limit_chars: int) -> Iterator[tuple[int, str]]:
    """Yield (number from 1, line); of a longer line `limit_chars` + 1 characters and no more."""
    number = 0
    while line := stream.readline(limit_chars + 1):
        number += 1
        rest = line
        while len(rest) > limit_chars and not rest.endswith("\n"):
            rest = stream.readline(limit_chars + 1)
        yield number, line


def _encoding(path: Path, head: bytes) -> str:
    if not head:
        raise SourceUnreadable(f"{path} is empty.", remedy=_FORMATS)
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise SourceUnreadable(f"{path} is in UTF-32.", remedy="Save it as UTF-8.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise SourceUnreadable(f"{path} is not a text file.", remedy=_FORMATS)
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
