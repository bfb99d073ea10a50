"""The metadata at the head of a GGUF file: sizes, vocabulary, chat template.

Reads key-value pairs only and stops before the tensors. `gguf.GGUFReader` does the same and more,
through one numpy view a string: 2.4 s for SmolLM2's 98,000 strings against 0.06 s here, on every
start. A test holds the two equal. Numbers of the format: ggml's docs/gguf.md, versions 2 and 3.
"""

import mmap
import struct
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from gguf import GGUFValueType, LlamaFileType, PoolingType

from bot.errors import ModelRefused

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = Scalar | Sequence[Scalar]
Metadata: TypeAlias = Mapping[str, Value]

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")
_STRUCTS = {
    GGUFValueType.UINT8: struct.Struct("<B"),
    GGUFValueType.INT8: struct.Struct("<b"),
    GGUFValueType.UINT16: struct.Struct("<H"),
    GGUFValueType.INT16: struct.Struct("<h"),
    GGUFValueType.UINT32: _U32,
    GGUFValueType.INT32: struct.Struct("<i"),
    GGUFValueType.UINT64: _U64,
    GGUFValueType.INT64: struct.Struct("<q"),
    GGUFValueType.FLOAT32: struct.Struct("<f"),
    GGUFValueType.FLOAT64: struct.Struct("<d"),
    GGUFValueType.BOOL: struct.Struct("<?"),
}


def read_metadata(path: Path) -> Metadata:
    """Return every key and value of a GGUF file's head.

    Raises ModelRefused for a file that is missing, is no GGUF, or ends within its metadata.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as head:
            return _read(head, path)
    except (OSError, ValueError) as error:  # ValueError: mmap of an empty file
        raise _refused(path, f"it cannot be read: {error}") from error
    except (struct.error, UnicodeDecodeError, _Cut) as error:
        raise _refused(path, "it is damaged or cut short within its metadata") from error


def quantisation(metadata: Metadata) -> str:
    """Name the type of the weights as people do: MOSTLY_Q4_K_M is Q4_K_M."""
    file_type = metadata.get("general.file_type")
    if not isinstance(file_type, int):
        return "unknown"
    try:
        return LlamaFileType(file_type).name.removeprefix("MOSTLY_").removeprefix("ALL_")
    except ValueError:
        return "unknown"


def is_reranker(metadata: Metadata) -> bool:
    """Say whether a model's head scores a query and a text read together."""
    architecture = metadata.get("general.architecture")
    return metadata.get(f"{architecture}.pooling_type") == PoolingType.RANK


class _Cut(Exception):
    """A length that points past the end of the file."""


class _Cursor:
    """A position in the file, moved forward by every read."""

    def __init__(self, data: mmap.mmap, offset: int) -> None:
        self.data = data
        self.offset = offset

    def number(self, form: struct.Struct) -> Scalar:
        """Read one number."""
        value: Scalar = form.unpack_from(self.data, self.offset)[0]
        self.offset += form.size
        return value

    def text(self) -> str:
        """Read a length and as many bytes of UTF-8."""
        (length,) = _U64.unpack_from(self.data, self.offset)
        start = self.offset + _U64.size
        self.offset = start + length
        if self.offset > len(self.data):
            raise _Cut
        return self.data[start : self.offset].decode("utf-8", "replace")


def _read(head: mmap.mmap, path: Path) -> Metadata:
    if head[:4] != _MAGIC:
        raise _refused(path, "it does not begin with the letters GGUF")
    (version,) = _U32.unpack_from(head, 4)
    if version not in _VERSIONS:
        raise _refused(path, f"its format is GGUF version {version}; versions 2 and 3 are read")
    (pairs,) = _U64.unpack_from(head, 16)  # after magic, version and the number of tensors
    cursor = _Cursor(head, 24)
    metadata: dict[str, Value] = {}
    for _ in range(pairs):
        key = cursor.text()
        metadata[key] = _value(cursor)
    return metadata


def _value(cursor: _Cursor) -> Value:
    kind = _kind(cursor)
    if kind is not GGUFValueType.ARRAY:
        return _reader(cursor, kind)()
    element = _kind(cursor)
    if element is GGUFValueType.ARRAY:
        raise _Cut  # nested arrays exist in the format and in no known model
    (length,) = _U64.unpack_from(cursor.data, cursor.offset)
    cursor.offset += _U64.size
    if length > len(cursor.data):  # every element takes at least one byte
        raise _Cut
    read = _reader(cursor, element)
    return [read() for _ in range(length)]


def _kind(cursor: _Cursor) -> GGUFValueType:
    (number,) = _U32.unpack_from(cursor.data, cursor.offset)
    cursor.offset += _U32.size
    try:
        return GGUFValueType(number)
    except ValueError as error:
        raise _Cut from error


def _reader(cursor: _Cursor, kind: GGUFValueType) -> Callable[[], Scalar]:
    if kind is GGUFValueType.STRING:
        return cursor.text
    form = _STRUCTS[kind]
    return lambda: cursor.number(form)


def _refused(path: Path, why: str) -> ModelRefused:
    return ModelRefused(
        f"The file {path} is not a model that llama.cpp can read ({why}).",
        remedy="Choose a GGUF model file, or fetch the default one with `paperbot models fetch`.",
    )
