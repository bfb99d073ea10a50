"""Reading a GGUF's head: equal to gguf's own reader, and robust against anything else."""

import contextlib
from pathlib import Path

import gguf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelRefused
from bot.models.gguf_metadata import read_metadata


@pytest.mark.model
def test_reads_what_gguf_reads(chat_model_path: Path) -> None:
    """Every key of the default model has the value that the reference reader gives."""
    metadata = read_metadata(chat_model_path)
    reference = gguf.GGUFReader(chat_model_path)
    fields = {key: field for key, field in reference.fields.items() if not key.startswith("GGUF.")}
    assert metadata == {key: field.contents() for key, field in fields.items()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a GGUF of a few keys."""
    path = tmp_path_factory.mktemp("gguf") / "small.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_uint32("a.number", 7)
    writer.add_bool("a.flag", True)  # noqa: FBT003 -- the writer's own signature
    writer.add_array("a.list", ["one", "zwei", "три"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return path


def test_types_survive(small: Path) -> None:
    """Numbers, flags and lists of text come back as they were written."""
    metadata = read_metadata(small)
    assert (metadata["a.number"], metadata["a.flag"]) == (7, True)
    assert metadata["a.list"] == ["one", "zwei", "три"]


def test_a_missing_or_empty_file_is_refused(tmp_path: Path) -> None:
    """Neither can be mapped into memory."""
    (tmp_path / "empty.gguf").touch()
    for name in ("empty.gguf", "missing.gguf"):
        with pytest.raises(ModelRefused, match="cannot be read"):
            read_metadata(tmp_path / name)


@given(st.data())
def test_damage_is_refused_or_read_never_worse(small: Path, data: st.DataObject) -> None:
    """Cut or overwritten anywhere, the file gives values or ModelRefused, nothing else."""
    content = bytearray(small.read_bytes())
    end = data.draw(st.integers(1, len(content)))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    damaged = small.with_name("damaged.gguf")
    damaged.write_bytes(content[:end])
    with contextlib.suppress(ModelRefused):
        read_metadata(damaged)
